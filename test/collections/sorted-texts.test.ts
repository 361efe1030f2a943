import assert from "node:assert/strict";
import test from "node:test";
import { SortedTexts } from "../../src/collections/sorted-texts.ts";

test("of many texts each is there, in order, and no other one", () => {
  const texts = Array.from({ length: 2000 }, (_, at) => `a/${at}/é𠮷`).sort();
  const sorted = new SortedTexts();
  for (const text of texts) assert.equal(sorted.push(text), true);
  assert.deepEqual([[...sorted], sorted.length], [texts, 2000]);
  for (const text of texts) assert.ok(sorted.has(text) && !sorted.has(`${text} `));
  assert.deepEqual([sorted.has(""), sorted.has("b"), new SortedTexts().has("")], [false, false, false]);
});

test("a text that does not stand behind the others is not taken", () => {
  const sorted = new SortedTexts();
  assert.deepEqual(
    ["", "b", "b", "a", "c"].map((text) => sorted.push(text)),
    [true, true, false, false, true],
  );
  assert.deepEqual([...sorted], ["", "b", "c"]);
});
