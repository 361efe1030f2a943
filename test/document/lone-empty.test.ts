import assert from "node:assert/strict";
import { test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

/** A law in chapters that count anew; a number without text is an article whose heading stands alone. */
function law(chapters: readonly (readonly [number: number, hasText: boolean])[][], mark: string): Buffer {
  const lines = chapters.flatMap((articles, index) => [
    `## Chapter ${index + 1}`,
    "",
    ...articles.flatMap(([number, hasText]) => [
      `${mark} ${number}. Ropes`.trim(),
      "",
      ...(hasText ? ["The rope is checked on Monday.", ""] : []),
    ]),
  ]);
  return Buffer.from(["# Act", "", ...lines].join("\n"));
}

for (const mark of ["### Article", "### Artículo", "#### §"]) {
  test(`empty articles apart from each other are units where numbering restarts: ${mark} (P-166)`, () => {
    const bytes = law(
      [
        [
          [1, false],
          [2, true],
          [3, false],
          [4, true],
        ],
        [
          [1, true],
          [2, true],
          [3, true],
        ],
        [[1, false]],
        [[1, true]],
      ],
      mark,
    );
    const result = markDocument(bytes, { maxUnits: 100 });
    assert.ok(result.ok);
    const numbers = [...result.value.units].map(({ label }) => /\d+/.exec(label)?.[0]);
    assert.deepEqual(numbers, ["1", "2", "3", "4", "1", "2", "3", "1", "1"]);
    assert.ok(!result.value.warnings.some(({ code }) => code === "CONTENTS_ENTRIES"));
  });
}
