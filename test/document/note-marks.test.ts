import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The keeper of the lamps writes down which of them is lit.";

/** Three articles, each with what `print` makes of its name and title. */
function act(print: (name: string, title: string) => string): string {
  const titles = ["Lamps", "Wicks", "Keepers"];
  return paragraphs(...titles.flatMap((title, index) => [print(`Article ${index + 1}`, title), TEXT]));
}

const PRINTED: Readonly<Record<string, (name: string, title: string) => string>> = {
  "in brackets": (name, title) => `${name}. ${title}[6]`,
  "in brackets behind a space": (name, title) => `${name}. ${title} [12]`,
  raised: (name, title) => `${name}. ${title}<sup>3</sup>`,
  "raised in a heading": (name, title) => `## ${name}. ${title}<sup>3</sup>`,
  "raised, as pandoc writes it": (name, title) => `## ${name}. ${title}^3^`,
  "in bold type": (name, title) => `**${name}. ${title}[6]**`,
  "behind bold type": (name, title) => `**${name}. ${title}**[6]`,
  "between name and title": (name, title) => `${name}.[4] ${title}`,
  "behind a title below": (name, title) => `${name}\n\n${title}[6]`,
};

describe("marks of notes beside titles (P-160)", () => {
  testKinds(
    Object.entries(PRINTED).map(([rule, print]) => ({
      rule,
      text: act(print),
      units: ["Article 1 = Lamps", "Article 2 = Wicks", "Article 3 = Keepers"],
      convention: "article",
    })),
  );
});

test("the power of a measure is no mark of a note (P-160)", () => {
  const marked = mark(act((name) => `## ${name}. Rooms of more than 40 m<sup>2</sup>`));
  assert.equal(marked.units.at(0)?.title, "Rooms of more than 40 m<sup>2</sup>");
});

test("an article with the mark of a note is repealed where its words or the note say so (P-160)", () => {
  const marked = mark(
    paragraphs(
      `Điều 1. Đèn\n\n${TEXT}`,
      "Điều 2.[5] (được bãi bỏ)",
      "Điều 3 [7]\n\n[7] Bãi bỏ theo Luật số 7.",
      `Điều 4. Bấc [8]\n\n${TEXT}`,
    ),
  );
  assert.deepEqual(
    marked.units.map(({ label, title, repealed }) => [label, title, repealed]),
    [
      ["Điều 1", "Đèn", false],
      ["Điều 2", "(được bãi bỏ)", true],
      ["Điều 3", "", true],
      ["Điều 4", "Bấc", false],
    ],
  );
});
