import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The keeper of the lamps writes down which of them is lit.";
const SECTIONS = [
  ["9.02.010", "Lamps"],
  ["9.02.020", "Wicks"],
  ["9.02.025", "Oil"],
  ["9.02.030", "Keepers of lamps"],
] as const;

/** A code with its list of sections, whose heads have `gap` between number and title. */
function code(gap: string, entry: string): string {
  return paragraphs(
    `Chapter 9.02 - LIGHT\nSections:`,
    SECTIONS.map(([number, title]) => `${number}${entry}${title}.`).join("\n"),
    ...SECTIONS.flatMap(([number, title]) => [
      `${number}${gap}${title === "Oil" ? "Repealed" : title}.`,
      title === "Oil" ? "(Ord. 7 § 2, 1999)" : TEXT,
    ]),
  );
}

const UNITS = [
  "9.02.010 = Lamps.",
  "9.02.020 = Wicks.",
  "9.02.025 = Repealed.",
  "9.02.030 = Keepers of lamps.",
];

describe("codes with a dash between number and title (P-172)", () => {
  testKinds([
    { rule: "below a list of them with two spaces", text: code(" - ", "  "), units: UNITS },
    { rule: "with spaces that do not break", text: code("\u00a0-\u00a0", "\u00a0\u00a0"), units: UNITS },
    { rule: "with a long dash, below a list with one", text: code(" – ", " – "), units: UNITS },
    {
      rule: "without a list",
      text: paragraphs(...SECTIONS.flatMap(([number, title]) => [`${number} - ${title}.`, TEXT])),
      units: ["9.02.010 = Lamps.", "9.02.020 = Wicks.", "9.02.025 = Oil.", "9.02.030 = Keepers of lamps."],
    },
    {
      rule: "without blank lines",
      text: code(" - ", "  ").replace(/\n+/gu, "\n"),
      units: UNITS.map((unit) => unit.replace(/\.$/u, "")),
    },
    {
      rule: "numbers of one part",
      text: paragraphs("1 - Lamps", TEXT, "2 - Wicks", TEXT, "3 - Keepers of lamps", TEXT),
      units: ["1 = Lamps", "2 = Wicks", "3 = Keepers of lamps"],
    },
  ]);
});

test("entries of contents that became units are told where number and title stand again (P-183)", () => {
  const marked = markDocument(Buffer.from(code(" ~ ", "  ")), { maxUnits: 100 });
  assert.ok(!marked.ok);
  assert.equal(marked.refusal.reason, "STOP_CUT_DOUBTFUL");
  assert.match((marked.refusal.details ?? []).join("\n"), /9\.02\.010 ~ Lamps.* 9\.02\.010 has no text/u);
});
