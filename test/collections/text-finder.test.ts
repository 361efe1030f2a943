import assert from "node:assert/strict";
import test from "node:test";
import { TextFinder } from "../../src/collections/text-finder.ts";

test("rows are found by their texts, in their order, also where a row has several texts and a text several rows", () => {
  const finder = new TextFinder([
    ["one", 7],
    ["two", 3],
    ["one", 2],
    ["two", 7],
    ["", 0],
    ["é𠮷", 2 ** 21 - 1],
  ]);
  assert.deepEqual(
    ["one", "two", "", "é𠮷", "three"].map((text) => finder.find(text)),
    [[2, 7], [3, 7], [0], [2 ** 21 - 1], []],
  );
  assert.deepEqual(new TextFinder([]).find("one"), []);
});

test("of texts with one hash the rows of both are found", () => {
  const finder = new TextFinder([
    ["costarring", 1],
    ["liquid", 0],
  ]);
  assert.deepEqual(
    [finder.find("liquid"), finder.find("costarring")],
    [
      [0, 1],
      [0, 1],
    ],
  );
});

test("every one of many rows is found", () => {
  const texts = Array.from({ length: 20_000 }, (_, at) => `LAW/ARTICLE-${at}`);
  const finder = new TextFinder(texts.map((text, at) => [text, at] as const));
  for (const [at, text] of texts.entries()) assert.ok(finder.find(text).includes(at));
});

test("a row for which there is no room is refused", () => {
  assert.throws(() => new TextFinder([["one", 2 ** 21]]), /no room for row 2097152/);
});
