import { describe } from "node:test";
import { paragraphs, testUnits } from "../support/cut-kinds.ts";

const TEXT = "Đèn được thắp khi trời tối.";

/** Articles whose first one is counted in a word, and the others in digits. */
function mixed(first: string, ...others: readonly string[]): string {
  return paragraphs(...[first, ...others].map((name) => `${name}. - ${TEXT}`));
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  "Vietnamese with the word of an ordinal": ["Điều thứ nhất", "Điều thứ 2", "Điều thứ 3", "Điều thứ 4"],
  "the same in capitals, in Roman numerals": ["ĐIỀU THỨ I", "ĐIỀU THỨ II", "ĐIỀU THỨ III"],
  "the word of the south": ["Điều thứ nhứt", "Điều thứ nhì", "Điều thứ 3"],
  "Vietnamese without that word": ["Điều thứ nhất", "Điều 2", "Điều 3"],
  Spanish: ["Artículo primero", "Artículo 2", "Artículo 3"],
  French: ["Article premier", "Article 2", "Article 3"],
  "French, with a mark of the ordinal": ["Article 1er", "Article 2", "Article 3"],
  "French, with a shorter word": ["ARTICLE PREMIER", "ART. 2", "ART. 3"],
  Romanian: ["Articolul întâi", "Articolul 2", "Articolul 3"],
  Indonesian: ["Pasal kesatu", "Pasal ke-2", "Pasal ke-3"],
};

describe("words that count beside digits (P-164)", () => {
  testUnits(
    Object.entries(KINDS).map(([rule, [first = "", ...others]]) => ({
      rule,
      text: mixed(first, ...others),
      units: [first, ...others],
    })),
  );
});
