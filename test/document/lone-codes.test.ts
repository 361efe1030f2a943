import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const TEXT = "The keeper of the quay writes down every boat that lands there.";
const CODES = ["12.01.010", "12.01.020", "12.02.010", "12.02.020"];
const TITLES = ["Aim", "Words", "Moorings", "Fees"];

interface Layout {
  readonly rule: string;
  readonly section: (code: string, title: string) => string;
  readonly chapter: (number: string) => string;
  readonly join: string;
}

const LAYOUTS: readonly Layout[] = [
  {
    rule: "with the title on the next line",
    section: (code, title) => `${code}\n${title}\n\n${TEXT}`,
    chapter: (number) => `Chapter ${number}\n\nHarbours`,
    join: "\n\n",
  },
  {
    rule: "with the title in a paragraph of its own",
    section: (code, title) => `${code}\n\n${title}\n\n${TEXT}`,
    chapter: (number) => `Chapter ${number}`,
    join: "\n\n",
  },
  {
    rule: "in wrapped text without blank lines",
    section: (code, title) => `${code}\n${title}\n${TEXT}`,
    chapter: (number) => `Chapter ${number}\nHarbours`,
    join: "\n",
  },
  {
    rule: "in the middle of the page",
    section: (code, title) => `             ${code}\n             ${title}\n\n${TEXT}`,
    chapter: (number) => `             Chapter ${number}`,
    join: "\n\n",
  },
];

function code({ section, chapter, join }: Layout): string {
  const parts = CODES.flatMap((name, at) => [
    ...(at % 2 === 0 ? [chapter(name.slice(0, 5))] : []),
    section(name, TITLES[at] ?? ""),
  ]);
  return `Harbour Code\n\n${parts.join(join)}\n`;
}

describe("codes alone on their lines are units (P-172)", () => {
  for (const layout of LAYOUTS)
    test(layout.rule, () => {
      const { units, containers } = mark(code(layout));
      assert.deepEqual(
        units.map(({ label, title }) => `${label} = ${title}`),
        CODES.map((name, at) => `${name} = ${TITLES[at]}`),
      );
      assert.deepEqual(
        containers.map(({ label }) => label),
        ["Chapter 12.01", "Chapter 12.02"],
      );
    });

  test("with an inserted letter", () => {
    const lettered = code(LAYOUTS[0] ?? assert.fail()).replace(
      "Chapter 12.02",
      `12.01.020a\nRopes\n\n${TEXT}\n\nChapter 12.02`,
    );
    assert.equal(mark(lettered).units.at(2)?.label, "12.01.020a");
  });

  test("the parts of a standard below the numbers of its chapters", () => {
    const clause = (number: string, title: string) => `${number}\n${title}\n\n${TEXT}`;
    const text = paragraphs(
      "Quays",
      "1\n\nScope",
      clause("1.1", "Aim"),
      clause("1.2", "Use"),
      "2\n\nWords",
      clause("2.1", "Quay"),
      clause("2.2", "Line"),
    );
    assert.deepEqual(
      mark(text).units.map(({ label }) => label),
      ["1.1", "1.2", "2.1", "2.2"],
    );
  });
});

test("decimals alone on their lines are no sections: they begin with no first number, or nothing stands below (P-172)", () => {
  const prices = ["3.5", "4.2", "5.1", "6.9"];
  const table = prices.map((price) => `${price}\nkroner for every metre`).join("\n");
  const rows = `Tariff\n\n${table}\n`;
  const result = markDocument(Buffer.from(rows), { maxUnits: 100 });
  assert.equal(result.ok, false);
  assert.equal(result.ok ? "" : result.refusal.reason, "STOP_NO_UNITS");
});

test("a part of a code that begins in the middle, with a history behind each section", () => {
  const codes = ["2710.300", "2710.301", "2710.302", "2710.302.5", "2710.303"];
  const sections = codes.map((name) => [`${name}.`, `(a) ${TEXT}`, "(Added by Stats. 2019, Ch. 7, Sec. 2.)"]);
  const { units } = mark(paragraphs("HARBOUR CODE", ...sections.flat()));
  assert.deepEqual(
    units.map(({ label }) => label),
    codes,
  );
});

test("chapters in Markdown that hold sections of a code and nothing else are containers (P-172)", () => {
  const { units, containers } = mark(
    paragraphs(
      "# Title 12 Harbours",
      "## Chapter 12.01 GENERAL",
      ...["### 12.01.010 Aim.", TEXT, "### 12.01.020 Words.", TEXT],
      "## Chapter 12.02 MOORINGS",
      ...["### 12.02.010 Buoys.", TEXT, "### 12.02.020 Fees.", TEXT],
    ),
  );
  assert.deepEqual(
    units.map(({ label }) => label),
    CODES,
  );
  assert.deepEqual(
    containers.map(({ label }) => label).filter((label) => label.startsWith("Chapter")),
    ["Chapter 12.01 GENERAL", "Chapter 12.02 MOORINGS"],
  );
});
