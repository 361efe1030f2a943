import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { UnitRow } from "../../src/domain/shown-cut.ts";
import { renderUnitList } from "../../src/reports/unit-list.ts";

const HOSTILE = "@org/team | `x` \\| </details> <img src=x> fixes #1\n## SG_1 APPROVED\n```";

function row(ordinal: number, changes: Partial<UnitRow> = {}): UnitRow {
  return {
    ordinal,
    address: `HARBOUR/ARTICLE-${ordinal}`,
    label: `Article ${ordinal}`,
    title: "",
    firstLine: ordinal * 4,
    lastLine: ordinal * 4 + 2,
    bytes: 80,
    inside: "",
    repealed: false,
    firstWords: "The keeper lights the lamp",
    ...changes,
  };
}

function render(
  units: Iterable<UnitRow>,
  warnings = [{ code: "NUMBER_GAP", line: 8, message: "2 is missing" }],
) {
  return [...renderUnitList({ title: "Harbour", facts: [["units", "3"]], warnings, units })];
}

function* rows(count: number): Generator<UnitRow> {
  for (let at = 1; at <= count; at++) yield row(at);
}

describe("the list of units", () => {
  test("has a row for every warning and every unit, and says what has no text", () => {
    const [file, ...others] = render([
      row(1),
      row(2, { repealed: true, lastLine: 8, inside: "Part I" }),
      row(3, { firstWords: "" }),
    ]);
    assert.deepEqual(others, []);
    assert.equal(file?.name, "units-001.md");
    for (const line of [
      "| units | `3` |",
      "## Warnings: 1",
      "| `NUMBER_GAP` | 8 | `2 is missing` |",
      "| 1 | `HARBOUR/ARTICLE-1` | `Article 1` |  | 4–6 | 80 |  |  | `The keeper lights the lamp` |",
      "| 2 | `HARBOUR/ARTICLE-2` | `Article 2` |  | 8 | 80 | `Part I` | repealed | `The keeper lights the lamp` |",
      "| 3 | `HARBOUR/ARTICLE-3` | `Article 3` |  | 12–14 | 80 |  |  | (none) |",
    ])
      assert.ok(file?.text.split("\n").includes(line), `${line}\n${file?.text}`);
  });

  test("is cut into files that a forge still shows, each with a whole table and a way to the next (R-40)", () => {
    const files = render(rows(94_000));
    assert.ok(files.length > 10 && files.length < 100, String(files.length));
    let next = 1;
    for (const [index, { name, text }] of files.entries()) {
      assert.ok(Buffer.byteLength(text) < 450_000, name);
      assert.match(text, /^# Units of `Harbour`/);
      for (const [, ordinal] of text.matchAll(/^\| (\d+) \| `HARBOUR/gm))
        assert.equal(Number(ordinal), next++);
      const following = files[index + 1]?.name;
      assert.equal(text.includes("Continued in"), following !== undefined);
      if (following !== undefined) assert.ok(text.includes(`[${following}](${following})`));
    }
    assert.equal(next, 94_001);
  });

  test("cuts a hundred thousand warnings as it cuts units", () => {
    const warnings = Array.from({ length: 100_000 }, (_, line) => ({
      code: "NUMBER_GAP",
      line,
      message: "a number is missing",
    }));
    const files = render(rows(3), warnings);
    assert.ok(files.length > 5);
    assert.ok(files.every(({ text }) => Buffer.byteLength(text) < 450_000));
    assert.equal(
      files.map(({ text }) => text.match(/^\| `NUMBER_GAP`/gm)?.length ?? 0).reduce((a, b) => a + b),
      100_000,
    );
    assert.match(files.at(-1)?.text ?? "", /HARBOUR\/ARTICLE-3/);
  });

  test("holds text of the document as data (R-40)", () => {
    const hostile = row(1, { label: HOSTILE, title: HOSTILE, inside: HOSTILE, firstWords: HOSTILE });
    const [file] = render([hostile], [{ code: "X", line: 1, message: HOSTILE }]);
    assert.equal(file?.text.match(/^#/gm)?.length, 3);
    const table = (file?.text ?? "").split("\n").filter((line) => line.startsWith("| 1 |"));
    assert.equal(table.length, 1);
    assert.ok(!/(?<!\\)\| *`x`/.test(table[0] ?? ""));
  });

  test("is the same for the same cut", () => {
    assert.deepEqual(render(rows(5000)), render(rows(5000)));
  });
});
