import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DOUBT_CODES, DOUBTS } from "../../src/domain/doubts.ts";

const ROW = /^\| `([A-Z_]+)` \| (.+) \| (never|\d+) \|$/u;

test("docs/conventions.md lists every doubt with its sentence and from how many a cut is refused", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/conventions.md"), "utf8");
  const listed = text.split("\n").flatMap((line) => {
    const [, code = "", sentence = "", refused = ""] = ROW.exec(line) ?? [];
    return DOUBT_CODES.some((known) => known === code) ? [[code, sentence, refused]] : [];
  });
  assert.deepEqual(
    listed,
    DOUBT_CODES.map((code) => [code, DOUBTS[code].sentence, String(DOUBTS[code].refusedFrom ?? "never")]),
  );
});
