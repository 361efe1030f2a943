import assert from "node:assert/strict";
import test from "node:test";
import { journal } from "../../bench/families/journal.ts";
import { FAMILIES } from "../../bench/registry.ts";
import { judgeRow, parseTarget, type RowSpec, renderRow, TABLE_HEAD } from "../../bench/row.ts";
import { medianOf } from "../../bench/timing.ts";

const ROWS = FAMILIES.flatMap((family) => family.rows);

test("every row of the table has a name of its own and a target that can be read, or none", () => {
  assert.equal(new Set(ROWS.map((row) => row.name)).size, ROWS.length);
  for (const { target } of ROWS) if (target !== null) assert.ok(parseTarget(target).limit > 0, target);
  assert.throws(() => parseTarget("fast"), /not a target/);
});

const JUDGED: readonly (readonly [target: string | null, figure: number, reached: boolean | null])[] = [
  ["<= 3x", 3, true],
  ["<= 3x", 3.01, false],
  [">= 20 MB/s", 20, true],
  [">= 20 MB/s", 19.9, false],
  [null, 1, null],
];

for (const [target, figure, reached] of JUDGED) {
  test(`${figure} against the target ${target} is judged ${reached}`, () => {
    const row: RowSpec = { name: "row", what: "this", against: "that", target };
    const judged = judgeRow(row, { own: "1 ms", other: "2 ms", figure });
    assert.equal(judged.reached, reached);
    assert.equal(renderRow(judged).length, TABLE_HEAD.length);
  });
}

test("the median of an even number of values lies between the middle two", () => {
  assert.equal(medianOf([4, 1, 3, 2]), 2.5);
  assert.equal(medianOf([9, 1, 5]), 5);
});

test("a family measures each of its rows", async () => {
  const found = await journal.measure("tiny");
  assert.deepEqual(
    Object.keys(found),
    journal.rows.map((row) => row.name),
  );
  for (const { figure } of Object.values(found)) assert.ok(figure > 0);
});
