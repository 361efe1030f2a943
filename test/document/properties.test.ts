import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { markDocument } from "../../src/document/mark.ts";
import { readBlockMask } from "../../src/document/source/block-mask.ts";
import { readLineTable } from "../../src/document/source/line-table.ts";
import { tiles } from "../corpus/measure.ts";

const RUNS = 300;
const piece = fc.constantFrom(
  "#",
  "## ",
  "### ",
  "Article ",
  "Art. ",
  "§ ",
  "第",
  "条",
  "Điều ",
  "1",
  "2",
  "12a",
  "XIV",
  "一",
  ".",
  " ",
  "\n",
  "\n\n",
  "\r\n",
  "\r",
  "\t",
  "- ",
  "1. ",
  "> ",
  "```",
  "~~~",
  "<!--",
  "-->",
  "<div>",
  "</div>",
  "|",
  "---",
  "===",
  "**",
  "[x](y)",
  "“",
  "”",
  "Annex I",
  "Chapter 1",
  "Preamble",
  "附則",
  "\ufeff",
  "\u200b",
  "\u202e",
  "e\u0301",
  "é",
  "𝐀",
  "\u2028",
  "Contents",
  "(weggefallen)",
  "Table of Contents\n",
  "1.1 Scope\n\n",
  "**A**\n\n",
  "**1. B**\n\n",
  "I. C\n\n",
  "Wabo 1\n\n",
  "1 kap. D\n\n",
);
const markdown = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(""));

test("any bytes are refused with a reason or cut into regions that tile them, with the same result twice", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => holds(bytes)),
    { numRuns: RUNS },
  );
});

test("any text of headings, marks and line ends is refused or tiled, with one region for each unit and no address twice", () => {
  fc.assert(
    fc.property(markdown, (text) => holds(Buffer.from(text))),
    { numRuns: RUNS * 4 },
  );
});

test("lines tile any bytes, and the mask has a class for each line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const table = readLineTable(bytes);
      assert.equal(table.starts[table.count], bytes.length);
      for (let line = 0; line < table.count; line++) {
        assert.ok((table.starts[line] ?? 0) < (table.starts[line + 1] ?? 0));
        assert.ok((table.textEnds[line] ?? 0) <= (table.starts[line + 1] ?? 0));
      }
      assert.equal(readBlockMask(bytes, table).classes.length, table.count);
    }),
    { numRuns: RUNS },
  );
});

function holds(bytes: Uint8Array): void {
  const first = markDocument(bytes, { maxUnits: 1000 });
  assert.deepEqual(markDocument(bytes, { maxUnits: 1000 }), first);
  if (!first.ok) {
    assert.match(first.refusal.reason, /^STOP_/);
    return;
  }
  const { units, regions } = first.value;
  assert.ok(tiles(first.value, bytes));
  assert.equal(new Set(units.map((unit) => unit.address)).size, units.length);
  const starts = new Map(
    regions.filter(({ role }) => role === "unit").map((region) => [region.startByte, region.endByte]),
  );
  assert.equal(starts.size, units.length);
  const known = new Set<string>();
  for (const unit of units) {
    assert.equal(starts.get(unit.startByte), unit.endByte);
    assert.ok(unit.address.length > 0);
    assert.equal(unit.address, unit.address.normalize("NFC"));
    assert.doesNotMatch(unit.address, /[\p{Cf}\p{Cc}\s]/u);
    assert.ok(unit.parent === null || known.has(unit.parent), "a parent comes before its children");
    known.add(unit.address);
  }
}
