import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { viewDelta } from "../../../src/document/delta/view-delta.ts";
import { renderParts } from "../../../src/reports/delta-markdown.ts";
import { deltaOf, readSide } from "./make-side.ts";

type Case = readonly [what: string, before: string, after: string];

const MEANING: readonly Case[] = [
  ["two paragraphs that become one", "fish\n\noil", "fish oil"],
  ["two points that become one", "- fish\n- oil", "- fish oil"],
  ["points that become running text", "We ban:\n\n- fish\n- oil", "We ban: fish oil"],
  ["points that become one paragraph of two lines", "- fish\n- oil", "fish\noil"],
  ["a dash that a line begins with", "the keeper\n- and nobody - lights", "the keeper\nand nobody - lights"],
  ["a point that moves out of another one", "- fish\n  - oil\n- wax", "- fish\n- oil\n- wax"],
  ["the second point that moves out", "- fish\n  - oil\n  - wax", "- fish\n  - oil\n- wax"],
  ["a numbered point that moves out", "1. fish\n   1. oil\n2. wax", "1. fish\n1. oil\n2. wax"],
  ["a paragraph that moves out of a point", "- fish\n\n  is sold", "- fish\n\nis sold"],
  [
    "a heading that moves below another one",
    "### Fish\n\na\n\n### Oil\n\nb",
    "### Fish\n\na\n\n#### Oil\n\nb",
  ],
  ["words that move out of a heading", "### No lamps\n\nburn", "### No\n\nlamps burn"],
  [
    "rows of a table that become one",
    "| a | b |\n|---|---|\n| 5 | 6 |\n| 7 | 8 |",
    "| a | b |\n|---|---|\n| 5 | 6 | | 7 | 8 |",
  ],
  ["a number in another cell", "| a | b |\n|---|---|\n| 5 |  |", "| a | b |\n|---|---|\n|  | 5 |"],
  ["a row of dashes", "| a | b |\n|---|---|\n| - | - |", "| a | b |\n|---|---|\n|  |  |"],
  [
    "a row of dashes that is gone",
    "| a | b |\n|---|---|\n| 5 | 6 |\n| - | - |",
    "| a | b |\n|---|---|\n| 5 | 6 |",
  ],
  [
    "a number below another head, by spaces",
    "Fee      Old    New\nLamps    5\nOil             7",
    "Fee      Old    New\nLamps           5\nOil             7",
  ],
  [
    "a number below another head, by tabs",
    "Fee\tOld\tNew\nLamps\t5\nOil\t\t7",
    "Fee\tOld\tNew\nLamps\t\t5\nOil\t\t7",
  ],
  ["a paragraph that moves out of a lettered point", "(a) fish\n\n    is sold", "(a) fish\n\nis sold"],
  ["a term of a sum", "income\n- deductions\n= tax", "income\ndeductions\n= tax"],
  ["a term of a sum with a plus in it", "income\n- deductions\n+ gifts", "income\ndeductions\n+ gifts"],
  ["a dot before a factor", "3\n· x\n= y", "3\nx\n= y"],
  ["the star of a note", "Fish* is sold.\n\n* but no cod", "Fish* is sold.\n\nbut no cod"],
  ["a line to fill in", "Name:\n\n_______________", "Name:"],
  ["a point of a quotation that moves out of another one", "> - fish\n>   - oil", "> - fish\n> - oil"],
  ["a quotation", "> no fish", "no fish"],
  ["the depth of a line of fenced code", "```\na:\n  b: 1\nc: 2\n```", "```\na:\n  b: 1\n  c: 2\n```"],
  ["a line of fenced code that joins another", "```\nrm a\nb\n```", "```\nrm a b\n```"],
  ["stars in indented code", "so:\n\n    run *all* now", "so:\n\n    run all now"],
  ["a list mark in indented code", "so:\n\n    - all now", "so:\n\n    all now"],
  ["stars in code that is indented in a point", "- so:\n\n      run *all* now", "- so:\n\n      run all now"],
];

const TYPOGRAPHY: readonly Case[] = [
  ["a rule under the text", "one", "one\n\n---"],
  ["a rule of another form", "one\n\n---", "one\n\n* * *"],
  ["a list with blank lines in it", "- fish\n- oil", "- fish\n\n- oil"],
  ["a list that is indented further", "- fish\n  - oil\n- wax", "- fish\n    - oil\n- wax"],
  ["a paragraph of a point that is indented further", "- fish\n\n  is sold", "- fish\n\n    is sold"],
  ["long dashes for the marks of a list", "Banned:\n- fish\n- oil", "Banned:\n— fish\n— oil"],
  ["every heading one level lower", "### Fish\n\na\n\n#### Oil\n\nb", "#### Fish\n\na\n\n##### Oil\n\nb"],
  [
    "wider columns of a table",
    "| a | b |\n|---|---|\n| 5 | 6 |",
    "| a    | b    |\n|------|------|\n| 5    | 6    |",
  ],
  ["columns that are set to the right", "| a | b |\n|---|---|\n| 5 | 6 |", "| a | b |\n|--:|:-:|\n| 5 | 6 |"],
  [
    "wider columns in a frame",
    "+---+---+\n| a | b |\n+---+---+",
    "+-----+-----+\n| a   | b   |\n+-----+-----+",
  ],
  [
    "narrower columns by spaces",
    "Fee       Old     New\nLamps     5\nOil               7",
    "Fee     Old    New\nLamps   5\nOil            7",
  ],
  ["a longer line to fill in", "Name: ________", "Name: ____________"],
  ["a quotation that is broken elsewhere", "> no fish\n> here", "> no\n> fish here"],
  ["spaces at the end of a line of code", "```\nrm a  \nb\n```", "```\nrm a\nb\n```"],
  [
    "a fence in a point that is indented further",
    "- so:\n\n  ```\n  rm a\n  ```",
    "- so:\n\n    ```\n    rm a\n    ```",
  ],
  ["stars in a paragraph of a point", "- so:\n\n    run *all* now", "- so:\n\n    run all now"],
];

function sides(before: string, after: string) {
  const of = (text: string) =>
    readSide(`## Article 1\n\nFirst.\n\n${text}\n\nLast.\n\n## Article 2\n\nend\n`);
  const [old, fresh] = [of(before), of(after)];
  const delta = deltaOf(old, fresh);
  return { changes: delta.changes.map(({ change }) => change), view: viewDelta(delta, old, fresh) };
}

describe("where a block begins and below which one it stands can change what a text says", () => {
  for (const [what, before, after] of MEANING)
    test(what, () => {
      for (const [one, other] of [
        [before, after],
        [after, before],
      ] as const) {
        const { changes, view } = sides(one, other);
        assert.deepEqual(changes, ["amended"]);
        const parts = view.partsOf(0, { around: 100, most: 1000 });
        assert.ok(
          parts.some(({ kind }) => kind === "old" || kind === "new"),
          "the change is shown",
        );
        assert.match(renderParts(parts), /^[+-] \S/m);
      }
    });
});

describe("the marks and the white space of the same blocks are typography", () => {
  for (const [what, before, after] of TYPOGRAPHY)
    test(what, () => {
      assert.deepEqual(sides(before, after).changes, ["typographyOnly"]);
      assert.deepEqual(sides(after, before).changes, ["typographyOnly"]);
    });
});

for (const [what, heading, before, after] of [
  ["code between dashes of AsciiDoc", "== ", "----\nrun *all* now\n----", "----\nrun all now\n----"],
  ["code behind two colons", "", "Run::\n\n  run *all* now", "Run::\n\n  run all now"],
] as const)
  test(`${what} is compared as it stands`, () => {
    const of = (text: string) => readSide(`${heading}Article 1\n\n${text}\n\n${heading}Article 2\n\nend\n`);
    const { changes } = deltaOf(of(before), of(after));
    assert.deepEqual(
      changes.map(({ change }) => change),
      ["amended"],
    );
  });

test("in a unit under a heading without the marks of Markdown an indented paragraph is no code", () => {
  const of = (text: string) => readSide(`Article 1\n\n    ${text}\n\nArticle 2\n\n    end\n`);
  const { changes } = deltaOf(of('The "lamp" burns.'), of("The “lamp” burns."));
  assert.deepEqual(
    changes.map(({ change }) => change),
    ["typographyOnly"],
  );
});

test("an article that is added at the end leaves the one before it with other white space and rules alone", () => {
  const old = readSide("## Article 1\n\none\n\n---\n\n## Article 2\n\ntwo\n");
  const fresh = readSide(
    "## Article 1\n\none\n\n---\n\n## Article 2\n\ntwo\n\n---\n\n## Article 3\n\nthree\n",
  );
  const { changes, unchanged } = deltaOf(old, fresh);
  assert.deepEqual(
    changes.map(({ change }) => change),
    ["typographyOnly", "created"],
  );
  assert.equal(unchanged.length, 1);
});
