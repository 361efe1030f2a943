import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and the keeper writes down who is aboard.";
const RULES = ["Fares", "Crew", "Quays"];

/** A code of two chapters with three sections each. */
function code(
  title: string,
  chapter: (number: number) => string,
  section: (code: string, title: string) => string,
): string {
  return paragraphs(
    title,
    ...[10, 20].flatMap((part) => [
      chapter(part),
      ...RULES.flatMap((rule, at) => [section(`8.${part}.0${at + 1}0`, rule), TEXT]),
    ]),
  );
}

const SECTIONS = [10, 20].flatMap((part) => RULES.map((rule, at) => `8.${part}.0${at + 1}0 = ${rule}`));

describe("a colon closes the number of a section (P-172)", () => {
  testKinds([
    {
      rule: "headings below chapters with a colon",
      text: code(
        "# Title 8",
        (part) => `## Chapter 8.${part}: Boats`,
        (number, rule) => `#### ${number}: ${rule}`,
      ),
      units: SECTIONS,
      convention: "outline",
    },
    {
      rule: "bold lines below bold chapters",
      text: code(
        "# Title 8",
        (part) => `**Chapter 8.${part}: Boats**`,
        (number, rule) => `**${number}: ${rule}**`,
      ),
      units: SECTIONS,
      convention: "outline",
    },
    {
      rule: "lines of plain text",
      text: code(
        "TITLE 8",
        (part) => `CHAPTER 8.${part}: BOATS`,
        (number, rule) => `${number}: ${rule}`,
      ),
      units: SECTIONS,
    },
    {
      rule: "a colon behind the title, too",
      text: code(
        "TITLE 8",
        (part) => `CHAPTER 8.${part}: BOATS`,
        (number, rule) => `${number}: ${rule}:`,
      ),
      units: SECTIONS,
    },
    {
      rule: "numbers with hyphens, and a colon behind the title in headings",
      text: code(
        "# Title 8",
        (part) => `## CHAPTER ${part}: BOATS`,
        (number, rule) => `#### ${number.replaceAll(".", "-")}: ${rule}:`,
      ),
      units: SECTIONS.map((unit) => unit.replaceAll(".", "-")),
      convention: "outline",
    },
  ]);
});

describe("chapters in bold type that hold bold sections and nothing else are containers (P-172)", () => {
  for (const { rule, title } of [
    { rule: "below a heading", title: "# Title 8" },
    { rule: "below a title in bold type", title: "**Ferry code**" },
  ])
    test(rule, () => {
      const { units, containers } = mark(
        code(
          title,
          (part) => `**Chapter 8.${part} Boats**`,
          (number, words) => `**${number} ${words}**`,
        ),
      );
      assert.deepEqual(
        units.map(({ label, title: words }) => `${label} = ${words}`),
        SECTIONS,
      );
      assert.deepEqual(
        containers.filter(({ kind }) => kind === "chapter").map(({ label }) => label),
        ["Chapter 8.10 Boats", "Chapter 8.20 Boats"],
      );
    });
});
