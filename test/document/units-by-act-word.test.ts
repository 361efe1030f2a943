import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The senate meets at dawn, and it goes home when the lamp on the tower is lit.";

function lay(word: string, numbers: readonly string[]): string {
  return paragraphs(
    "# Laws of the College",
    ...["Chair", "Senate", "Hall"].flatMap((title, index) => [
      `## ${word} ${index + 1}: ${title}`,
      ...(numbers.length === 0 ? [TEXT] : numbers.map((number) => `${number} ${TEXT}`)),
    ]),
  );
}

const units = (word: string) =>
  ["Chair", "Senate", "Hall"].map((title, index) => `${word} ${index + 1} = ${title}`);

describe("units by a word that names an act", () => {
  testKinds([
    {
      rule: "numbers that begin again in them are told",
      text: lay("Statute", ["1.", "2.", "3."]),
      units: units("Statute"),
      convention: "learned:statute",
      warnings: ["OTHER_READING_FINDS_MORE"],
    },
    {
      rule: "without numbers",
      text: lay("Statute", []),
      units: units("Statute"),
      convention: "learned:statute",
    },
    {
      rule: "the paragraphs of articles are not told",
      text: lay("Article", ["1.", "2.", "3."]),
      units: units("Article"),
      convention: "article",
    },
  ]);
});
