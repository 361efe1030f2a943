import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONVENTION_FAMILIES } from "../../src/document/conventions/convention-families.ts";
import { markDocument } from "../../src/document/mark.ts";
import { CONVENTION_ROWS } from "../../src/document/names/designator.ts";
import { DOUBTS } from "../../src/domain/doubts.ts";
import { DOCUMENT_REASONS } from "../../src/domain/reasons/document.ts";
import type { Refusal } from "../../src/domain/refusal.ts";

const LONG = "The keeper of the lamps writes down every boat that lands at the quay.";
const ARTICLES = [1, 2, 3].map((number) => `## Article ${number}\n\n${LONG}\n\n`).join("");
const DOUBTFUL = `${ARTICLES}\\- Article 1 - ${LONG}\n\n\\- Article 2 - ${LONG}\n`;
const CORRECTED = `${ARTICLES}## Annex\n\n## Article 1\n\n${LONG}\n\n## Article 2\n\n${LONG}\n`;
/** Sentences that need more than a line. */
const LONGER: ReadonlySet<string> = new Set([
  "STOP_SOURCE_CHANGED",
  "STOP_ADDRESS_INVALID",
  "STOP_VOCABULARY",
  "STOP_SOURCE_VERSION_EXISTS",
]);

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

  test("a name in capitals is told as it is written", () => {
    assert.match(refusalOf("## Article 1\n", "Article").wayOut, /`--convention article`/);
  });

  test("a document without units lists the conventions that find some all the same, and they do", () => {
    const text = `# Act\n\n${LONG}\n\n${LONG}\n\n1. ${LONG}\n\n2. ${LONG}\n\n3. ${LONG}\n\n${`${LONG}\n\n`.repeat(12)}`;
    const { reason, details = [] } = refusalOf(text);
    assert.equal(reason, "STOP_NO_UNITS");
    const options = details.map((line) => /^--convention (\S+):/.exec(line)?.[1] ?? "");
    assert.deepEqual(options, ["numbered"]);
    for (const convention of options)
      assert.ok(markDocument(Buffer.from(text), { maxUnits: 1000, convention }).ok, convention);
  });

  test("every option that a doubtful cut lists leads out, and so does the corrected text", () => {
    const options = (refusalOf(DOUBTFUL).details ?? []).flatMap(
      (line) => /--(convention|accept-doubt) (\S+)/.exec(line)?.slice(1, 3) ?? [],
    );
    assert.deepEqual(options, ["accept-doubt", "HEADING_INSIDE_UNIT"]);
    const accepting = { maxUnits: 1000, acceptedDoubts: ["HEADING_INSIDE_UNIT"] };
    assert.ok(markDocument(Buffer.from(DOUBTFUL), accepting).ok);
    assert.ok(markDocument(Buffer.from(CORRECTED), { maxUnits: 1000 }).ok);
  });

  test("a document of more units than any setting allows is to be split", () => {
    const many = Array.from({ length: 100_001 }, (_, index) => `Article ${index + 1}\n\nx\n\n`).join("");
    const result = markDocument(Buffer.from(many), { maxUnits: 100_000 });
    assert.ok(!result.ok);
    assert.equal(result.refusal.reason, "STOP_TOO_MANY_UNITS");
    assert.match(result.refusal.wayOut, /^Split the document/);
  });

  test("code and sentence of a refusal, and the sentences of doubts, fit a line of 80 columns", () => {
    for (const [reason, { sentence }] of Object.entries(DOCUMENT_REASONS))
      assert.ok(LONGER.has(reason) || `${reason}: ${sentence}`.length <= 80, reason);
    for (const { sentence } of Object.values(DOUBTS))
      assert.ok(`  actual    ${sentence}`.length <= 80, sentence);
  });
});
