import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and the keeper writes down who is aboard. He signs.";

/** Two articles by Roman numerals that hold two articles in digits each, and a third with a text of its own. */
function act(word: string): string {
  const held = [`### ${word} 1. Words`, TEXT, `### ${word} 2. Fares`, TEXT];
  return paragraphs("# Ferry Act", `## ${word} I`, ...held, `## ${word} II`, ...held, `## ${word} III`, TEXT);
}

describe("articles by Roman numerals that hold articles in digits are containers (P-157)", () => {
  for (const { word, address } of [
    { word: "ARTIKEL", address: "ART" },
    { word: "ARTICLE", address: "ARTICLE" },
    { word: "Pasal", address: "PASAL" },
  ])
    test(word, () => {
      const { units, containers, warnings } = mark(act(word));
      assert.deepEqual(
        units.map((unit) => unit.address),
        ["I", "II"]
          .flatMap((roman) => [1, 2].map((number) => `${word.toUpperCase()}-${roman}/${address}-${number}`))
          .concat(`${address}-III`),
      );
      assert.deepEqual(
        containers.map(({ label }) => label),
        [`${word} I`, `${word} II`],
      );
      assert.deepEqual(warnings, []);
    });
});
