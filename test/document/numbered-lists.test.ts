import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

describe("numbered lists that are the document (P-173)", () => {
  const long = "The supplier shall do so with due care and skill, and in accordance with what is usual.";
  testKinds([
    {
      rule: "a Markdown list whose items have further items",
      text: paragraphs(
        "# Lease",
        `1. **Premises.** ${long}\n   1. One room.\n   2. Another room.`,
        `2. **Rent.** ${long}\n   1. It is due in May.`,
        `3. **Term.** ${long}`,
      ),
      units: ["1 = Premises", "2 = Rent", "3 = Term"],
    },
    {
      rule: "a tight list with a short phrase before the text",
      text: `# Conditions\n\n1. Portée. Les présentes conditions valent pour tous.\n2. Prix. Le client paie.\n3. Durée. Un an.\n`,
      units: ["1 = Portée.", "2 = Prix.", "3 = Durée."],
    },
    {
      rule: "capital titles over numbered clauses, which stay inside",
      text: paragraphs(
        "AGREEMENT",
        ...["1. DEFINITIONS", `1.1 ${long}`, `1.2 ${long}`, `1.2.1 ${long}`],
        ...["2. SERVICES", `2.1 ${long}`, "3. FEES", `3.1 ${long}`, "4. TERM", `4.1 ${long}`],
      ),
      units: ["1 = DEFINITIONS", "2 = SERVICES", "3 = FEES", "4 = TERM"],
    },
    {
      rule: "the same below a Markdown title",
      text: paragraphs(
        "# Agreement",
        "1. GELTUNG",
        `1.1 ${long}`,
        "2. PREISE",
        `2.1 ${long}`,
        "3. DAUER",
        `3.1 ${long}`,
      ),
      units: ["1 = GELTUNG", "2 = PREISE", "3 = DAUER"],
    },
    {
      rule: "sections below the year and number of the act, which are none",
      text: paragraphs(
        ...["Quays Act 1987", "1987 CHAPTER 30", "An Act about quays.", "Part I\nQuays"],
        ...["1 Lamps", `(1) ${long}`, "2 Bells", `(1) ${long}`, "3 Fees", `(1) ${long}`],
      ),
      units: ["1 = Lamps", "2 = Bells", "3 = Fees"],
    },
    {
      rule: "bold numbers before the text",
      text: paragraphs("# Contrato", `**1.** ${long}`, `**2.** ${long}`, `**3.** ${long}`),
      units: ["1", "2", "3"],
    },
    {
      rule: "a hard-wrapped text without blank lines",
      text: `TERMS\n\n1. Use. You may use the site,\nif you agree.\n2. Price. It costs\n3 pounds.\n3. End. It may end\nat any time.\n`,
      units: ["1 = Use.", "2 = Price.", "3 = End."],
    },
    {
      rule: "points that run through two chapters, with an inserted one and sub-points",
      text: paragraphs(
        ...[
          "# Noteikumi",
          "## I. Vispārīgi",
          `1. ${long}`,
          `2. ${long}`,
          "2.1. apakšpunkts;",
          "2.2. apakšpunkts.",
        ],
        ...[`2.¹ ${long}`, "## II. Kārtība", `3. ${long}`, `4. ${long}`, `5. ${long}`],
      ),
      units: ["1", "2", "2.¹", "3", "4", "5"],
    },
    {
      rule: "numbers that begin again in every part",
      text: paragraphs(
        "PART A",
        "1. Name",
        long,
        "2. Seat",
        long,
        "PART B",
        "1. Board",
        long,
        "2. Audit",
        long,
      ),
      units: ["1 = Name", "2 = Seat", "1 = Board", "2 = Audit"],
    },
    {
      rule: "numbers that begin again in an annex",
      text: paragraphs(...["1. Name", long, "2. Seat", long, "3. Aim", long, "Annex A", "1. Fees", long]),
      units: ["1 = Name", "2 = Seat", "3 = Aim", "1 = Fees"],
    },
    {
      rule: "items that begin in lower case",
      text: paragraphs("# Terms", `1. ${long}`, "2. the client pays in June.", `3. ${long}`),
      units: ["1", "2", "3"],
    },
    {
      rule: "numbers after a gap",
      text: paragraphs(
        ...["1. Name", long, "2. Seat", long, "3. Aim", long, "12. Board", long, "13. Audit", long],
      ),
      units: ["1 = Name", "2 = Seat", "3 = Aim", "12 = Board", "13 = Audit"],
      warnings: ["NUMBER_GAP"],
    },
    {
      rule: "steps under Markdown headings are no units",
      text: paragraphs(
        "# Tool",
        "## Install",
        "1. Get it.\n2. Unpack it.\n3. Run it.",
        "## Use",
        "1. Open it.",
        "## End",
        long,
      ),
      units: ["Install", "Use", "End"],
      convention: "outline",
    },
    {
      rule: "numbered paragraphs below numbered headings are no units",
      text: paragraphs(
        "# Policy",
        "## 1. Scope",
        `1.1 ${long}`,
        `1.2 ${long}`,
        "## 2. Duties",
        `2.1 ${long}`,
        `2.2 ${long}`,
      ),
      units: ["1 = Scope", "2 = Duties"],
      convention: "outline",
    },
    {
      rule: "clauses below articles are no units",
      text: paragraphs(
        "Điều 1. Phạm vi",
        "1. Một.",
        "2. Hai.",
        "3. Ba.",
        "Điều 2. Đối tượng",
        "4. Bốn.",
        "5. Năm.",
      ),
      units: ["Điều 1 = Phạm vi", "Điều 2 = Đối tượng"],
      convention: "vi-dieu",
    },
  ]);

  test("a numbered list below the only heading of a document is its units", () => {
    const items = [5, 6, 7, 8].map((number) => `${number}. **Seats**: ${long}`);
    for (const title of ["# Bylaws", "## Directors", "### Directors"]) {
      const marked = mark(paragraphs(title, ...items));
      assert.deepEqual(
        marked.units.map(({ label }) => label),
        ["5", "6", "7", "8"],
      );
    }
  });

  test("a list in the middle of a text is no document", () => {
    const prose = [long, long, long, long];
    const list = paragraphs("# Notes", ...prose, "1. Milk\n2. Bread\n3. Eggs", ...prose);
    const result = markDocument(Buffer.from(list), { maxUnits: 10 });
    assert.equal(result.ok ? "cut" : result.refusal.reason, "STOP_NO_UNITS");
  });

  for (const [word, label] of [
    ["pants.", "1. pants"],
    ["§", "1. §"],
    ["člen", "1. člen"],
    ["cikk", "1. cikk"],
    ["gr.", "1. gr"],
  ])
    test(`a list item that is a unit's name is one: ${label}`, () => {
      const lines = [1, 2, 3, 4].flatMap((number) => [`${number}. ${word} Virsraksts`, `(1) ${long}`]);
      const marked = mark(paragraphs("# Likums", ...lines));
      assert.deepEqual(
        marked.units.map((unit) => unit.label),
        [1, 2, 3, 4].map((number) => label?.replace("1", String(number))),
      );
    });
});
