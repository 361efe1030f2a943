import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The council meets at least four times a year and decides by a majority of its members.";

const STEPS =
  "bis ter quater quinquies sexies septies octies novies decies undecies duodecies terdecies quaterdecies quinquiesdecies sexiesdecies septiesdecies octiesdecies noviesdecies vicies".split(
    " ",
  );

/** Heads of the units of an act with inserted ones, and how each is named where that is less than the head. */
const ACTS: readonly (readonly [language: string, heads: string, labels?: string])[] = [
  ["Croatian", "Članak 1.|Članak 2.|Članak 2.a|Članak 2.b|Članak 3."],
  ["Serbian", "Члан 1.|Члан 2.|Члан 2а.|Члан 2б.|Члан 3."],
  ["Slovenian", "1. člen|2. člen|2.a člen|2.b člen|3. člen"],
  ["Slovenian, two stops", "1. člen|2. člen|2.a. člen|2.b. člen|3. člen"],
  ["Slovenian, apart", "1. člen|2. člen|2. a člen|2. b člen|3. člen"],
  ["Icelandic", "1. gr.|2. gr.|2. gr. a.|2. gr. b.|3. gr."],
  ["Lithuanian", "1 straipsnis.|2 straipsnis.|2(1) straipsnis.|2(2) straipsnis.|3 straipsnis."],
  ["Lithuanian, raised", "1 straipsnis.|2 straipsnis.|2¹ straipsnis.|2² straipsnis.|3 straipsnis."],
  ["Latvian", "1. pants.|2. pants.|2.¹ pants.|2.² pants.|3. pants."],
  ["Hungarian", "1. §|2. §|2/A. §|2/B. §|3. §"],
  ["Finnish", "1 §|2 §|2 a §|2 b §|3 §"],
  ["Estonian", "§ 1.|§ 2.|§ 2¹.|§ 2².|§ 3."],
  ["Greek", "Άρθρο 1|Άρθρο 2|Άρθρο 2Α|Άρθρο 2Β|Άρθρο 3"],
  ["Bulgarian", "Чл. 1.|Чл. 2.|Чл. 2а.|Чл. 2б.|Чл. 3."],
  ["Romanian", "Art. 1.|Art. 2.|Art. 2^1.|Art. 2^2.|Art. 3."],
  ["Chinese", "第 1 條|第 2 條|第 2-1 條|第 2-2 條|第 3 條"],
  [
    "Chinese, behind the sign",
    "第 1 條|第 2 條|第 2 條之 1|第 2 條之 2|第 3 條",
    "第 1 條|第 2 條|第 2 條之 1|第 2 條之 2|第 3 條",
  ],
  [
    "Italian, Latin ordinals",
    ["Art. 1|Art. 2", ...STEPS.map((step) => `Art. 2-${step}`), "Art. 3"].join("|"),
  ],
  [
    "Indian, in brackets with a note",
    "Section 1.|Section 2.|1[Section 2A.|2[Section 2B.|Section 3.",
    "Section 1|Section 2|Section 2A|Section 2B|Section 3",
  ],
  ["bare numbers with letters", "1.|2.|2A.|2B.|3."],
  ["bare numbers with Latin ordinals", "1.|2.|2 bis.|2 ter.|3."],
  ["bare numbers with numbers in brackets", "1.|2.|2(1).|2(2).|3."],
  ["bare numbers with Hebrew letters", "1.|2.|2א.|2ב.|3."],
  ["bare numbers with Cyrillic letters", "1.|2.|2а.|2б.|3."],
];

/** What the text of a unit follows: its head on a line of its own, or on the same line. */
const LAYOUTS: readonly (readonly [name: string, lay: (head: string) => string, title: string])[] = [
  ["on lines of their own", (head) => `${head}\n\n${TEXT}\n`, "ACT"],
  ["before the text", (head) => `${head} ${TEXT}\n`, "ACT"],
  ["in hard-wrapped text", (head) => `${head} ${TEXT.slice(0, 50)}\n${TEXT.slice(51)}`, "ACT"],
  ["as Markdown headings", (head) => `## ${head}\n\n${TEXT}\n`, "# Act"],
  ["at Markdown paragraphs", (head) => `${head} ${TEXT}\n`, "# Act"],
  ["in bold type", (head) => `**${head}** ${TEXT}\n`, "# Act"],
];

describe("inserted units in every layout (P-180)", () => {
  for (const [language, heads, labels = heads] of ACTS)
    test(language, () => {
      const wanted = labels.split("|").map(bare);
      for (const [layout, lay, title] of LAYOUTS) {
        const marked = mark(`${title}\n\n${heads.split("|").map(lay).join("\n")}\n`);
        assert.deepEqual(
          marked.units.map(({ label }) => bare(label)),
          wanted,
          layout,
        );
        assert.deepEqual(marked.warnings, [], layout);
      }
    });
});

function bare(label: string): string {
  return label.replace(/[.\s]+$/u, "");
}

describe("articles that French laws insert before their number", () => {
  const act = (numbers: string) =>
    paragraphs("LOI", ...numbers.split("|").map((number) => `Article ${number}\n${TEXT}`));
  const kinds: readonly (readonly [rule: string, numbers: string, warnings: readonly string[]])[] = [
    ["before a number", "1er A|1er|2|3 AA|3 A|3 B|3|4", []],
    ["before a step", "1er|2|2 bis A|2 bis|2 ter|3", []],
    ["behind a number, as elsewhere", "1er|2|2 A|2 B|3", []],
    ["where the number before is missing", "1er|2|4 A|4|5", ["NUMBER_GAP"]],
    ["where the first letter is missing", "1er|2|3 B|3|4", ["NUMBER_GAP"]],
  ];
  testKinds(
    kinds.map(([rule, numbers, warnings]) => ({
      ...{ rule, text: act(numbers), units: numbers.split("|").map((number) => `Article ${number}`) },
      ...{ convention: "article", warnings },
    })),
  );
});

describe("letters that end the line of a name (P-180)", () => {
  testKinds([
    {
      rule: "a letter apart from the number",
      text: paragraphs("Članak 2.", TEXT, "Članak 2. a", TEXT, "Članak 2. b.", TEXT, "Članak 3.", TEXT),
      units: ["Članak 2", "Članak 2. a", "Članak 2. b", "Članak 3"],
      convention: "hr-clanak",
      warnings: ["FIRST_NUMBER_MISSING"],
    },
  ]);
});

describe("numbers without a word (P-180)", () => {
  testKinds([
    {
      rule: "the first subsection stands behind a dash",
      text: paragraphs(
        "1.—(1) The council meets.",
        "(2) It is public.",
        "2.—(1) It decides.",
        "2A.—(1) It sits.",
        "2B.—(1) It votes.",
        "3.—(1) It ends.",
      ),
      units: ["1", "2", "2A", "2B", "3"],
    },
    {
      rule: "the first subsection stands behind a hyphen, in hard-wrapped text",
      text: "ACT\n\n1.-(1) The council\nmeets.\n(2) It is public.\n2.-(1) It decides.\n2A.-(1) It sits.\n3.-(1) It ends.\n",
      units: ["1", "2", "2A", "3"],
    },
    {
      rule: "an inserted section stands in a bracket behind the number of a note",
      text: paragraphs(
        "1. Power of council.—It meets.",
        "2. Seat.—It sits.",
        "1[2A. Fees.—It takes fees.]",
        "2[2B. Fines.—It fines.]",
        "3. Rules.—It rules.",
      ),
      units: ["1 = Power of council.", "2 = Seat.", "2A = Fees.", "2B = Fines.", "3 = Rules."],
    },
    {
      rule: "numbers with a stop insert sections between bare ones",
      text: paragraphs(
        `1. ${TEXT}`,
        "1991, c. 12, s. 1.",
        `2. ${TEXT}`,
        `2.1. ${TEXT}`,
        "1997, c. 3, s. 8.",
        `2.2. ${TEXT}`,
        `3. ${TEXT}`,
        `4. ${TEXT}`,
      ),
      units: ["1", "2", "2.1", "2.2", "3", "4"],
    },
    ...["2bis", "2 bis", "2A", "2a"].map((inserted) => ({
      rule: `${inserted} among bare numbers, in text without blank lines`,
      text: `CHARTER\n\n${["1", "2", inserted, "3", "4", "5"].map((number) => `${number} The board. ${TEXT}`).join("\n")}\n`,
      units: ["1", "2", inserted, "3", "4", "5"].map((number) => `${number} = The board.`),
    })),
    {
      rule: "an inserted number behind a slash",
      text: paragraphs(
        ...["1. Seat", TEXT, "2. Members", TEXT, "2/1. Register", TEXT, "2/2. Fees", TEXT, "3. Rules", TEXT],
      ),
      units: ["1 = Seat", "2 = Members", "2/1 = Register", "2/2 = Fees", "3 = Rules"],
    },
    {
      rule: "a letter apart from the number and before its bracket",
      text: paragraphs(...["1)", "2)", "2 a)", "2 b)", "3)", "4)"].map((number) => `${number} ${TEXT}`)),
      units: ["1", "2", "2 a", "2 b", "3", "4"],
    },
    {
      rule: "the same without a stop behind the number",
      text: paragraphs(`1 ${TEXT}`, `2 ${TEXT}`, `2.1 ${TEXT}`, `3 ${TEXT}`, `4 ${TEXT}`),
      units: ["1", "2", "2.1", "3", "4"],
    },
    {
      rule: "numbers below a section that introduces them are its items",
      text: paragraphs(
        `1. ${TEXT}`,
        "2. The council decides on:",
        "2.1. The fee that every member pays each year.",
        "2.2. The fine that a member pays who is late.",
        `3. ${TEXT}`,
        `4. ${TEXT}`,
      ),
      units: ["1", "2", "3", "4"],
    },
    {
      rule: "numbers below most sections are parts of them",
      text: paragraphs(
        `1. ${TEXT}`,
        `1.1. ${TEXT}`,
        `2. ${TEXT}`,
        `2.1. ${TEXT}`,
        `3. ${TEXT}`,
        `4. ${TEXT}`,
      ),
      units: ["1", "2", "3", "4"],
    },
  ]);
});
