import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONVENTION_FAMILIES } from "../../src/document/conventions/convention-families.ts";
import { markDocument } from "../../src/document/mark.ts";
import { CONVENTION_ROWS } from "../../src/document/names/designator.ts";
import { DOCUMENT_REASONS } from "../../src/domain/reasons/document.ts";
import type { Refusal } from "../../src/domain/refusal.ts";

function refusalOf(text: string, convention: string | null = null): Refusal {
  const result = markDocument(Buffer.from(text), { maxUnits: 1000, convention });
  assert.ok(!result.ok);
  return result.refusal;
}

describe("ways out of refused documents (P-152)", () => {
  // A run gives this reason, and neither of the two commands.
  const { STOP_DOCUMENT_UNKNOWN: _, ...reasons } = DOCUMENT_REASONS;
  for (const [reason, { wayOut }] of Object.entries(reasons)) {
    test(`${reason} does not send a person back to the command that gave it`, () => {
      assert.doesNotMatch(wayOut, /`cutter source (?:inspect|register)(?! [^`]*--)[^`]*`/);
      assert.doesNotMatch(wayOut, /^\W*(?:inspect|register) (?:it|the document)/i);
    });
  }

  test("a convention that was named, and that the document does not show, is not to be named again", () => {
    assert.match(refusalOf("## Article 1\n", "vi-dieu").wayOut, /Leave `--convention` out/);
    assert.match(refusalOf("Only words.\n").wayOut, /Mark each unit as a heading/);
  });

  test("an unknown convention lists every name, in families, on lines of a terminal of 80 columns", () => {
    const { details = [] } = refusalOf("## Article 1\n", "no-such");
    const listed = details.join(" ").split(/\s+/);
    for (const { id } of CONVENTION_ROWS) assert.ok(listed.includes(id), id);
    for (const name of ["outline", "numbered", "learned", "learned:WORD"]) assert.ok(listed.includes(name));
    for (const { title } of CONVENTION_FAMILIES)
      assert.ok(details.some((line) => line.startsWith(`${title}:`)));
    for (const line of details) assert.ok(`  - ${line}`.length <= 80, line);
    assert.ok(details.length <= 50, "a terminal is shown 50 details");
  });
});
