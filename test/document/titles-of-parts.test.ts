import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markParagraphs as mark } from "../support/cut-kinds.ts";

const TITLES: readonly (readonly [name: string, ...titles: readonly string[]])[] = [
  ["Article", "Scope", "Fees", "Transitional provisions"],
  ["Artikel", "Geltungsbereich", "Gebühren", "Übergangsbestimmungen"],
  ["Artículo", "Objeto", "Tasas", "Disposiciones transitorias"],
  ["Article", "Objet", "Redevances", "Dispositions transitoires"],
  ["Articolo", "Oggetto", "Tariffe", "Disposizioni transitorie"],
];
const TEXT = ["1. A ferry floats on the lake.", "2. A boat that leaks is mended on land."];

const LAYOUTS: Readonly<Record<string, (name: string, title: string) => readonly string[]>> = {
  "below the name without a blank line": (name, title) => [[name, title, ...TEXT].join("\n")],
  "in a paragraph of its own": (name, title) => [name, title, ...TEXT],
  "in a paragraph below a marked heading": (name, title) => [`## ${name}`, title, ...TEXT],
  "in a marked heading below a marked heading": (name, title) => [`## ${name}`, `### ${title}`, ...TEXT],
};

describe("a title that reads as the name of a part of the document", () => {
  for (const [layout, write] of Object.entries(LAYOUTS)) {
    test(`${layout}, where the units before it have their titles at that place`, () => {
      for (const [name, ...titles] of TITLES) {
        const lines = titles.flatMap((title, index) => write(`${name} ${index + 1}`, title));
        const { units, containers } = mark(["FERRIES", ...lines, ...write(`${name} 4`, "Lake")]);
        assert.deepEqual(
          [...units].map(({ label, title }) => [label, title]),
          [...titles, "Lake"].map((title, index) => [`${name} ${index + 1}`, title]),
        );
        assert.deepEqual(
          [...containers].filter(({ label }) => titles.includes(label)),
          [],
        );
      }
    });
  }

  test("the line is a container where the units have no titles below their names", () => {
    const { units, containers } = mark([
      "FERRIES",
      "Article 1",
      "A ferry floats on the lake.",
      "Article 2",
      "A boat that leaks is mended on land.",
      "Transitional provisions",
      "1. Old boats may sail on for a year.",
      "2. Old fares are kept until spring.",
    ]);
    assert.deepEqual(
      [...units].map(({ label }) => label),
      ["Article 1", "Article 2", "1", "2"],
    );
    assert.deepEqual(
      [...containers].map(({ label }) => label),
      ["Transitional provisions"],
    );
  });
});
