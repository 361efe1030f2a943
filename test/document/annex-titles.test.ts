import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markParagraphs as mark } from "../support/cut-kinds.ts";

const section = (number: number) =>
  `${number}. Section ${number} of these rules holds on the lake and in the harbour.`;
const RULES: readonly string[] = [1, 2, 3, 4].map(section);
const ANNEX: readonly string[] = [1, 2, 3].map(
  (number) => `${number}. The society meets in the month number ${number}.`,
);

describe("the word for an annex in capitals above its title", () => {
  for (const head of [
    "SCHEDULE\nMODEL BYLAWS",
    "SCHEDULE\nModel bylaws",
    "ANNEX\nMODEL BYLAWS\nOF THE FERRY SOCIETY",
  ])
    test(`opens a scope in one paragraph with it: ${head.replaceAll("\n", " / ")}`, () => {
      const { units, containers } = mark(["FERRIES ACT", ...RULES, head, ...ANNEX]);
      const word = head.split("\n")[0] ?? "";
      assert.deepEqual(
        containers.map(({ label, kind }) => [label, kind]),
        [[word, "annex"]],
      );
      assert.deepEqual(
        units.slice(4).map(({ address }) => address),
        [1, 2, 3].map((number) => `${word}/SECTION-${number}`),
      );
    });

  test("opens a scope above a note in brackets", () => {
    const names = (text: string) => text.replace(/^\d/u, "Section $&");
    const { containers } = mark([
      "FERRIES ACT",
      ...RULES.map(names),
      "SCHEDULE\n(See rule 3)\nMODEL BYLAWS",
      ...ANNEX.map(names),
    ]);
    assert.deepEqual(
      containers.map(({ label }) => label),
      ["SCHEDULE"],
    );
  });

  for (const text of [
    "Schedule\nof the ferries, as they sail.",
    "SCHEDULE\nOf ferries, as it holds on the lake.",
    "ANNEX\nIV\nB\nC\nD",
  ])
    test(`is text where no title stands below: ${text.replaceAll("\n", " / ")}`, () => {
      const { containers } = mark(["FERRIES ACT", ...RULES, text]);
      assert.deepEqual([...containers], []);
    });
});
