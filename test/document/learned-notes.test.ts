import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The lamp is lit at dusk.";

describe("lines that share a word inside the units of a law (P-159)", () => {
  testKinds([
    {
      rule: "a paragraph of its own word below every article",
      text: paragraphs(
        ...[1, 2, 3].flatMap((number) => [`ARTÍCULO ${number}o.`, TEXT, "PARÁGRAFO 1o.", TEXT]),
      ),
      units: ["ARTÍCULO 1o", "ARTÍCULO 2o", "ARTÍCULO 3o"],
      convention: "es-articulo",
    },
    {
      rule: "a note of the source below every section of a code, whose numbers begin at a hundred",
      text: paragraphs(
        ...[101, 102, 103].flatMap((number) => [
          `§${number}.`,
          TEXT,
          `(Roll 12–1, §${number}, Jan. 1, 1990.)`,
          `(Roll 12–2, §${number}, Jan. 1, 1991.)`,
        ]),
      ),
      units: ["§101", "§102", "§103"],
      convention: "paragraph-sign",
      warnings: [],
    },
    {
      rule: "numbered paragraphs that begin with one word, below articles numbered by chapters",
      text: paragraphs(
        ...["1:1", "1:2", "2:1"].flatMap((number) => [
          `Artikel ${number}`,
          "1. De wachter steekt de lamp aan.",
          "2. De wachter dooft de lamp.",
        ]),
      ),
      units: ["Artikel 1:1", "Artikel 1:2", "Artikel 2:1"],
      convention: "de-artikel",
    },
  ]);
});

test("P-159: a marked heading of the document's own word is a unit, however long its title is", () => {
  const long = "Mend the lamp so that it burns through the night and the keeper can sleep until dawn";
  for (const at of [1, 3, 5]) {
    const { units } = mark(
      paragraphs(
        "# Plan",
        ...[1, 2, 3, 4, 5].flatMap((number) => [`### Task ${number}: ${number === at ? long : "Oil"}`, TEXT]),
      ),
    );
    assert.deepEqual(
      units.map(({ label }) => label),
      [1, 2, 3, 4, 5].map((number) => `Task ${number}`),
    );
  }
});

test("P-159: a line of that word with a title too long for a heading is told where its number is missing", () => {
  const long =
    "Mend the lamp so that it burns through the night, and let the keeper sleep until the sun is up";
  const { warnings } = mark(
    paragraphs(
      "ORDINANCES",
      ...[1, 2, 3, 4].flatMap((number) => [`Ordinance ${number}: ${number === 4 ? long : "Oil"}`, TEXT]),
    ),
  );
  assert.ok(
    warnings.some(({ message }) => message.includes("Ordinance 4")),
    JSON.stringify(warnings),
  );
});
