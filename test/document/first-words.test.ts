import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FirstWords } from "../../src/document/names/first-word.ts";

/** Beginnings of lines, and whether each may begin with the name of a unit. */
const LINES: readonly (readonly [line: string, mayName: boolean])[] = [
  ["Article 5", true],
  ["§ 5", true],
  ["The boat", false],
  ["1. The boat", false],
  ["1) The boat", false],
  ["1.   The boat", false],
  ["1) § 5 applies", true],
  ["2. člen", true],
  ["5. a člen", true],
  ["2. bis § 5", true],
  ["2 The boat", true],
  ["2a. The boat", true],
  ["2, 3 and 4 of it", true],
  ["第1条", true],
];

describe("first words", () => {
  for (const [line, mayName] of LINES) {
    test(`P-188: a line that begins with \`${line}\` ${mayName ? "may name" : "names no"} unit`, () => {
      const source = Buffer.from(line);
      assert.equal(new FirstWords(source).mayNameUnit(0, source.length), mayName);
    });
  }

  test("a word is judged by its own letters, however many others were seen before", () => {
    const words = Array.from(
      { length: 20_000 },
      (_, index) => `w${index.toString(6).replace(/\d/g, (digit) => "bdfghk".charAt(Number(digit)))}`,
    );
    const source = Buffer.from(words.flatMap((word) => [word, "Article"]).join("\n"));
    const firsts = new FirstWords(source);
    let start = 0;
    for (const word of words.flatMap((other) => [other, "Article"])) {
      assert.equal(firsts.mayName(start, start + word.length), word === "Article", word);
      start += word.length + 1;
    }
  });
});
