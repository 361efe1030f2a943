import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { readExpectedCount, readExpectedList } from "../../src/document/plan/read-expectation.ts";
import { refuseUnmetExpectation } from "../../src/document/plan/refuse-unmet-expectation.ts";
import { inspectSource, refusalJson } from "../../src/document/show/inspect.ts";
import { renderTree } from "../../src/document/show/render-tree.ts";
import type { Refusal } from "../../src/domain/refusal.ts";

const LAW = "## Article 1\n\na\n\n## Article 2\n\nb\n\n## Article 2a\n\nc\n";

function listOf(text: string) {
  const list = readExpectedList(Buffer.from(text));
  assert.ok(list.ok, JSON.stringify(list));
  return list.value;
}

function compare(list: string, law = LAW): Refusal | null {
  const marked = markDocument(Buffer.from(law), { maxUnits: 1000 });
  assert.ok(marked.ok);
  return refuseUnmetExpectation(marked.value.units, listOf(list));
}

describe("what the publisher states (P-153)", () => {
  for (const [rule, list] of [
    ["the same labels", "Article 1\nArticle 2\nArticle 2a\n"],
    [
      "comments, empty lines, CRLF and a byte order mark",
      "\ufeff# from the gazette\r\n\r\nArticle 1\r\nArticle 2\r\nArticle 2a",
    ],
    ["another case, white space and a stop at the end", "ARTICLE\u00a01.\narticle  2:\nArticle 2A\n"],
    ["white space within a label, or none", "Article1\nArticle2\nArticle 2 a\n"],
    ["the first column of a table", "Article 1\tScope\nArticle 2\tTerms\nArticle 2a\tFees\n"],
  ] as const) {
    test(`a list with ${rule} is met`, () => {
      assert.equal(compare(list), null);
    });
  }

  for (const [rule, list, details] of [
    [
      "a label that the cut lacks",
      "Article 1\nArticle 2\nArticle 2a\nArticle 3\n",
      ["missing: Article 3 (entry 4 of the list)"],
    ],
    ["no label for a unit", "Article 1\nArticle 2\n", ["extra: Article 2a (line 9)"]],
    [
      "a label twice",
      "Article 1\nArticle 2\nArticle 2\n",
      ["missing: Article 2 (entry 3 of the list)", "extra: Article 2a (line 9)"],
    ],
    [
      "another order",
      "Article 1\nArticle 2a\nArticle 2\n",
      [
        "order: Article 2 (line 5) stands where the list has Article 2a",
        "order: Article 2a (line 9) stands where the list has Article 2",
      ],
    ],
  ] as const) {
    test(`a list with ${rule} is STOP_EXPECTATION_UNMET, line by line`, () => {
      const refused = compare(list);
      assert.equal(refused?.reason, "STOP_EXPECTATION_UNMET");
      assert.deepEqual(refused.details, details);
    });
  }

  test("white space between two numbers makes a difference", () => {
    const refused = compare("Article 12\n", "## Article 1 2\n\na\n\n## Article 3\n\nb\n");
    assert.ok(refused?.details?.includes("missing: Article 12 (entry 1 of the list)"));
  });

  test("a label of many megabytes is told by its beginning", () => {
    const [missing = ""] = compare("A".repeat(1_000_000))?.details ?? [];
    assert.ok(missing.startsWith("missing: AAA") && missing.length < 200, String(missing.length));
  });

  test("as JSON both counts are told", () => {
    const refused = compare("Article 1\n");
    assert.ok(refused);
    assert.match(JSON.stringify(refusalJson(refused)), /expected 1 unit, labels \w{12}; 3 units/);
  });

  test("of many differences the first twenty are told, and how many more there are", () => {
    const refused = compare(Array.from({ length: 90 }, (_, index) => `Rule ${index}`).join("\n"));
    assert.equal(refused?.details?.length, 21);
    assert.equal(refused.details.at(-1), "… and 73 more");
  });

  test("of a list that was kept as its digest, the counts and digests are told", () => {
    const { count, labelsSha256 } = listOf("Article 1\nArticle 2\nArticle 3\n");
    const marked = markDocument(Buffer.from(LAW), { maxUnits: 10 });
    assert.ok(marked.ok);
    const refused = refuseUnmetExpectation(marked.value.units, { count, labelsSha256 });
    assert.match(
      `${refused?.expected} / ${refused?.actual}`,
      /^3 units, labels \w{12} \/ 3 units, labels \w{12}$/,
    );
  });

  for (const [rule, read] of [
    ["a list without a label", () => readExpectedList(Buffer.from("# nothing\n\n"))],
    ["a count of none", () => readExpectedCount("0")],
    ["a count that is no number", () => readExpectedCount("thirty")],
    ["a count with a sign", () => readExpectedCount("-3")],
  ] as const) {
    test(`${rule} is STOP_BAD_INPUT`, () => {
      const result = read();
      assert.ok(!result.ok);
      assert.equal(result.refusal.reason, "STOP_BAD_INPUT");
    });
  }

  test("a list that is no text is told by its kind", () => {
    const result = readExpectedList(Buffer.from("%PDF-1.7\n"));
    assert.ok(!result.ok);
    assert.equal(result.refusal.reason, "STOP_NOT_A_TEXT");
    assert.equal(result.refusal.field, "--expect");
  });

  for (const [line, warned] of [
    ["articles: 3", false],
    ["article_count: 4", true],
    ['number_of_articles: "5" # by the gazette', true],
    ["units = 3", false],
    ["count: 9", false],
    ["articles: many", false],
    ["pages: 12", false],
  ] as const) {
    test(`front matter with "${line}" is ${warned ? "warned of" : "no warning"}`, () => {
      const marked = markDocument(Buffer.from(`---\ntitle: Act\n${line}\n---\n\n${LAW}`), { maxUnits: 10 });
      assert.ok(marked.ok);
      const found = marked.value.warnings.filter(({ code }) => code === "STATED_COUNT_DIFFERS");
      assert.deepEqual(
        found.map((warning) => warning.line),
        warned ? [3] : [],
      );
    });
  }

  test("an inspection says how many of the stated units it has, or that nothing was stated", () => {
    const shown = (expectation: ReturnType<typeof listOf> | null) => {
      const inspection = inspectSource(Buffer.from(LAW), { name: "law.md", maxUnits: 10, expectation });
      assert.ok(inspection.ok);
      return renderTree(inspection.value);
    };
    assert.match(shown(null), /expected {2}no expectation given/);
    assert.match(
      shown(listOf("Article 1\nArticle 2\nArticle 2a")),
      /expected {2}3 of 3 that the publisher states/,
    );
  });
});
