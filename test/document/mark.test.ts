import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refuseAddress } from "../../src/document/layout/refuse-address.ts";
import { type MarkOptions, markDocument } from "../../src/document/mark.ts";
import type { MarkedDocument } from "../../src/domain/plan.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";

const LIMIT = { maxUnits: 1000 };

function mark(text: string, options: Partial<MarkOptions> = {}): MarkedDocument {
  const result = markDocument(Buffer.from(text), { ...LIMIT, ...options });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function labels(text: string, options: Partial<MarkOptions> = {}): readonly string[] {
  return mark(text, options).units.map((unit) => unit.label);
}

function addresses(text: string): readonly string[] {
  return mark(text).units.map((unit) => unit.address);
}

describe("what is refused", () => {
  const refusals: readonly {
    readonly rule: string;
    readonly source: string | Uint8Array;
    readonly reason: ReasonCode;
    readonly field?: string;
    readonly options?: Partial<MarkOptions>;
  }[] = [
    { rule: "an empty source", source: "", reason: "STOP_SOURCE_EMPTY" },
    { rule: "a source without a visible character", source: " \u200b\n\ufeff", reason: "STOP_SOURCE_EMPTY" },
    {
      rule: "a NUL byte, at its line",
      source: "## Article 1\n\na\0b\n",
      reason: "STOP_SOURCE_NUL",
      field: "line 3",
    },
    {
      rule: "broken UTF-8, at its line",
      source: Uint8Array.of(0x61, 0x0a, 0xff),
      reason: "STOP_SOURCE_ENCODING",
      field: "line 2",
    },
    {
      rule: "overlong UTF-8",
      source: Uint8Array.of(0x23, 0x20, 0xc0, 0xaf),
      reason: "STOP_SOURCE_ENCODING",
      field: "line 1",
    },
    {
      rule: "more bytes than allowed",
      source: "## Article 1\n",
      reason: "STOP_SOURCE_TOO_LARGE",
      options: { maxBytes: 5 },
    },
    { rule: "text without a heading", source: "Just text.\n", reason: "STOP_NO_UNITS" },
    {
      rule: "more units than allowed",
      source: "## Article 1\n\n## Article 2\n",
      reason: "STOP_TOO_MANY_UNITS",
      options: { maxUnits: 1 },
    },
    {
      rule: "one name twice in one scope",
      source: "## Article 1\n\na\n\n## Article 2\n\n## Article 1\n\nb\n",
      reason: "STOP_ADDRESS_DUPLICATE",
      field: "line 7",
    },
    {
      rule: "one name composed and decomposed",
      source: "## Điều 4\n\n## \u0110ie\u0302\u0300u 4\n",
      reason: "STOP_ADDRESS_DUPLICATE",
      field: "line 3",
    },
    {
      rule: "one name in two spellings",
      source: "## Điều 44\n\n## dieu-44\n\n## Khác\n\n## Khac\n\n## Thêm\n",
      reason: "STOP_ADDRESS_DUPLICATE",
      field: "line 3",
    },
    {
      rule: "an unknown convention",
      source: "## Article 1\n",
      reason: "STOP_CONVENTION_UNKNOWN",
      options: { convention: "nope" },
    },
    {
      rule: "a convention that the document does not show",
      source: "## Article 1\n",
      reason: "STOP_NO_UNITS",
      options: { convention: "vi-dieu" },
    },
    {
      rule: "a malformed prefix",
      source: "## Article 1\n",
      reason: "STOP_PREFIX_INVALID",
      options: { prefix: "a b" },
    },
    {
      rule: "two conventions that fit equally well",
      source:
        "Article 1\n\nx\n\nArticle 2\n\ny\n\nArticle 3\n\nz\n\nRule 1\n\nx\n\nRule 2\n\ny\n\nRule 3\n\nz\n",
      reason: "STOP_CONVENTION_AMBIGUOUS",
    },
  ];
  for (const { rule, source, reason, field, options } of refusals) {
    test(`${rule}: ${reason}`, () => {
      const bytes = typeof source === "string" ? Buffer.from(source) : source;
      const result = markDocument(bytes, { ...LIMIT, ...options });
      assert.ok(!result.ok);
      assert.equal(result.refusal.reason, reason);
      if (field !== undefined) assert.equal(result.refusal.field, field);
    });
  }

  test("the refusal of a duplicate names both lines, that of an ambiguity both conventions", () => {
    const twice = markDocument(Buffer.from("## Article 1\n\na\n\n## Article 1\n"), LIMIT);
    assert.ok(!twice.ok);
    assert.match(twice.refusal.details?.[0] ?? "", /lines 1 and 5/);
    const both = markDocument(
      Buffer.from("Article 1\n\nx\n\nArticle 2\n\nx\n\nRule 1\n\nx\n\nRule 2\n"),
      LIMIT,
    );
    assert.ok(!both.ok);
    assert.match(both.refusal.actual ?? "", /article .*en-rule|en-rule .*article/);
    assert.deepEqual(
      labels("Article 1\n\nx\n\nArticle 2\n\nx\n\nRule 1\n\nx\n\nRule 2\n", { convention: "en-rule" }),
      ["Rule 1", "Rule 2"],
    );
  });
});

describe("what is no heading", () => {
  const cases: readonly {
    readonly rule: string;
    readonly text: string;
    readonly found: readonly string[];
  }[] = [
    {
      rule: "a reference that the text wrapped",
      text: "§ 1. Eins\n\nwie nach\n§ 3 Abs. 2 gilt\n\n§ 2. Zwei\n",
      found: ["§ 1", "§ 2"],
    },
    {
      rule: "a reference at the start of a paragraph",
      text: "Article 1\n\nArticle 5 of the Treaty applies.\n\nArticle 2\n\nx\n",
      found: ["Article 1", "Article 2"],
    },
    {
      rule: "a reference after a full stop",
      text: "### Điều 1. A\n\ntheo\nĐiều 34. của Luật\n\n### Điều 2. B\n",
      found: ["Điều 1", "Điều 2"],
    },
    {
      rule: "articles that an amending act quotes",
      text: "Article 1\n\nInsert:\n\n“Article 15\n\nNew.\n\nArticle 16\n\nNew.”\n\nArticle 2\n\nx\n",
      found: ["Article 1", "Article 2"],
    },
    {
      rule: "entries of a table of contents",
      text: "Contents\n\nArticle 1 Aim\n\nArticle 2 End\n\nArticle 1 Aim\n\nText.\n\nArticle 2 End\n\nText.\n",
      found: ["Article 1", "Article 2"],
    },
    {
      rule: "contents entries with page numbers",
      text: "1. Scope ........ 3\n\n2. Terms ....... 4\n\n1. Scope\n\nx\n\n2. Terms\n\ny\n\n3. End\n\nz\n",
      found: ["1", "2", "3"],
    },
    {
      rule: "headings in fences, quotes, lists and comments",
      text: "## Article 1\n\n```\n## Article 2\n```\n\n> ## Article 3\n\n- ## Article 4\n\n<!--\n## Article 5\n-->\n\n## Article 6\n",
      found: ["Article 1", "Article 6"],
    },
  ];
  for (const { rule, text, found } of cases) test(rule, () => assert.deepEqual(labels(text), found));
});

describe("addresses and scopes", () => {
  for (const [address, good] of [
    ["ARTICLE-1", true],
    ["附則-2/JO-1", true],
    ["", false],
    ["A//B", false],
    ["A/../B", false],
    ["A\u200bB", false],
    ["A\u202eB", false],
    ["A B", false],
    ["e\u0301", false],
    ["A".repeat(991), true],
    ["B".repeat(992), false],
    ["𝔸".repeat(500), true],
    ["𝔹".repeat(501), false],
  ] as const) {
    test(`the address ${JSON.stringify(address.slice(0, 20))} is ${good ? "sound" : "refused"}`, () => {
      assert.equal(refuseAddress(address, 7)?.reason ?? null, good ? null : "STOP_ADDRESS_INVALID");
    });
  }

  test("units whose numbering starts again in an annex get the scope of the annex", () => {
    assert.deepEqual(
      addresses(
        "# Law\n\n## Article 1\n\nx\n\n# Annex I\n\n## Article 1\n\nx\n\n# Annex II\n\n## Article 1\n\nx\n",
      ),
      ["ARTICLE-1", "ANNEX-I/ARTICLE-1", "ANNEX-II/ARTICLE-1"],
    );
  });

  test("several supplementary provisions with one name are distinguished by their order", () => {
    const text = "## 第一条\n\nx\n\n# 附則\n\n## 第一条\n\nx\n\n# 附則\n\n## 第一条\n\nx\n";
    const marked = mark(text);
    assert.deepEqual(
      marked.units.map((unit) => [unit.scope, unit.sectionType]),
      [
        ["", "body"],
        ["附則", "supplementary"],
        ["附則-2", "supplementary"],
      ],
    );
  });

  test("units whose numbering starts again in every chapter are addressed by chapter", () => {
    assert.deepEqual(addresses("1 kap. A\n\n1 § X.\n\n2 § Y.\n\n2 kap. B\n\n1 § X.\n\n2 § Y.\n"), [
      "KAP-1/PAR-1",
      "KAP-1/PAR-2",
      "KAP-2/PAR-1",
      "KAP-2/PAR-2",
    ]);
  });

  test("the address in an outline is the path of headings, and a dotted number replaces its parent's segment", () => {
    assert.deepEqual(addresses("# H\n\n## A\n\n### C\n\n## B\n\n### C\n"), ["A", "A/C", "B", "B/C"]);
    assert.deepEqual(addresses("## 5 Five\n\n### 5.1 One\n\n#### 5.1.1 Deep\n"), [
      "SECTION-5",
      "SECTION-5.1",
      "SECTION-5.1.1",
    ]);
  });

  test("an inserted article or changed text leaves every other address unchanged", () => {
    const before = addresses("## Article 1\n\na\n\n## Article 2\n\nb\n\n## Article 4\n\nc\n");
    const after = addresses(
      "Intro.\n\n## Article 1\n\nother\n\n## Article 2\n\nb\n\n## Article 3\n\nnew\n\n## Article 4\n\nc\n",
    );
    for (const address of before) assert.ok(after.includes(address));
  });

  test("numbers stay text: no two printed numbers share an address", () => {
    const printed = [
      "0",
      "-1",
      "1",
      "007",
      "7",
      "1.5",
      "15",
      "99999999999999999999",
      "99999999999999999998",
      "1a",
      "1 bis",
      "½",
    ];
    const found = addresses(printed.map((number) => `## Article ${number}\n\nx\n`).join("\n"));
    assert.equal(new Set(found).size, printed.length);
  });

  test("two wordings side by side are kept in a long document, with a warning", () => {
    const articles = Array.from({ length: 12 }, (_, index) => `## Article ${index + 1}\n\nText.\n`);
    const marked = mark(
      [...articles.slice(0, 6), "## Article 6\n\nOther text.\n", ...articles.slice(6)].join("\n"),
    );
    assert.equal(marked.units.at(6)?.address, "ARTICLE-6/WORDING-2");
    assert.ok(marked.warnings.some((warning) => warning.code === "SECOND_WORDING"));
  });

  test("a number printed twice where another is missing gets an address of its own, with a warning", () => {
    const articles = Array.from(
      { length: 12 },
      (_, index) => `## Article ${index + 1 === 9 ? 3 : index + 1}\n\nText.\n`,
    );
    const marked = mark(articles.join("\n"));
    assert.equal(marked.units.at(8)?.address, "ARTICLE-3/AFTER-8");
    assert.ok(marked.warnings.some((warning) => warning.code === "REPEATED_NUMBER"));
  });

  test("invisible characters stay in titles and bodies, never in labels and addresses", () => {
    const unit = mark("## Article\u200f 1. \u202egnp.exe\u202c\n\nx\n").units.at(0);
    assert.equal(unit?.label, "Article 1");
    assert.equal(unit?.address, "ARTICLE-1");
    assert.equal(unit?.title, "\u202egnp.exe\u202c");
  });

  test("unseen characters stay in the heading of a container, with a warning (A-124)", () => {
    for (const unseen of [
      "\u3164",
      "\u115f",
      "\u1160",
      "\uffa0",
      "\u200b",
      "\u061c",
      "\u{e0001}",
      "\u2800",
    ]) {
      const text = `# A${unseen} law\n\n## Chapter ${unseen}One\n\n### Article 1\n\nx\n\n#### In${unseen}side\n\ny\n`;
      const marked = mark(text);
      assert.deepEqual(
        [...marked.containers].map(({ label }) => label),
        [`Chapter ${unseen}One`, `In${unseen}side`],
      );
      assert.deepEqual(
        marked.warnings.filter(({ code }) => code === "INVISIBLE_CHARACTER").map(({ line }) => line),
        [1, 3, 9],
      );
    }
  });
});

describe("kinds, containers and limits", () => {
  test("excluded units are not cut, and their bytes stay in excluded regions", () => {
    const text =
      "## Article 1\n\na\n\n## Article 2 [draft]\n\nb\n\n## Article 3\n\n<!-- cutter:obsolete -->\n\nc\n\n## Article 4\n\n<!-- cutter:exclude -->\n\nd\n";
    assert.deepEqual(labels(text), ["Article 1", "Article 2", "Article 3"]);
    const marked = mark(text, { exclude: ["draft", "OBSOLETE"] });
    assert.deepEqual(
      marked.units.map((unit) => unit.label),
      ["Article 1"],
    );
    assert.equal(marked.regions.filter((region) => region.role === "excluded").length, 3);
    assert.deepEqual(labels(text, { exclude: ["article 1"] }), ["Article 2", "Article 3"]);
  });

  test("only what stands between the sentinels is cut", () => {
    const marked = mark(
      "## Article 9\n\n<!-- cutter:begin -->\n\n## Article 1\n\nx\n\n<!-- cutter:end -->\n\n## Article 2\n",
    );
    assert.deepEqual(
      marked.units.map((unit) => unit.label),
      ["Article 1"],
    );
    assert.deepEqual(
      marked.regions.map((region) => region.role),
      ["excluded", "non-content", "unit", "excluded"],
    );
  });

  test("the byte order mark belongs to no unit", () => {
    const marked = mark("\ufeff## Article 1\n\nx\n");
    assert.equal(marked.units.at(0)?.startByte, 3);
    assert.equal(marked.regions.at(0)?.endByte, 3);
  });

  test("containers have their own regions, and deeper headings stay in the unit", () => {
    const marked = mark(
      "# Law\n\n## Chapter I\n\n### Article 1\n\nx\n\n#### Details\n\ny\n\n### Article 2\n\nz\n",
    );
    assert.deepEqual(
      marked.containers.map(({ kind, label }) => [kind, label]),
      [
        ["chapter", "Chapter I"],
        ["heading", "Details"],
      ],
    );
    assert.deepEqual(
      marked.regions.map((region) => region.role),
      ["container", "container", "unit", "unit"],
    );
  });

  test("an article without sections is a unit beside the sections of other articles", () => {
    const text =
      "# C\n\n## Article I\n\n### Section 1\n\nx\n\n### Section 2\n\nx\n\n## Article II\n\n### Section 1\n\nx\n\n### Section 2\n\nx\n\n## Article III\n\ny\n";
    assert.deepEqual(addresses(text), [
      "ARTICLE-I/SECTION-1",
      "ARTICLE-I/SECTION-2",
      "ARTICLE-II/SECTION-1",
      "ARTICLE-II/SECTION-2",
      "ARTICLE-III",
    ]);
  });

  test("a gap in the numbering gives a warning, and no unit is invented for it", () => {
    const marked = mark("## Article 1\n\nx\n\n## Article 4\n\nx\n");
    assert.deepEqual(
      marked.warnings.map((warning) => [warning.code, warning.line]),
      [["NUMBER_GAP", 5]],
    );
  });

  test("bold lines count as headings where there are no others", () => {
    const text = "# Terms\n\n**1. Scope**\n\nx\n\n**2. Use**\n\ny\n\n**Contact**\n\nz\n";
    assert.deepEqual(labels(text), ["1", "2", "Contact"]);
    assert.deepEqual(labels(`${text}\n## Only heading\n\nx\n`), ["Only heading"]);
  });

  test("capitals count as Roman numerals or as letters, whichever count is longer", () => {
    assert.deepEqual(labels("I. One\n\nx\n\nII. Two\n\nx\n\nIII. Three\n\nx\n"), ["I", "II", "III"]);
    assert.deepEqual(labels("A. One\n\nx\n\nB. Two\n\nx\n\nC. Three\n\nx\n\nD. Four\n\nx\n"), [
      "A",
      "B",
      "C",
      "D",
    ]);
  });

  test("a learned convention needs no row", () => {
    const text = Array.from(
      { length: 5 },
      (_, index) => `Tikina e ${index + 1}.\n\nText of it, which is longer.\n`,
    ).join("\n");
    assert.equal(mark(text).convention, "learned:tikina");
    assert.deepEqual(labels(text).slice(0, 2), ["Tikina e 1", "Tikina e 2"]);
  });
});
