import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The keeper of the lamps writes down which of them is lit.";

/** Three articles and an annex with rows of the cells. */
function withTable(
  gap: string,
  word: string,
  rows: readonly (readonly [old: string, now: string])[],
): string {
  return paragraphs(
    ...[1, 2, 3].map((number) => `${word} ${number}\n\n${TEXT}`),
    `ANNEX\n\nCorrelation table\n\n${["Old\tNew", ...rows.map(([old, now]) => `${word} ${old}${gap}${now}`)].join("\n")}`,
  );
}

describe("a table that says which article is which (P-164)", () => {
  testKinds([
    {
      rule: "columns between tabs, with paragraphs and articles that are gone",
      text: withTable("\t", "Article", [
        ["1", "Article 1"],
        ["2(1)", "Article 2(1), first subparagraph"],
        ["2(2)", "–"],
        ["3", "—"],
        ["4", "Article 3"],
      ]),
      units: ["Article 1", "Article 2", "Article 3"],
      convention: "article",
    },
    {
      rule: "columns between wide spaces, in another language",
      text: withTable("        ", "§", [
        ["1", "§ 1 Abs. 2 Satz 1"],
        ["2", "Artikel 2"],
        ["4", "§ 3"],
      ]),
      units: ["§ 1", "§ 2", "§ 3"],
      convention: "paragraph-sign",
    },
    {
      rule: "a wide gap before a title stays one",
      text: paragraphs(
        `Article 1\tArticle 7 Working Party\n${TEXT}`,
        `Article 2\tLamps\n${TEXT}`,
        "Article 3\t–",
        `Article 4\tWicks\n${TEXT}`,
      ),
      units: ["Article 1 = Article 7 Working Party", "Article 2 = Lamps", "Article 3", "Article 4 = Wicks"],
      convention: "article",
    },
  ]);
});
