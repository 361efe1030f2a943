import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markParagraphs as mark } from "../support/cut-kinds.ts";

const CODES = ["12.04.010", "12.04.020", "12.04.030", "12.08.010", "12.08.020"];

/** A code of two chapters, each above the list of its sections. */
function writeCode({
  chapter,
  section,
  entry = (code: string, title: string) => `${code} ${title}.`,
  label = "Sections:",
}: {
  readonly chapter: (code: string, title: string) => string;
  readonly section: (code: string, title: string) => string;
  readonly entry?: (code: string, title: string) => string;
  readonly label?: string;
}): readonly string[] {
  const chapters = [
    { code: "12.04", title: "GENERAL", titles: ["Title", "Purpose", "Scope"] },
    { code: "12.08", title: "TREES", titles: ["Planting", "Felling"] },
  ];
  return chapters.flatMap(({ code, title, titles }) => {
    const codes = titles.map((each, index) => [`${code}.0${index + 1}0`, each] as const);
    return [
      chapter(code, title),
      label,
      ...codes.map(([each, name]) => entry(each, name)),
      ...codes.flatMap(([each, name]) => [section(each, name), "The streets of the town are kept clean."]),
    ];
  });
}

const LAYOUTS: Readonly<Record<string, readonly string[]>> = {
  "in Markdown": writeCode({
    chapter: (code, title) => `## Chapter ${code} ${title}`,
    section: (code, title) => `### ${code} ${title}.`,
  }),
  "in Markdown, as a list of links below a label in bold type": writeCode({
    chapter: (code, title) => `## Chapter ${code} ${title}`,
    section: (code, title) => `### ${code} ${title}.`,
    entry: (code, title) => `* [${code} ${title}.](#${code})`,
    label: "**Sections:**",
  }),
  "in Markdown, where the chapter has its number alone": writeCode({
    chapter: (code, title) => `# ${code} ${title}`,
    section: (code, title) => `## ${code} ${title}.`,
  }),
  "in bold type": writeCode({
    chapter: (code, title) => `**Chapter ${code} ${title}**`,
    section: (code, title) => `**${code} ${title}.**`,
  }),
  "in bold type below Markdown headings": writeCode({
    chapter: (code, title) => `## Chapter ${code} ${title}`,
    section: (code, title) => `**${code} ${title}.** A fine is paid to the town.`,
  }),
  "in plain text": writeCode({
    chapter: (code, title) => `Chapter ${code} ${title}`,
    section: (code, title) => `${code} ${title}.`,
  }),
  "in plain text, where the chapter has its number alone": writeCode({
    chapter: (code, title) => `${code} ${title}`,
    section: (code, title) => `${code} ${title}.`,
  }),
};

describe("a chapter that lists its sections and holds no other text is a container", () => {
  for (const [layout, paragraphs] of Object.entries(LAYOUTS))
    test(layout, () => {
      const { units, containers } = mark(paragraphs);
      assert.deepEqual(
        units.map(({ label }) => label),
        CODES,
      );
      assert.equal(units.at(3)?.title.replace(/\.$/u, ""), "Planting");
      const names = containers.map(({ label }) => label.replace("Chapter ", ""));
      assert.deepEqual(names, ["12.04 GENERAL", "12.08 TREES"]);
    });

  test("a chapter with a sentence of its own is a unit", () => {
    const [chapter = "", ...others] = LAYOUTS["in Markdown"] ?? [];
    const { units } = mark([chapter, "This chapter holds in the whole town.", ...others]);
    assert.equal(units.at(0)?.label, "Chapter 12.04 GENERAL");
  });
});
