import assert from "node:assert/strict";
import test from "node:test";
import { fitTerminal, renderColumns } from "../../../src/adapters/terminal/table.ts";
import { drawnColumns } from "../../../src/domain/drawn-columns.ts";
import { wrapText } from "../../../src/domain/wrap-text.ts";

const ROWS = [
  ["precheck", "result", "found"],
  ["own code", "passed", `sha256 ${"3ba20af1".repeat(8)}, version 0.3.0`],
  ["the database answers as both lanes", "FAILED", "connection refused, and nothing else is known of it"],
  [
    "第一章　総則",
    "passed",
    "船舶の名称は、港の登録簿に記載された名称とする。それ以外の名称を使用してはならない。",
  ],
];

test("a table that goes to a file or a program has one line for each row, as wide as its cells", () => {
  const lines = renderColumns(ROWS, null).split("\n");
  assert.equal(lines.length, ROWS.length + 1);
  assert.ok(lines.some((line) => line.includes("nothing else is known of it")));
  const starts = lines
    .slice(0, 4)
    .map((line) => drawnColumns(line.slice(0, line.search(/result|passed|FAILED|------ {2}/))));
  assert.equal(new Set([starts[0], starts[2], starts[3]]).size, 1);
});

for (const columns of [20, 40, 60, 80, 120, 1000]) {
  test(`a table fits a terminal of ${columns} columns and loses nothing`, () => {
    const text = renderColumns(ROWS, columns);
    for (const line of text.split("\n")) assert.ok(drawnColumns(line) <= columns, line);
    const letters = (shown: string) => [...shown.replace(/[\s:-]/g, "")].sort().join("");
    const cells = ROWS.slice(1).flat().join("");
    const found = letters(text);
    for (const sign of new Set(letters(cells)))
      assert.ok(found.split(sign).length >= letters(cells).split(sign).length, `${sign} is lost`);
  });
}

test("a wrapped cell breaks between words and stays in its column", () => {
  assert.equal(
    renderColumns(
      [
        ["name", "what was found there"],
        ["lane", "one two three four five six"],
      ],
      24,
    ),
    [
      "name  what was found",
      "      there",
      "----  ------------------",
      "lane  one two three four",
      "      five six",
    ].join("\n"),
  );
});

test("a terminal that is too narrow for the columns shows each row as a list", () => {
  const rows = [
    ["run", "state", "reason"],
    ["ictr-20260101T000000Z-00000001", "stopped", "STOP_HOLD"],
  ];
  assert.equal(
    renderColumns(rows, 24),
    ["run:", "ictr-20260101T000000Z-00", "000001", "state: stopped", "reason: STOP_HOLD"].join("\n"),
  );
});

test("a text is broken between words, and inside a word where that alone is too long", () => {
  for (const [text, columns, lines] of [
    ["one two", 7, ["one two"]],
    ["one two", 6, ["one", "two"]],
    ["abcdefgh ij", 3, ["abc", "def", "gh", "ij"]],
    ["港湾法", 4, ["港湾", "法"]],
    ["e\u0301e\u0301 x", 2, ["e\u0301e\u0301", "x"]],
    ["a\n\nb", 5, ["a", "", "b"]],
    ["", 5, [""]],
  ] as const)
    assert.deepEqual(wrapText(text, columns), lines);
  assert.equal(fitTerminal("one two", null), "one two");
  assert.equal(fitTerminal("one two", 4), "one\ntwo");
});
