import assert from "node:assert/strict";
import test from "node:test";
import { jsonPageParts, jsonParts } from "../../../src/adapters/terminal/json-parts.ts";
import { PackedRows } from "../../../src/collections/packed-rows.ts";

const LONG = Array.from({ length: 1201 }, (_, index) => ({ index, text: `line\n${index}` }));
const CASES: readonly unknown[] = [
  {},
  [],
  null,
  "text\n",
  [{ a: 1 }, [2]],
  { a: undefined },
  { a: 1, none: undefined, b: { c: [], d: {}, e: [1, [2, { f: "\n" }]] } },
  { "a b": [], "\n": [[]], list: ["x\ny", null, true, { g: [1] }], missing: [undefined] },
  { when: new Date(0), long: LONG, after: 1 },
];

for (const [index, value] of CASES.entries()) {
  test(`in parts it is the text of JSON.stringify: case ${index + 1}`, () => {
    assert.equal([...jsonParts(value)].join(""), JSON.stringify(value, null, 2));
  });
}

test("rows are rendered as the list that they stand for, never as one string", () => {
  const rows = new PackedRows<(typeof LONG)[number]>();
  for (const row of LONG) rows.push(row);
  const parts = [...jsonParts({ rows })];
  assert.equal(parts.join(""), JSON.stringify({ rows: LONG }, null, 2));
  assert.ok(Math.max(...parts.map((part) => part.length)) < parts.join("").length / 2);
});

for (const [what, pages, after] of [
  ["no page", [], {}],
  ["empty pages", [[], []], {}],
  ["one element", [[{ a: "\n" }]], { behind: { b: [1] } }],
  ["pages, one of them empty", [[1, 2], [], [{ c: [] }]], { sum: 3, none: null }],
] as const) {
  test(`an object with a list that comes in pages is the text of JSON.stringify: ${what}`, async () => {
    const head = { first: 1, second: { d: "x\ny" } };
    const paged = async function* () {
      yield* pages;
    };
    let text = "";
    const list = { name: "list", pages: paged(), after: () => after };
    for await (const part of jsonPageParts(head, list)) text += part;
    assert.equal(text, JSON.stringify({ ...head, list: pages.flat(), ...after }, null, 2));
    assert.deepEqual(JSON.parse(text), { ...head, list: pages.flat(), ...after });
  });
}

test("what stands behind the pages is asked for once they are told", async () => {
  let seen = 0;
  const paged = async function* () {
    for (const page of [[1], [2]]) {
      seen += 1;
      yield page;
    }
  };
  let text = "";
  for await (const part of jsonPageParts({}, { name: "list", pages: paged(), after: () => ({ seen }) }))
    text += part;
  assert.equal(JSON.parse(text).seen, 2);
});
