import assert from "node:assert/strict";
import test from "node:test";
import { MappedRows } from "../../src/collections/mapped-rows.ts";
import { PackedRows } from "../../src/collections/packed-rows.ts";
import { type Rows, rowAt } from "../../src/collections/rows.ts";
import { TextColumn } from "../../src/collections/text-column.ts";

interface Row {
  readonly number: number;
  readonly text: string;
  readonly parent: string | null;
  readonly flag: boolean;
  readonly parts: readonly number[];
}

/** Text that careless packing would change: quotes, line ends, characters outside the basic plane, a lone surrogate, a prototype's name. */
const TEXTS = [
  "",
  "Artikel 5",
  '"\\\n\u2028',
  "𠮷\u{1f468}\u200d\u{1f469}",
  "\ud842",
  "__proto__",
  "é",
  "e\u0301",
];

function makeRows(count: number): readonly Row[] {
  return Array.from({ length: count }, (_, number) => ({
    number,
    text: TEXTS[number % TEXTS.length] ?? "",
    parent: number % 3 === 0 ? null : `parent ${number}`,
    flag: number % 2 === 0,
    parts: [number, 0.5],
  }));
}

function pack(rows: readonly Row[]): Rows<Row> {
  const packed = new PackedRows<Row>();
  for (const row of rows) packed.push(row);
  return packed;
}

for (const count of [0, 1, 255, 256, 257, 1000, 32_768, 33_100]) {
  test(`${count} rows are read like the array that they were made from`, () => {
    const rows = makeRows(count);
    const kinds: readonly Rows<Row>[] = [pack(rows), new MappedRows(rows, (row) => ({ ...row }))];
    for (const made of kinds) {
      assert.equal(made.length, rows.length);
      assert.deepEqual([...made], rows);
      for (const at of [0, 1, 255, 256, count - 1, count, -1, -count, -count - 1])
        assert.deepEqual(made.at(at), rows.at(at), `at ${at}`);
      for (const [start, end] of [[], [1], [-2], [254, 258], [0, -1], [5, 2], [-3000, 3000]])
        assert.deepEqual(made.slice(start, end), rows.slice(start, end), `slice ${start} ${end}`);
      assert.deepEqual(
        made.map((row, index) => row.number - index),
        rows.map(() => 0),
      );
      assert.deepEqual(
        made.filter((row) => row.flag),
        rows.filter((row) => row.flag),
      );
    }
  });
}

test("rows that were read stay the same while the list grows beyond what is held", () => {
  const rows = makeRows(33_100);
  const packed = new PackedRows<Row>();
  for (const row of rows) {
    packed.push(row);
    if (packed.length % 1000 === 0) assert.deepEqual([packed.at(0), packed.at(-1)], [rows[0], row]);
  }
  assert.deepEqual([...packed], rows);
});

test("the function of mapped rows is given the row's position, counted from either end", () => {
  const rows = new MappedRows(["a", "b", "c"], (row, index) => `${index}${row}`);
  assert.deepEqual([rows.at(0), rows.at(-1), rows.slice(1)], ["0a", "2c", ["1b", "2c"]]);
});

test("a missing row is a RangeError where it must exist", () => {
  assert.throws(() => rowAt(makeRows(2), 2), RangeError);
});

test("a column gives back every text, and an empty one after the last", () => {
  const texts = Array.from({ length: 700 }, (_, index) => TEXTS[index % TEXTS.length] ?? "");
  const column = new TextColumn();
  for (const text of texts) column.push(text);
  assert.deepEqual(
    texts.map((_, index) => column.at(index)),
    texts,
  );
  assert.equal(column.at(700), "");
});
