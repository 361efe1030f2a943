import assert from "node:assert/strict";
import { test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const RULES = [1, 2, 3].flatMap((number) => [
  `### Rule ${number}`,
  "Boats keep to the right.",
  `### Remark ${number}`,
  "This holds at night, too.",
]);

test("a heading behind the last unit is a unit where one with its words stands between units", () => {
  const { units, containers, warnings } = mark(paragraphs("# Rules of the harbour", ...RULES));
  assert.deepEqual(
    units.map(({ label }) => label),
    ["Rule 1", "Remark 1", "Rule 2", "Remark 2", "Rule 3", "Remark 3"],
  );
  assert.deepEqual([...containers], []);
  assert.deepEqual(warnings, []);
});

test("a heading of other words behind the last unit is none", () => {
  const { units } = mark(
    paragraphs(
      "# Rules of the harbour",
      ...RULES,
      "### Table 9",
      "Boats and their lengths.",
      "### Signed by the keeper",
      "At the pier.",
    ),
  );
  assert.equal(units.length, 6);
});
