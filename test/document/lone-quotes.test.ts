import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MarkedDocument } from "../../src/domain/plan.ts";
import { markParagraphs as mark } from "../support/cut-kinds.ts";

const labelsOf = ({ units }: MarkedDocument) => units.map(({ label }) => label);
const article = (number: number) => `Artículo ${number}.- El puerto "Norte" tiene ${number + 1} muelles.`;
const FIRST = ["LEY DE PUERTOS", article(1), article(2), article(3)];

describe("a quotation mark before a head that nothing closes", () => {
  for (const sign of ['"', "“", "«", "„"]) {
    test(`is left out, and told: ${sign}`, () => {
      const marked = mark([...FIRST, `${sign}${article(4)}`, article(5), `${sign}${article(6)}`]);
      assert.deepEqual(
        labelsOf(marked),
        [1, 2, 3, 4, 5, 6].map((number) => `Artículo ${number}`),
      );
      assert.deepEqual(
        marked.warnings.map(({ code, line }) => [code, line]),
        [
          ["MISPRINTED_HEADING", 9],
          ["MISPRINTED_HEADING", 13],
        ],
      );
    });
  }

  test("is left out before headings of Markdown, too, which end each quotation", () => {
    const marked = mark([
      "# Ley de puertos",
      ...FIRST.slice(1),
      `“${article(4)}`,
      article(5),
      "## Firmas",
      "El alcalde",
    ]);
    assert.deepEqual(
      labelsOf(marked),
      [1, 2, 3, 4, 5].map((number) => `Artículo ${number}`),
    );
  });
});

describe("a quoted head is no unit", () => {
  const QUOTED: Readonly<Record<string, readonly string[]>> = {
    "where its mark is closed in it": [`"${article(4)}"`],
    "where its mark is closed in a paragraph behind it": [`“${article(4)}`, "Los muelles son públicos”."],
    "where one of several marks is closed": [`«${article(4)}`, `«${article(5)}»`],
    "where a colon introduces it": ["Se añade:", `"${article(4)}`],
    "where a dash introduces it": ["Se añade—", `"${article(4)}`],
    "where its number does not go on": [`"${article(9)}`],
  };
  for (const [rule, paragraphs] of Object.entries(QUOTED))
    test(rule, () => {
      assert.deepEqual(labelsOf(mark([...FIRST, ...paragraphs])), ["Artículo 1", "Artículo 2", "Artículo 3"]);
    });

  test("where another head has its number", () => {
    const marked = mark([...FIRST, `"${article(4)}`, article(4)]);
    assert.deepEqual(labelsOf(marked), ["Artículo 1", "Artículo 2", "Artículo 3", "Artículo 4"]);
    assert.equal(marked.units.at(3)?.line, 11);
  });
});
