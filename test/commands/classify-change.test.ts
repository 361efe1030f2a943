import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyChange } from "../../src/commands/kb/classify-change.ts";
import type { ComparedVersion } from "../../src/ports/reader.ts";

const BASE: ComparedVersion = {
  unit: "A/1",
  version: 1,
  change: "original",
  address: "A/1",
  title: "Scope",
  kind: "article",
  sectionType: "body",
  sha256: "1",
  effect: "beginning",
  recordedAt: "2026-01-01T00:00:00Z",
  citation: null,
  parent: null,
  text: "# Article 1 Scope\nNobody shall pass.\n",
};
const NEW_TEXT = { sha256: "2", text: "# Article 1 Scope\nAnybody may pass.\n" };

const CASES: readonly (readonly [rule: string, changes: Partial<ComparedVersion>, change: string])[] = [
  ["other words are an amendment", NEW_TEXT, "amended"],
  ["other words at another address are an amendment", { ...NEW_TEXT, address: "A/2" }, "amended"],
  ["the same text at another address is a renumbering", { address: "A/2" }, "renumbered"],
  [
    "another number in the heading alone is a renumbering",
    { address: "A/2", sha256: "2", text: "# Article 2 Scope\nNobody shall pass.\n" },
    "renumbered",
  ],
  ["another place is a renumbering", { parent: "A/9" }, "renumbered"],
  [
    "other white space is typography",
    { sha256: "2", text: "# Article 1 Scope\nNobody  shall\npass.\n" },
    "typographyOnly",
  ],
  [
    "another title above the same text is a title",
    { sha256: "2", title: "Reach", text: "# Article 1 Reach\nNobody shall pass.\n" },
    "titleOnly",
  ],
  ["another title of the same bytes is a title", { title: "Reach" }, "titleOnly"],
  ["another kind is an amendment", { kind: "annex" }, "amended"],
  [
    "another kind is an amendment, whatever the white space",
    { kind: "annex", sha256: "2", text: "# Article 1 Scope\nNobody  shall\npass.\n" },
    "amended",
  ],
];

for (const [rule, changes, change] of CASES) {
  test(rule, () => assert.equal(classifyChange({ before: BASE, after: { ...BASE, ...changes } }), change));
}

for (const [rule, text, change] of [
  [
    "another number in the line of the text is a renumbering",
    "Article 2. Nobody shall pass.\n",
    "renumbered",
  ],
  [
    "another number and other words in one line are an amendment",
    "Article 2. Anybody may pass.\n",
    "amended",
  ],
] as const) {
  test(rule, () => {
    const before = { ...BASE, address: "A/article-1", text: "Article 1. Nobody shall pass.\n" };
    const after = { ...before, address: "A/article-2", sha256: "2", text };
    assert.equal(classifyChange({ before, after }), change);
  });
}

test("other words in the only line of a text are an amendment", () => {
  const before = { ...BASE, text: "Article 1. Nobody shall pass.\n" };
  const after = { ...before, sha256: "2", text: "Article 1. Anybody may pass.\n" };
  assert.equal(classifyChange({ before, after }), "amended");
  assert.equal(
    classifyChange({ before, after: { ...after, text: "Article 1. Nobody may pass 1.\n" } }),
    "amended",
  );
});

test("a renumbering whose number is not that of the address is what its plan has called it", () => {
  const before = { ...BASE, text: "Article I. Nobody shall pass.\n" };
  const after = {
    ...before,
    version: 2,
    change: "renumbering",
    address: "A/2",
    sha256: "2",
    text: "Article II. Nobody shall pass.\n",
  };
  assert.equal(classifyChange({ before, after }), "renumbered");
  assert.equal(classifyChange({ before, after: { ...after, version: 3 } }), "amended");
});

test("a unit that only one day has is new, or no longer in force", () => {
  assert.equal(classifyChange({ before: null, after: BASE }), "created");
  assert.equal(classifyChange({ before: BASE, after: null }), "retired");
});
