import assert from "node:assert/strict";
import { test } from "node:test";
import { readLineTable } from "../../src/document/source/line-table.ts";

const cases: readonly { readonly rule: string; readonly text: string; readonly lines: readonly string[] }[] =
  [
    { rule: "LF ends a line", text: "a\nb\n", lines: ["a", "b"] },
    { rule: "CRLF ends one line", text: "a\r\nb\r\n", lines: ["a", "b"] },
    { rule: "a lone CR ends a line", text: "a\rb\r", lines: ["a", "b"] },
    { rule: "the three may be mixed", text: "a\r\nb\nc\rd", lines: ["a", "b", "c", "d"] },
    { rule: "CR CR LF are two line ends", text: "a\r\r\nb", lines: ["a", "", "b"] },
    {
      rule: "nothing else ends a line",
      text: "a\u2028b\u2029c\u0085d\u000be\u000cf",
      lines: ["a\u2028b\u2029c\u0085d\u000be\u000cf"],
    },
    { rule: "text after the last line end is a line", text: "a\nb", lines: ["a", "b"] },
    { rule: "an empty source has no line", text: "", lines: [] },
  ];

for (const { rule, text, lines } of cases) {
  test(`${rule}, and the lines join to the source`, () => {
    const source = Buffer.from(text);
    const table = readLineTable(source);
    const found = Array.from({ length: table.count }, (_, line) =>
      source.subarray(table.starts[line], table.textEnds[line]).toString("utf8"),
    );
    assert.deepEqual(found, lines);
    assert.equal(table.starts[table.count], source.length);
  });
}
