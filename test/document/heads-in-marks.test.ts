import { describe } from "node:test";
import { type Kind, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and the keeper writes down who is aboard.";
const TITLES = ["Short title", "Words", "Fares", "Crew"];

/** Heads with a text of their own below; each may be a head with its lines. */
function act(...heads: readonly string[]): string {
  return paragraphs("# Ferry Act", ...heads.flatMap((head, at) => [head, `${TEXT} So says part ${at + 1}.`]));
}

/** Four heads below a chapter that is an ATX heading. */
function chapter(head: (number: number, title: string) => string): string {
  const [, ...blocks] = act(...TITLES.map((title, at) => head(at + 1, title))).split("\n\n");
  return paragraphs("# Ferry Act", "## Chapter I. General provisions", ...blocks)
    .trimEnd()
    .concat("\n");
}

function named(word: string): readonly string[] {
  return TITLES.map((title, at) => `${word}${at + 1} = ${title}`);
}

/** Titled numbers, each with two numbers of its own below. */
function contract(
  head: (number: number, title: string) => string,
  clause: (code: string) => string,
  between = "\n\n",
): string {
  const parts = TITLES.map((title, at) =>
    [
      head(at + 1, title),
      `${clause(`${at + 1}.1`)} ${TEXT}`,
      `${clause(`${at + 1}.2`)} Part ${at + 1} says so.`,
    ].join(between),
  );
  return paragraphs("# Ferry contract", ...parts);
}

const HEADS: readonly Kind[] = [
  {
    rule: "bold italics below an ATX chapter",
    text: chapter((number, title) => `***Article ${number}. ${title}***`),
    units: named("Article "),
    convention: "article",
  },
  {
    rule: "bold italics in Vietnamese",
    text: chapter((number, title) => `***Điều ${number}. ${title}***`),
    units: named("Điều "),
    convention: "vi-dieu",
  },
  {
    rule: "a link around bold type",
    text: chapter((number, title) => `[**Article ${number}. ${title}**](javascript:void(0))`),
    units: named("Article "),
    convention: "article",
  },
  {
    rule: "a link around the bold name before a bold title",
    text: chapter((number, title) => `[**§ ${number}**](#s${number}) **${title}**`),
    units: named("§ "),
    convention: "paragraph-sign",
  },
  {
    rule: "brackets around the name in a heading",
    text: chapter((number, title) => `### [Article ${number}] ${title}`),
    units: named("Article "),
    convention: "article",
  },
  {
    rule: "brackets around the name in bold type",
    text: chapter((number, title) => `**[Điều ${number}]: ${title}**`),
    units: named("Điều "),
    convention: "vi-dieu",
  },
  {
    rule: "letters in italics directly behind bold type, in headings",
    text: act(
      "## **Art. 1** Fares",
      "## **Art. 1***a* Words",
      "## **Art. 1***bis* Crew",
      "## **Art. 2** Quays",
    ),
    units: ["Art. 1 = Fares", "Art. 1a = Words", "Art. 1bis = Crew", "Art. 2 = Quays"],
    convention: "art",
  },
  {
    rule: "letters in italics directly behind bold type, on lines of their own",
    text: act("**Art. 1** Fares", "**Art. 1***a* Words", "**Art. 2** Crew", "**Art. 3** Quays"),
    units: ["Art. 1 = Fares", "Art. 1a = Words", "Art. 2 = Crew", "Art. 3 = Quays"],
    convention: "art",
  },
  {
    rule: "bold type that closes and opens again within a title, and within a number",
    text: act(
      "**Điều 9. Fares**** and quays**",
      "**Điều 10.**** Words**",
      "**Điều 1****1. Crew**",
      "Điều 12. Fees**** and dues",
    ),
    units: ["Điều 9 = Fares and quays", "Điều 10 = Words", "Điều 11 = Crew", "Điều 12 = Fees and dues"],
    convention: "vi-dieu",
    warnings: ["FIRST_NUMBER_MISSING"],
  },
];

describe("the name of a unit stands in several marks at once (P-181)", () => {
  testKinds(HEADS);
});

const ENTRIES = TITLES.map((title, at) => ({
  link: `[**Article ${at + 1}. ${title}**](#a${at + 1})`,
  bold: `**Article ${at + 1}. ${title}**`,
}));

function withContents(entries: string): string {
  const [title = "", ...blocks] = act(...TITLES.map((words, at) => `### Article ${at + 1}. ${words}`)).split(
    "\n\n",
  );
  return paragraphs(title, "## Contents", entries, "## Chapter I", ...blocks)
    .trimEnd()
    .concat("\n");
}

describe("entries of contents in bold type or in links are no units (P-158)", () => {
  testKinds(
    [
      { rule: "links around bold type, line by line", entries: ENTRIES.map(({ link }) => link).join("\n") },
      {
        rule: "links around bold type, as paragraphs",
        entries: ENTRIES.map(({ link }) => link).join("\n\n"),
      },
      { rule: "bold lines of one paragraph", entries: ENTRIES.map(({ bold }) => bold).join("\n") },
    ].map(({ rule, entries }) => ({
      rule,
      text: withContents(entries),
      units: named("Article "),
      convention: "article",
      warnings: ["CONTENTS_ENTRIES"],
    })),
  );
});

describe("titled numbers hold the numbers of their clauses, whatever type or indent sets them apart (P-173)", () => {
  testKinds([
    {
      rule: "bold heads",
      text: contract(
        (number, title) => `**${number}. ${title}**`,
        (code) => code,
      ),
      units: named(""),
      convention: "outline",
    },
    {
      rule: "bold heads in capitals without a stop, clauses with one",
      text: contract(
        (number, title) => `**${number} ${title.toUpperCase()}**`,
        (code) => `${code}.`,
      ),
      units: named("").map((unit) => unit.toUpperCase()),
      convention: "outline",
    },
    {
      rule: "bold heads directly above their clauses, with escapes",
      text: contract(
        (number, title) => `**${number}\\. ${title}**`,
        (code) => code,
        "\n",
      ),
      units: named(""),
    },
    {
      rule: "items with bold words, and clauses indented below them",
      text: contract(
        (number, title) => `${number}. **${title}**`,
        (code) => `   ${code}`,
      ),
      units: named(""),
    },
    {
      rule: "plain text whose clauses are set in",
      text: contract(
        (number, title) => `${number}. ${title}`,
        (code) => `      ${code}`,
      ).replace("# ", ""),
      units: named(""),
    },
    {
      rule: "bold heads above clauses that have titles and texts of their own",
      text: paragraphs(
        "# Ferry contract",
        ...TITLES.slice(1).flatMap((title, at) => [
          `**${at + 1}. ${title}**`,
          `${at + 1}.1 Purpose`,
          TEXT,
          `${at + 1}.2 Duties`,
          TEXT,
        ]),
      ),
      units: TITLES.slice(1).flatMap((title, at) => [
        `${at + 1} = ${title}`,
        `${at + 1}.1 = Purpose`,
        `${at + 1}.2 = Duties`,
      ]),
    },
  ]);
});
