import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { shortenParts } from "../../../src/document/delta/shorten-parts.ts";
import { diffWords } from "../../../src/document/delta/word-diff.ts";
import type { DiffPart } from "../../../src/domain/delta-view.ts";

/** Old words as `[-word-]`, new ones as `{+word+}`. */
function marked(parts: readonly DiffPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === "left out") return `[…${part.characters}]`;
      return { same: part.text, old: `[-${part.text}-]`, new: `{+${part.text}+}` }[part.kind];
    })
    .join("");
}

const text = fc
  .array(
    fc.oneof(fc.constantFrom("the", "lamp", "oil", "5", ".", "\n", "  ", "法", "令", "é", "😀"), fc.string()),
    { maxLength: 40 },
  )
  .map((words) => words.join(" "));

const isOf = (kind: "old" | "new") => (part: DiffPart) => part.kind === "same" || part.kind === kind;
const textOf = (parts: readonly DiffPart[]) =>
  parts.map((part) => ("text" in part ? part.text : "")).join("");

describe("two texts word by word", () => {
  for (const [rule, old, fresh, expected] of [
    [
      "a word for another",
      "light the lamps at dusk",
      "light the lamps at noon",
      "light the lamps at [-dusk-]{+noon+}",
    ],
    ["words that are new", "light the lamps", "light all the lamps", "light {+all +}the lamps"],
    ["words that are gone", "light all the lamps", "light the lamps", "light [-all -]the lamps"],
    ["other white space is no change", "light the\nlamps", "light  the lamps", "light  the lamps"],
    [
      "changes with white space between them are one",
      "ten old lamps",
      "two new lamps",
      "[-ten old-]{+two new+} lamps",
    ],
    ["signs of scripts without spaces", "法律第一条", "法律第二条", "法律第[-一-]{+二+}条"],
    [
      "texts with nothing in common stay whole",
      "ten old lamps burn",
      "no council sat",
      "[-ten old lamps burn-]{+no council sat+}",
    ],
    ["equal texts", "lamps", "lamps", "lamps"],
    ["no text before", "", "lamps", "{+lamps+}"],
    ["no text after", "lamps", "", "[-lamps-]"],
  ] as const)
    test(rule, () => assert.equal(marked(diffWords(old, fresh, false)), expected));

  test("where typography is looked at, white space is a change", () => {
    assert.equal(marked(diffWords("the lamps", "the  lamps", true)), "the[- -]{+  +}lamps");
  });

  test("the parts hold the later text, and the earlier one but for its white space", () => {
    const fold = (words: string) => words.replace(/\s+/gu, "");
    fc.assert(
      fc.property(text, text, fc.boolean(), (old, fresh, isExact) => {
        const parts = diffWords(old, fresh, isExact);
        assert.equal(textOf(parts.filter(isOf("new"))), fresh);
        const kept = textOf(parts.filter(isOf("old")));
        assert.equal(isExact ? kept : fold(kept), isExact ? old : fold(old));
      }),
      { numRuns: 500 },
    );
  });

  test("a megabyte with nothing in common is whole old and whole new", () => {
    const words = (sign: string) => Array.from({ length: 150_000 }, (_, at) => `${sign}${at}`).join(" ");
    const [old, fresh] = [words("a"), words("b")];
    assert.deepEqual(diffWords(old, fresh, false), [
      { kind: "old", text: old },
      { kind: "new", text: fresh },
    ]);
  });
});

describe("parts that are shortened", () => {
  const parts: readonly DiffPart[] = [
    { kind: "same", text: "one two three four five six seven eight nine ten eleven twelve" },
    { kind: "old", text: "old" },
    { kind: "same", text: " one two three four five six seven eight nine ten eleven twelve" },
  ];

  test("keep what stands around a change", () => {
    assert.equal(
      marked(shortenParts(parts, { around: 8, most: 1000 })),
      "[…48] eleven twelve[-old-] one two[…55]",
    );
  });

  test("count every character that is not shown", () => {
    fc.assert(
      fc.property(text, text, fc.nat(60), fc.nat(200), (old, fresh, around, most) => {
        const whole = diffWords(old, fresh, true);
        const shown = shortenParts(whole, { around, most });
        const left = shown.reduce((sum, part) => sum + (part.kind === "left out" ? part.characters : 0), 0);
        assert.equal(textOf(shown).length + left, textOf(whole).length);
        assert.ok(textOf(shown).length <= most);
      }),
      { numRuns: 500 },
    );
  });

  test("cut no character in half", () => {
    assert.deepEqual(shortenParts([{ kind: "new", text: "a😀b" }], { around: 9, most: 2 }), [
      { kind: "new", text: "a" },
      { kind: "left out", characters: 3, isChanged: true },
    ]);
  });
});
