import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { REASONS } from "../../src/domain/reasons.ts";
import { maskSource } from "../mutation/mask.ts";

const ROOT = join(import.meta.dirname, "../..");
const TABLE = /^domain\/reasons\b/;
/** Reports are rendered from refusals that their tests make up: no product raised these reasons. */
const FIXTURES = /^reports\//;

/** A reason as a source names it: not in a comment, and as the whole of a string or in a pattern. */
interface Mention {
  readonly reason: string;
  readonly file: string;
  readonly kind: "string" | "regex";
  /** The code around it. */
  readonly before: string;
  readonly behind: string;
}

function mentionsIn(folder: string, ending: string): readonly Mention[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .flatMap((file) => {
      const source = readFileSync(join(ROOT, folder, file), "utf8");
      if (!source.includes("STOP_")) return [];
      const mask = maskSource(source);
      return [...source.matchAll(/STOP_[A-Z_]+/g)].flatMap(({ 0: reason, index }): readonly Mention[] => {
        const end = index + reason.length;
        const kind = mask[index];
        const isWhole = source[index - 1] === '"' && source[end] === '"';
        if (kind !== "regex" && !(kind === "string" && isWhole)) return [];
        return [
          {
            reason,
            file,
            kind,
            before: source.slice(Math.max(0, index - 400), index - 1).trimEnd(),
            behind: source.slice(end + 1, end + 40).trimStart(),
          },
        ];
      });
    });
}

/** A comparison, a type or a row of a set reads a reason that somebody else raised. */
function isRaised({ before, behind }: Mention): boolean {
  if (/(?:[!=]==|\|)$/.test(before) || /^[|)]?\s*(?:[!=]==|\|)/.test(behind)) return false;
  return !/new Set(?:<[^>]*>)?\(\[(?:\s*"[A-Z_]+",?)*\s*$/.test(before);
}

const raised = new Set(
  mentionsIn("src", ".ts")
    .filter((mention) => !TABLE.test(mention.file) && isRaised(mention))
    .map(({ reason }) => reason),
);
const asserted = new Set(
  mentionsIn("test", ".test.ts")
    .filter(({ file }) => file !== "domain/reasons.test.ts" && !FIXTURES.test(file))
    .map(({ reason }) => reason),
);

for (const [what, found] of [
  ["is raised by the product", raised],
  ["is asserted by a test", asserted],
] as const) {
  test(`every reason of the table ${what}`, () => {
    assert.deepEqual(
      Object.keys(REASONS).filter((reason) => !found.has(reason)),
      [],
    );
  });
}

test("a reason in a comment, a title, a comparison, a type or a set of reasons is not taken for one that happens", () => {
  const kinds = maskSource('// "STOP_HOLD"\nx("STOP_HOLD")');
  assert.equal(kinds[4], "comment");
  const mention = (before: string, behind: string) =>
    isRaised({ reason: "STOP_HOLD", file: "", kind: "string", before, behind });
  assert.ok(mention("return refusal(", ", {"));
  assert.ok(mention("reason:", ","));
  assert.ok(mention("refusal(fault.duringCommit ?", ": other)"));
  assert.ok(!mention("if (reason ===", ")"));
  assert.ok(!mention('new Set<ReasonCode>([\n  "STOP_DRIFT",', ","));
  assert.ok(!mention("new Set([", "])"));
  assert.ok(!mention("readonly reason: A |", ";"));
});
