import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type AdversarialRow, readAdversarial } from "./manifest.ts";
import { judgeOutcome } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/adversarial");

/** The large and regular documents, made here. */
const MADE: Readonly<Record<string, () => string>> = {
  "11-one-line-10mb.txt": () => `Article 1. ${"lorem ipsum ".repeat(900_000)}`,
  "12-headings-100k.md": () =>
    Array.from({ length: 100_000 }, (_, index) => `## Article ${index + 1}\n\nx\n`).join("\n"),
  "14-deep-quote.md": () => {
    const quotes = Array.from({ length: 1500 }, (_, depth) => `${">".repeat(depth + 1)} ## Article 9\n`).join(
      "",
    );
    const lists = Array.from({ length: 1500 }, (_, depth) => `${" ".repeat(depth)}- x\n`).join("");
    return `## Article 1\n\n${quotes}\n${lists}\n## Article 2\n\nx\n`;
  },
  "27-title-1mb.md": () => `## Article 1. ${"a".repeat(1 << 20)}\n\nbody\n`,
  "39-slow-patterns.md": () =>
    [
      "## Article 1",
      "[".repeat(20_000),
      "*a ".repeat(20_000),
      `#${" ".repeat(100_000)}x`,
      "`".repeat(20_000),
      "<".repeat(20_000),
      "## Article 2",
      `${"1".repeat(100_000)}. x`,
      "- ".repeat(50_000),
      `|${"-|".repeat(50_000)}`,
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
