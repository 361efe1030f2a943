import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const LISTED = { convention: "en-section", warnings: ["CONTENTS_ENTRIES"] } as const;
const OPENING = `(a) Short Title.--This Act may be cited as the "Harbour Act".`;
const INTRODUCTION = "(b) Table of Contents.--The table of contents for this Act is as follows:";
const HEAD = "SECTION 1. SHORT TITLE; TABLE OF CONTENTS.";
const ENTRIES = ["Sec. 1. Short title; table of contents.", "Sec. 2. Pilots.", "Sec. 3. Harbour dues."];
const BODY = ["SEC. 2. PILOTS.", "Every ship takes a pilot.", "SEC. 3. HARBOUR DUES.", "Ships pay dues."];
const UNITS = ["SECTION 1", "SEC. 2 = PILOTS", "SEC. 3 = HARBOUR DUES"];

/** A bill in the layout of a printed act: titles above the sections, entries that go over two lines, capitals in the body. */
const BILL = paragraphs(
  "A BILL",
  "To keep the harbours safe.",
  HEAD,
  `    ${OPENING}\n    ${INTRODUCTION.replace("as follows", "as\nfollows")}`,
  `${ENTRIES[0]}\n                     TITLE I--PILOTS`,
  "Sec. 101. Prohibition on entering a harbour of the United Islands without a\n                            pilot.\nSec. 102. Pay.\n                     TITLE II--DUES",
  "Sec. 201. Harbour dues.\nSec. 202. Report.",
  "                     TITLE I--PILOTS",
  "SEC. 101. PROHIBITION ON ENTERING A HARBOUR OF THE UNITED ISLANDS WITHOUT A\n              PILOT.",
  ...["    No ship enters without a pilot.", "SEC. 102. PAY.", "    Pilots are paid."],
  ...["                     TITLE II--DUES", "SEC. 201. HARBOUR DUES.", "    Ships pay dues."],
  ...["SEC. 202. REPORT.", "    The harbour master reports."],
);

describe("contents inside the first unit that they list (P-158)", () => {
  testKinds([
    {
      rule: "of a bill",
      text: paragraphs(HEAD, OPENING, INTRODUCTION, ENTRIES.join("\n"), ...BODY),
      units: UNITS,
      ...LISTED,
    },
    {
      rule: "with blank lines between the entries",
      text: paragraphs(HEAD, OPENING, INTRODUCTION, ...ENTRIES, ...BODY),
      units: UNITS,
      ...LISTED,
    },
    {
      rule: "without blank lines",
      text: `${[HEAD, OPENING, INTRODUCTION, ...ENTRIES, ...BODY].join("\n")}\n`,
      units: UNITS,
      ...LISTED,
    },
    {
      rule: "below headings of Markdown",
      text: paragraphs(
        ...["# Harbour Act", `## ${HEAD}`, OPENING, INTRODUCTION, ENTRIES.join("\n")],
        ...BODY.map((line) => (line.startsWith("SEC.") ? `## ${line}` : line)),
      ),
      units: [
        "SECTION 1 = SHORT TITLE; TABLE OF CONTENTS.",
        ...["SEC. 2 = PILOTS.", "SEC. 3 = HARBOUR DUES."],
      ],
      ...LISTED,
    },
    {
      rule: "of a German act",
      text: paragraphs(
        ...["HAFENGESETZ", "§ 1 Inhalt", "Dieses Gesetz regelt:", "§ 1 Inhalt\n§ 2 Lotsen\n§ 3 Abgaben"],
        ...["§ 2 Lotsen", "Jedes Schiff nimmt einen Lotsen.", "§ 3 Abgaben", "Schiffe zahlen."],
      ),
      units: ["§ 1 = Inhalt", "§ 2 = Lotsen", "§ 3 = Abgaben"],
      convention: "paragraph-sign",
      warnings: ["CONTENTS_ENTRIES"],
    },
  ]);

  test("the titles of the act that they list are no containers, and the section holds them", () => {
    const { units, containers, warnings } = mark(BILL);
    assert.deepEqual(
      units.map(({ label }) => label),
      ["SECTION 1", "SEC. 101", "SEC. 102", "SEC. 201", "SEC. 202"],
    );
    assert.deepEqual(
      containers.map(({ label }) => label),
      ["TITLE I--PILOTS", "TITLE II--DUES"],
    );
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["CONTENTS_ENTRIES"],
    );
    const [first] = units;
    assert.ok(
      first !== undefined && BILL.slice(first.startByte, first.endByte).includes("Sec. 202. Report."),
    );
  });

  test("an article that is printed twice, with its title, is no contents", () => {
    const text = paragraphs(
      ...[
        "# Charte",
        "## Article 1 Ports",
        "Les ports sont libres :",
        "## Article 1 Ports",
        "Les ports sont sûrs.",
      ],
      ...["## Article 2 Droits", "Ils sont payés.", "## Article 2 Droits", "Ils sont dus."],
    );
    const result = markDocument(Buffer.from(text), { maxUnits: 10 });
    assert.equal(result.ok ? "cut" : result.refusal.reason, "STOP_ADDRESS_DUPLICATE");
  });
});

test("a table of contents in an outline is neither a unit nor the parent of the sections (P-158)", () => {
  const titles = ["Aim", "Words", "Fees"];
  const text = paragraphs(
    "# Harbour Act",
    "## Contents",
    titles.map((title, at) => `- [${at + 1}. ${title}](#s${at + 1})`).join("\n"),
    ...titles.flatMap((title, at) => [`##### ${at + 1}. **${title}**`, `The keeper of lamp ${at} writes.`]),
  );
  assert.deepEqual(
    mark(text).units.map(({ address, parent }) => [address, parent]),
    [1, 2, 3].map((number) => [`SECTION-${number}`, null]),
  );
});
