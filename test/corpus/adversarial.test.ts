import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type AdversarialRow, readAdversarial } from "./manifest.ts";
import { judgeOutcome } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/adversarial");

/** The large and regular documents, made here. */
const MADE: Readonly<Record<string, () => string>> = {
  "large-one-line.txt": () => `Section 1. ${"tide and rope, ".repeat(750_000)}`,
  "large-heading-count.md": () =>
    Array.from({ length: 100_000 }, (_, index) => `### Rule ${index + 1}\n\nMoor.\n`).join("\n"),
  "large-nesting.md": () => {
    const lists = Array.from({ length: 1200 }, (_, depth) => `${"  ".repeat(depth)}* knot\n`).join("");
    const quotes = Array.from({ length: 1800 }, (_, depth) => `${"> ".repeat(depth + 1)}## Section 8\n`).join(
      "",
    );
    return `## Section 1\n\n${lists}\n${quotes}\n## Section 2\n\nrope\n`;
  },
  "large-title.md": () => `## Section 1. ${"rope ".repeat(210_000)}\n\ntide\n`,
  "large-slow-patterns.md": () =>
    [
      "## Section 1",
      "![".repeat(25_000),
      "_a ".repeat(25_000),
      `##${"\t".repeat(90_000)}y`,
      "~".repeat(30_000),
      "<a ".repeat(20_000),
      "`".repeat(20_000),
      "## Section 2",
      `${"7".repeat(90_000)}) y`,
      "+ ".repeat(40_000),
      `|${":-:|".repeat(40_000)}`,
      "\\".repeat(50_001),
    ].join("\n\n"),
};

function bytesOf(row: AdversarialRow): Uint8Array {
  if (row.stored) return readFileSync(join(FOLDER, row.file));
  const make = MADE[row.file];
  assert.ok(make, `${row.file} is neither stored nor made`);
  return Buffer.from(make());
}

describe("hostile documents", () => {
  for (const row of readAdversarial(FOLDER)) {
    test(`${row.file} has its outcome: ${row.outcome}`, { timeout: row.maxSeconds * 1000 }, () => {
      assert.equal(judgeOutcome(row, bytesOf(row)).fault, null);
    });
  }
});
