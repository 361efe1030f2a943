import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark } from "../support/cut-kinds.ts";

const TITLES = ["Scope", "Lamps", "Bells", "Piers", "Ferries", "Fares", "Fines", "Appeals"];
const TEXT = "Every boat on the lake carries a lamp at its bow from dusk to dawn, and in fog.";
const CHAPTERS = ["General", "Money"];

interface Case {
  readonly rule: string;
  /** The table of contents, and what it lists. */
  readonly text: string;
  readonly units: readonly string[];
  readonly containers: readonly string[];
}

/** Eight numbered pieces, four in each chapter. */
function inChapters(chapter: (number: number, name: string) => string, piece: (number: number) => string) {
  return CHAPTERS.map(
    (name, at) =>
      `${chapter(at + 1, name)}\n${[1, 2, 3, 4].map((number) => piece(at * 4 + number)).join("\n")}`,
  ).join("\n");
}

const title = (number: number) => TITLES[number - 1] ?? "";

const CASES: readonly Case[] = [
  {
    rule: "the titles stand above the numbers of the text",
    text: `Ferry Regulations\n\nCONTENTS\n\n${inChapters(
      (number, name) => `PART ${number}\n${name}`,
      (number) => `${number}. ${title(number)}`,
    )}\n\n${inChapters(
      (number, name) => `PART ${number}\n\n${name}\n`,
      (number) => `${title(number)}\n\n${number}.—(1) ${TEXT}\n\n(2) ${TEXT}\n`,
    )}`,
    units: TITLES.map((name, at) => `SECTION-${at + 1} ${name}`),
    containers: ["CONTENTS", "PART 1", "PART 2"],
  },
  {
    rule: "number and title stand on two lines, and sections on lines between",
    text: `Seegesetz\n\nInhaltsübersicht\n\n${inChapters(
      (number, name) => `Abschnitt ${number}\n${name}`,
      (number) => `§ ${number}\n${title(number)}`,
    )}\n\n${inChapters(
      (number, name) => `Abschnitt ${number}\n${name}\n`,
      (number) => `§ ${number} ${title(number)}\n(1) ${TEXT}\n(2) ${TEXT}\n`,
    )}`,
    units: TITLES.map((name, at) => `PAR-${at + 1} ${name}`),
    containers: ["Inhaltsübersicht", "Abschnitt 1", "Abschnitt 2"],
  },
  {
    rule: "chapters with their names stand between numbers without a word, and nothing between the lines",
    text: `LAKE ACT\n\nARRANGEMENT OF SECTIONS\n${inChapters(
      (number, name) => `CHAPTER ${number}\n${name}`,
      (number) => `${number}.  ${title(number)}`,
    )}\n\n${inChapters(
      (number, name) => `CHAPTER ${number}\n${name}`,
      (number) => `${number}.  ${title(number)}\n(1) ${TEXT}\n(2) ${TEXT}\n`,
    )}`,
    units: TITLES.map((name, at) => `SECTION-${at + 1} ${name}`),
    containers: ["CHAPTER 1", "CHAPTER 2"],
  },
  {
    rule: "the word of a column stands above the entries, and the schedule is the last of them",
    text: `LAKE AGENCY ACT\n\nARRANGEMENT OF SECTIONS\n\nSECTION\n\n${TITLES.map((name, at) => `${at + 1}. ${name}.\n\n`).join("")}SCHEDULE\n\nAn Act to establish the Agency.\n\nPART I\n\nEstablishment\n\n${TITLES.map((name, at) => `${at + 1}. ${name}\n\n(1) ${TEXT}\n\n(2) ${TEXT}\n\n`).join("")}SCHEDULE\n\n1. The tribunal sits on the pier.\n\n2. It sits in public.\n`,
    units: [
      ...TITLES.map((name, at) => `SECTION-${at + 1} ${name}`),
      "SCHEDULE/SECTION-1 The tribunal sits on the pier.",
      "SCHEDULE/SECTION-2 It sits in public.",
    ],
    containers: ["ARRANGEMENT OF SECTIONS", "PART I", "SCHEDULE"],
  },
  {
    rule: "entries end with a page, one of them has a letter, and the text has the last one in no words",
    text: `Lake Act 1988\n\nContents\n\nPart 1—General\t1\n1\tScope\t1\n2\tLamps\t1\n2A\tHorns\t2\n3\tFares\t3\n4\tAppeals\t4\nSchedule 1—Tables\t6\n\nPart 1—General\n\n${["1  Scope", "2  Lamps", "2A  Horns", "3  Fares", "4  Appeals"].map((head) => `${head}\n\n\t(1) ${TEXT}\n\n\t(2) ${TEXT}\n\n`).join("")}`,
    units: ["SECTION-1 Scope", "SECTION-2 Lamps", "SECTION-2A Horns", "SECTION-3 Fares", "SECTION-4 Appeals"],
    containers: ["Contents", "Part 1—General"],
  },
  {
    rule: "a word heads the numbers of the entries, without a heading",
    text: `CHAPTER 7—LAKES\n\nSec.\n${TITLES.map((name, at) => `70${at + 1}.\t\t${name} of the boats on the lake.\n`).join("")}\n${TITLES.map((name, at) => `§70${at + 1}. ${name} of the boats on the lake\n\n${TEXT}\n\nEditorial Notes\n\n2008—Inserted at end “Sec. 12. The keeper reports.”\n\n`).join("")}`,
    units: TITLES.map((name, at) => `PAR-70${at + 1} ${name} of the boats on the lake`),
    containers: ["CHAPTER 7—LAKES"],
  },
  {
    rule: "they stand behind the text, below keys of a machine, and go on with the beginning of each text",
    text: `# Phí đò\n\n${TITLES.map((name, at) => `Điều 24.8.NĐ.${at + 1}. ${name}\n\n${TEXT}\n\n`).join("")}## Danh sách điều khoản\n\n${TITLES.map((name, at) => `### 2400800000000000100000${at + 1}\n\nĐiều 24.8.NĐ.${at + 1}. ${name} ${TEXT.repeat(4)}\n\n`).join("")}`,
    units: TITLES.map((name, at) => `DIEU-24.8.ND.${at + 1} ${name}`),
    containers: ["Danh sách điều khoản"],
  },
];

describe("the entries of a table of contents are no units and hold none (P-158)", () => {
  for (const { rule, text, units, containers } of CASES)
    test(rule, () => {
      const marked = mark(text);
      assert.deepEqual(
        marked.units.map((unit) => `${unit.address} ${unit.title.replace(/(?<=^\p{L}+)\.$/u, "")}`),
        units,
      );
      assert.deepEqual(
        marked.containers.map(({ label }) => label),
        containers,
      );
    });
});

describe("short articles below a table of contents are units (P-158)", () => {
  const listed = "Contents\n\nThe act\nThe annex\n\n";
  const act = TITLES.map((name, at) => `Article ${at + 1}\n${name} are told on the pier.\n\n`).join("");
  test("where an annex has their numbers with other words", () => {
    const annex = TITLES.map((name, at) => `Article ${at + 1}\n${at} ${name}. ${TEXT} ${TEXT}\n\n`).join("");
    const { units } = mark(`LAKE ACT\n\n${listed}${act}ANNEX\n\n${annex}`);
    assert.equal(units.length, 2 * TITLES.length);
  });
  test("where an annex is shorter than they are", () => {
    const annex = TITLES.map((name, at) => `Article ${at + 1}\n${name} are told on the pier.\n\n`).join("");
    const { units } = mark(`LAKE ACT\n\n${listed}${act}ANNEX\n\n${annex}`);
    assert.equal(units.length, 2 * TITLES.length);
  });
});
