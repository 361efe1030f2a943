import { describe } from "node:test";
import { paragraphs, testUnits } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and it comes back when the lamp on the pier is lit.";

/** Sections that count through three chapters. */
function lay(chapter: (n: number) => string, section: (n: number) => string, title: string): string {
  const sections = (from: number, to: number) => {
    const found: string[] = [];
    for (let n = from; n <= to; n++) found.push(section(n), TEXT);
    return found;
  };
  const chapters = [chapter(1), ...sections(1, 2), chapter(2), ...sections(3, 5), chapter(3)];
  return paragraphs(title, ...chapters, ...sections(6, 6));
}

const NUMBERS = ["1", "2", "3", "4", "5", "6"];

describe("a count of numbers through names that also name containers", () => {
  testUnits([
    {
      rule: "chapters by Hebrew letters",
      text: lay(
        (n) => `פרק ${"אבג".charAt(n - 1)}׳: הוראות`,
        (n) => `${n}. הגדרות`,
        "חוק המעבורות",
      ),
      units: NUMBERS,
      containers: ["פרק א׳: הוראות", "פרק ג׳: הוראות"],
    },
    {
      rule: "chapters by digits",
      text: lay(
        (n) => `פרק ${n}`,
        (n) => `${n}. הגדרות`,
        "חוק המעבורות",
      ),
      units: NUMBERS,
      containers: ["פרק 1"],
    },
    {
      rule: "sections in plain text",
      text: lay(
        (n) => `Section ${n}. Boats`,
        (n) => `${n}. Fares`,
        "TERMS",
      ),
      units: NUMBERS,
      containers: ["Section 3. Boats"],
    },
    {
      rule: "sections in Markdown headings",
      text: lay(
        (n) => `## Section ${n}. Boats`,
        (n) => `${n}. Fares`,
        "# TERMS",
      ),
      units: NUMBERS,
      containers: ["Section 3. Boats"],
    },
    {
      rule: "names with a text of their own are the units",
      text: lay(
        (n) => `Section ${n}. Boats\n\n${TEXT}`,
        (n) => `${n}. Fares`,
        "TERMS",
      ),
      units: ["Section 1", "Section 2", "Section 3"],
    },
    {
      rule: "articles are the units of their paragraphs",
      text: lay(
        (n) => `Article ${n}. Boats`,
        (n) => `${n}. Fares`,
        "TREATY",
      ),
      units: ["Article 1", "Article 2", "Article 3"],
    },
  ]);
});
