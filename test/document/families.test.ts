import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { longestAscents } from "../../src/document/readings/longest-ascents.ts";
import { paragraphs, testUnits } from "../support/cut-kinds.ts";

const TEXT = "The keeper lights the lamp at dusk and puts it out at dawn.";

describe("one family of names in several forms (P-155)", () => {
  testUnits([
    {
      rule: "bold articles beside marked ones, and two spellings of the word",
      text: paragraphs(
        "# Ley del faro",
        `**Art. 1°** - ${TEXT}`,
        `**Art. 2°** - ${TEXT}`,
        "##### Artículo 3°",
        TEXT,
        `**Art. 4°** - ${TEXT}`,
        "##### Artículo 5°",
        TEXT,
      ),
      units: ["Art. 1°", "Art. 2°", "Artículo 3°", "Art. 4°", "Artículo 5°"],
    },
    {
      rule: "a treaty in plain lines behind the law that approves it",
      text: paragraphs(
        "# Loi d'approbation",
        "##### Article 1er",
        TEXT,
        "##### Article 2",
        TEXT,
        "ACCORD",
        ...["I", "II", "III", "IV"].flatMap((number) => [`ARTICLE ${number}`, TEXT]),
      ),
      units: ["Article 1er", "Article 2", "ARTICLE I", "ARTICLE II", "ARTICLE III", "ARTICLE IV"],
    },
    {
      rule: "an article that stands below its chapter without a blank line, the others behind one",
      text: `CHAPTER I\nThe lamp\nArticle 1\n${TEXT}\n\n${[2, 3, 4].map((number) => `Article ${number}\n${TEXT}\n`).join("\n")}`,
      units: ["Article 1", "Article 2", "Article 3", "Article 4"],
      containers: ["CHAPTER I"],
    },
    {
      rule: "an annex that prints some articles of a law again, in bold type",
      text: paragraphs(
        ...[3, 4, 5, 6].flatMap((number) => [`### Article ${number}`, TEXT]),
        "### Annex",
        "**Article 3**",
        TEXT,
        "**Article 6**",
        TEXT,
      ),
      units: ["Article 3", "Article 4", "Article 5", "Article 6", "Article 3", "Article 6"],
    },
    {
      rule: "a marked heading whose word is misprinted, and the last one with the next number",
      text: paragraphs(
        "## Section 1",
        TEXT,
        "## Sektiom 2",
        TEXT,
        "## Section 3",
        TEXT,
        "## Sect1on 4",
        TEXT,
      ),
      units: ["Section 1", "Sektiom 2", "Section 3"],
    },
  ]);
});

describe("names in wrapped text (P-156)", () => {
  testUnits([
    {
      rule: "numbers that skip, and a count that starts again below a title",
      text: `Charter\nTITLE I\nThe lamp\nArticle 1. ${TEXT}\nArticle 2. ${TEXT}\nArticle 6. ${TEXT}\nTITLE II\nLast rules\nArticle 1. ${TEXT}\nArticle 2. ${TEXT}\n`,
      units: ["Article 1", "Article 2", "Article 6", "Article 1", "Article 2"],
      containers: ["TITLE I", "TITLE II"],
    },
    {
      rule: "a reference that begins a wrapped line is no article",
      text: `Article 1\nThe lamp is lit by the keeper who is named in the list that is kept under\nArticle 3. Nobody else may touch it.\nArticle 2\n${TEXT}\nArticle 3\n${TEXT}\nArticle 4\n${TEXT}\n`,
      units: ["Article 1", "Article 2", "Article 3", "Article 4"],
    },
    {
      rule: "the name of the article that goes on at the top of a page is no article",
      text: paragraphs(
        ...["Article 1", TEXT, "Article 2", TEXT, "- 1 -", "Article 2", TEXT, "Article 3", TEXT],
      ),
      units: ["Article 1", "Article 2", "Article 3"],
    },
  ]);
  test("of equal numbers the first is kept, and a count starts again only where it may", () => {
    const values = [[1], [2], [3], [2], [3], [4], [1], [2]];
    const nowhere = { may: () => false, must: () => false };
    assert.deepEqual(longestAscents(values, nowhere), [0, 1, 2, 5]);
    assert.deepEqual(longestAscents(values, { ...nowhere, may: (index) => index === 6 }), [0, 1, 2, 5, 6, 7]);
    assert.deepEqual(
      longestAscents(values, { ...nowhere, must: (index) => index === 3 }),
      [0, 1, 2, 3, 4, 5],
    );
  });
});

describe("tables of contents (P-158)", () => {
  const body = [1, 2, 3, 4].flatMap((number) => [`Article ${number}. Lamp ${number}`, TEXT]);
  const units = ["Article 1", "Article 2", "Article 3", "Article 4"];
  const entries = (end: string) => [1, 2, 3, 4].map((number) => `Article ${number}. Lamp ${number}${end}`);
  testUnits([
    {
      rule: "entries with dots as one block",
      text: paragraphs(entries(" ........ 3").join("\n"), "CHAPTER I. General", ...body),
      units,
    },
    {
      rule: "entries with spaced leaders",
      text: paragraphs("Contents", ...entries(" . . . . . . .   3"), ...body),
      units,
    },
    { rule: "entries without a page", text: paragraphs(...entries(""), ...body), units },
    {
      rule: "articles whose whole text stands in their headings are no entries of the annex behind them",
      text: paragraphs(
        ...[1, 2, 3].map(
          (number) => `##### Artículo ${number}° — Apruébase el régimen número ${number} de esta ley.`,
        ),
        "### ANEXO",
        ...[1, 2, 3].flatMap((number) => [`##### Artículo ${number}° — Del faro número ${number}.`, TEXT]),
      ),
      units: ["Artículo 1°", "Artículo 2°", "Artículo 3°", "Artículo 1°", "Artículo 2°", "Artículo 3°"],
      containers: ["ANEXO"],
    },
  ]);
});
