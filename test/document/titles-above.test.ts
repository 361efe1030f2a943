import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MarkedDocument } from "../../src/domain/plan.ts";
import { markParagraphs as mark } from "../support/cut-kinds.ts";

const titlesOf = ({ units }: MarkedDocument) => units.map(({ label, title }) => `${label} ${title}`.trim());
const namesOf = ({ containers }: MarkedDocument) => containers.map(({ label }) => label);

const SECTIONS: readonly string[] = [
  "# Seenverordnung",
  "## 1. Abschnitt",
  "## Allgemeines",
  "### Geltungsbereich",
  "**§ 1.** (1) Diese Verordnung gilt für alle Seen des Landes.",
  "(2) Sie gilt nicht für Teiche.",
  "### Begriffe",
  "**§ 2.** Im Sinne dieser Verordnung ist ein Boot jedes Fahrzeug auf dem Wasser.",
  "## 2. Abschnitt",
  "### Zulassung der Boote",
  "**§ 3.** (1) Boote werden von der Behörde zugelassen.",
  "**§ 3a.** Die Behörde führt ein Verzeichnis.",
  "### Aufsicht",
  "**§ 4.** Die Behörde beaufsichtigt den Verkehr auf dem See.",
];

describe("headings directly above the names of units", () => {
  test("are titles where most units have one, and no containers", () => {
    const marked = mark(SECTIONS);
    assert.deepEqual(titlesOf(marked), [
      "§ 1 Geltungsbereich",
      "§ 2 Begriffe",
      "§ 3 Zulassung der Boote",
      "§ 3a",
      "§ 4 Aufsicht",
    ]);
    assert.deepEqual(namesOf(marked), ["1. Abschnitt", "Allgemeines", "2. Abschnitt"]);
    assert.deepEqual(marked.warnings, []);
  });

  test("in plain text, below numbered names of chapters, which are no list that was left out", () => {
    const titles = ["Zweck", "Begriffe", "Leihe", "Frist", "Gebühren", "Aufsicht", "Bußgeld", "Übergang"];
    const sections = titles.map((title, at) => [title, `§ ${at + 1}. (1) Die Bücherei verleiht Bücher.`]);
    const chapter = (number: number, name: string, own: typeof sections) => [
      `${number}. Abschnitt`,
      name,
      ...own.flat(),
    ];
    const marked = mark([
      ...["Büchereigesetz", ...chapter(1, "Allgemeines", sections.slice(0, 4))],
      ...chapter(2, "Verfahren", sections.slice(4, 6)),
      ...chapter(3, "Strafen", sections.slice(6)),
    ]);
    assert.deepEqual(
      titlesOf(marked),
      titles.map((title, at) => `§ ${at + 1} ${title}`),
    );
    assert.deepEqual(namesOf(marked), ["1. Abschnitt", "2. Abschnitt", "3. Abschnitt"]);
    assert.deepEqual(marked.warnings, []);
  });

  test("begin the text of their units", () => {
    const source = Buffer.from(`${SECTIONS.join("\n\n")}\n`);
    const bodies = [...mark(SECTIONS).units].map(({ startByte, endByte }) =>
      source.toString("utf8", startByte, endByte).trim().split(/\n+/u),
    );
    assert.deepEqual(bodies[0], SECTIONS.slice(3, 6));
    assert.deepEqual(bodies[1], SECTIONS.slice(6, 8));
  });

  test("are titles above names that are headings of the same level", () => {
    const marked = mark([
      "### Scope",
      "### Article 1",
      "These rules hold on the lake.",
      "### Boats",
      "### Article 2",
      "A boat carries a light.",
      "### Fares",
      "### Article 3",
      "The fare is paid on board.",
    ]);
    assert.deepEqual(titlesOf(marked), ["Article 1 Scope", "Article 2 Boats", "Article 3 Fares"]);
    assert.deepEqual(namesOf(marked), []);
  });

  test("are containers where they hold several units, or units on a lower level", () => {
    const several = mark([
      "### Scope",
      "**§ 1.** These rules hold on the lake.",
      "**§ 2.** They do not hold on ponds.",
      "### Boats",
      "**§ 3.** A boat carries a light.",
      "**§ 4.** A boat has a number.",
    ]);
    assert.deepEqual(namesOf(several), ["Scope", "Boats"]);
    const lower = mark([
      "# Lake rules",
      "## Scope",
      "### Article 1",
      "These rules hold on the lake.",
      "## Boats",
      "### Article 2",
      "A boat carries a light.",
      "## Fares",
      "### Article 3",
      "The fare is paid on board.",
    ]);
    assert.deepEqual(namesOf(lower), ["Scope", "Boats", "Fares"]);
  });
});

const lake = ["Amaç", "Kapsam", "Tanımlar", "Ücretler"];
const TEXT = "Bu Kanun göldeki kayıkların ışıklarını, bağlama yerlerini ve ücretlerini düzenler.";

const LINES: readonly {
  readonly rule: string;
  readonly text: string;
  readonly titles: readonly string[];
}[] = [
  {
    rule: "a line directly above, below a blank line",
    text: `GÖL KANUNU\n\nBİRİNCİ BÖLÜM\nGenel Hükümler\n\n${lake.map((title, at) => `${title}\nMADDE ${at + 1} – (1) ${TEXT}\n`).join("\n")}`,
    titles: lake,
  },
  {
    rule: "a line in bold type",
    text: `# Göl Kanunu\n\n${lake.map((title, at) => `**${title}**\n\n**MADDE ${at + 1} –** (1) ${TEXT}\n`).join("\n")}`,
    titles: lake,
  },
  {
    rule: "a paragraph of its own, where the text before ends with a sentence",
    text: `GÖL KANUNU\n\n${lake.map((title, at) => `${title}\n\nMADDE ${at + 1} – (1) ${TEXT}\n`).join("\n")}`,
    titles: lake,
  },
  {
    rule: "a line with a stop, and one unit without",
    text: `THE LAKE ACT\n\n${["Short title.", "Lamps.", "", "Fares."].map((title, at) => `${title}\n${at + 1}. Every boat on the lake carries the lamp that is prescribed.\n`).join("\n")}`,
    titles: ["Short title.", "Lamps.", "", "Fares."],
  },
  {
    rule: "a note in the margin of bare numbers with paragraphs, one of them inserted",
    text: `Ferry Act\n\n${["1", "2", "2.1", "3"].map((number, at) => `${lake[at]}\n${number} (1) The ferry carries a bell.\n\nSame\n\n(2) It is rung in fog.\n`).join("\n")}`,
    titles: lake,
  },
  {
    rule: "the same above Bengali numbers",
    text: `আইন\n\n${["নাম", "ঘাট", "ভাড়া", "বাতি"].map((title, at) => `${title}\n${"১২৩৪".charAt(at)}। (১) মাঝি ঘাটে বাতি জ্বালাইবেন।\n\n(২) তিনি ভাড়া লইবেন।\n`).join("\n")}`,
    titles: ["নাম", "ঘাট", "ভাড়া", "বাতি"],
  },
  {
    rule: "a caption in brackets directly below the name of a chapter",
    text: "灯台法\n\n第一章　総則\n（目的）\n第一条　灯台を定める。\n（灯）\n第二条　灯をともす。\n第二章　灯台守\n（帳簿）\n第三条　帳簿を備える。\n（鐘）\n第四条　鐘を鳴らす。",
    titles: ["目的", "灯", "帳簿", "鐘"],
  },
  {
    rule: "no title: the name of a chapter in brackets below its number",
    text: "灯台法\n\n第一章\n（総則）\n第一条　灯台を定める。\n（灯）\n第二条　灯をともす。\n（油）\n第三条　油を備える。\n第二章\n（灯台守）\n第四条　帳簿を備える。\n（鐘）\n第五条　鐘を鳴らす。",
    titles: ["", "灯", "油", "", "鐘"],
  },
  {
    rule: "no title: the text of units, whose lines have no stop",
    text: `พระราชบัญญัติ\n\n${["คณะกรรมการจัดทำทะเบียน", "เรือมีโคม", "ผู้โดยสารชำระค่าโดยสาร", "เด็กไม่เสีย"].map((text, at) => `มาตรา ${at + 1}\n\n${text}\n`).join("\n")}`,
    titles: ["", "", "", ""],
  },
  {
    rule: "no title: one note that stands behind every unit",
    text: `GÖL KANUNU\n\n${[...lake, ...lake].map((_, at) => `MADDE ${at + 1} – (1) ${TEXT}\n\nYeni biçim\n`).join("\n")}`,
    titles: Array(8).fill(""),
  },
  {
    rule: "no title: chapters of one unit",
    text: `LAKE ACT\n\n${["Scope", "Lamps", "Fares"].map((name, at) => `CHAPTER ${at + 1} ${name}\nArticle ${at + 1}\n\nA boat on the lake carries a lamp at its bow.\n`).join("\n")}`,
    titles: ["", "", ""],
  },
  {
    rule: "no title: the last words of a text without a stop",
    text: `LAKE ACT\n\n${["Bow lamps", "Stern lamps", "Mast lamps", "Bells"].map((words, at) => `Article ${at + 1}\nEvery boat on the lake, whatever its length, carries at all times\n${words}\n`).join("")}`,
    titles: ["", "", "", ""],
  },
];

describe("lines directly above the names of units (P-161)", () => {
  for (const { rule, text, titles } of LINES) {
    test(rule, () => {
      const marked = mark([text]);
      assert.deepEqual(
        marked.units.map(({ title }) => title),
        titles,
      );
      const bytes = Buffer.from(`${text}\n`);
      for (const [at, unit] of [...marked.units].entries()) {
        const body = bytes.toString("utf8", unit.startByte, unit.endByte);
        assert.ok(body.replace(/^[*（]*/u, "").startsWith(titles[at] || unit.label), body);
      }
    });
  }
});

describe("titles in headings below the name that would end the unit (P-161)", () => {
  const text = "Podnik zřizuje ministerstvo a zapisuje se do rejstříku.";
  for (const level of ["####", "#####"])
    test(`on the level of ${level}, where some units have none`, () => {
      const titles = ["Předmět úpravy", "", "Založení podniku", "", "", "Účinnost"];
      const body = titles.flatMap((title, at) => [
        `##### § ${at + 1}`,
        ...(title === "" ? [] : [`${level} ${title}`]),
        text,
      ]);
      const marked = mark(["# Zákon o podniku", "## ČÁST PRVNÍ", ...body]);
      assert.deepEqual(
        marked.units.map(({ title }) => title),
        titles,
      );
      assert.deepEqual(marked.warnings, []);
    });
});
