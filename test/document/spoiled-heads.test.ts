import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { paragraphs } from "../support/cut-kinds.ts";

const TEXT = "The keeper of the quay writes down every boat that lands there.";

/** How a scan or a converter spoils the head of a unit. */
const SPOILS: Readonly<Record<string, (head: string) => string>> = {
  "in spaced letters": (head) => head.replace(/^\p{L}+/u, (word) => [...word].join(" ")),
  "with a comma for the stop": (head) => head.replace(".", ","),
  "with one letter misread": (head) => head.replace(/i/u, "1"),
  "behind the number of a page": (head) => `14 ${head}`,
  "behind a mark": (head) => `. ${head}`,
  "with its word alone on a line": (head) => head.replace(" ", "\n"),
  "as an item of a list": (head) => `- ${head}`,
  "as a quotation": (head) => `> ${head}`,
  "in the cell of a table": (head) => `| ${head} | |`,
};

interface Form {
  readonly rule: string;
  /** Heads in order; the last one is spoiled. */
  readonly heads: readonly string[];
}

const FORMS: readonly Form[] = [
  { rule: "articles", heads: [1, 2, 3, 4].map((number) => `Article ${number}. Lamps`) },
  {
    rule: "sections of chapters",
    heads: ["1-1", "1-2", "2-1", "2-2", "2-3"].map((number) => `Section ${number}. Lamps`),
  },
  { rule: "an inserted section", heads: ["8", "9", "10", "10A"].map((number) => `Section ${number}. Lamps`) },
];

function cut(heads: readonly string[]): { readonly units: number; readonly told: number } {
  const text = paragraphs("ACT", ...heads.flatMap((head) => [head, TEXT]));
  const result = markDocument(Buffer.from(text), { maxUnits: 100 });
  assert.ok(result.ok, JSON.stringify(result));
  return { units: result.value.units.length, told: result.value.warnings.length };
}

describe("the last head of a sequence is never lost in silence, however it is spoiled (P-183)", () => {
  for (const { rule, heads } of FORMS)
    for (const [name, spoil] of Object.entries(SPOILS))
      test(`${rule}: ${name}`, () => {
        const { units, told } = cut(heads.map((head, at) => (at === heads.length - 1 ? spoil(head) : head)));
        assert.ok(units === heads.length || told > 0, `${units} units, no warning`);
      });

  test("the last section of a chapter, before the next one", () => {
    const heads = ["1-1", "1-2", "1-3", "2-1", "2-2"].map((number) => `Section ${number}. Lamps`);
    const { units, told } = cut(heads.map((head, at) => (at === 2 ? `S e c t i o n 1-3. Lamps` : head)));
    assert.ok(units === heads.length || told > 0);
  });
});

describe("text that refers to a number after the last one is told of nothing (P-183)", () => {
  for (const [name, line] of Object.entries({
    "a reference with a comma": "The fees of\nArticle 4, paragraph 2, of the Treaty are paid.",
    "a number of boats": "14 boats may land at once.",
    "a reference inside a sentence": "The keeper follows Article 4 of the Treaty.",
  }))
    test(name, () => {
      const heads = [1, 2, 3].map((number) => `Article ${number}. Lamps`);
      const text = paragraphs("ACT", ...heads.flatMap((head) => [head, TEXT]), line);
      const result = markDocument(Buffer.from(text), { maxUnits: 100 });
      assert.ok(result.ok);
      assert.deepEqual([...result.value.warnings], []);
    });
});
