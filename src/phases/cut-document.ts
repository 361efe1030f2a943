import { type MarkOptions, markWithEvidence } from "../document/mark.ts";
import type { MarkedWithEvidence } from "../document/marked.ts";
import { refuseUnmetExpectation } from "../document/plan/refuse-unmet-expectation.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { describeStored, type MarkedDocument, type SourceVersion } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { ReaderId } from "../domain/source-reading.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import type { PhaseContext } from "./phase.ts";
import { planDocument } from "./plan-document.ts";

/** The stored bytes of the pinned version, or STOP_SOURCE_CHANGED where it is gone or is not as it was pinned. */
export async function readPinnedSource(
  live: KnowledgeBase,
  source: SourceVersion,
): Promise<Result<Uint8Array>> {
  const stored = await live.readSource(source.versionId);
  const expected = describeStored(source);
  const actual = describeStored(stored && { ...stored, sha256: sha256Hex(stored.bytes) });
  if (stored !== null && actual === expected) return accepted(stored.bytes);
  return refused(refusal("STOP_SOURCE_CHANGED", { field: source.versionId, expected, actual }));
}

function markOptionsOf({ settings }: PhaseContext, source: SourceVersion): MarkOptions {
  return {
    prefix: source.docPrefix,
    allowedPrefixes: [source.docPrefix],
    convention: source.convention,
    encoding: source.reading?.encoding ?? null,
    maxUnits: settings.maxUnits,
    exclude: settings.exclude,
    acceptedDoubts: source.acceptedDoubts ?? [],
  };
}

/** Marks the pinned bytes under the settings of the run; every cut has the units that the registration expects. */
export function markPinned(
  context: PhaseContext,
  source: SourceVersion,
  bytes: Uint8Array,
): Result<MarkedWithEvidence> {
  const marked = markWithEvidence(bytes, markOptionsOf(context, source));
  if (!marked.ok) return marked;
  const otherText = refuseOtherText(source, marked.value.marked);
  if (otherText !== null) return refused(otherText);
  if (source.expectation === undefined) return marked;
  const unmet = refuseUnmetExpectation(marked.value.marked.units, source.expectation);
  return unmet === null ? marked : refused(unmet);
}

/** The text has to be the one that the registration has bound: another release may read the file otherwise. */
function refuseOtherText(
  { reading, docPrefix }: SourceVersion,
  { projection }: MarkedDocument,
): Refusal | null {
  const expected = reading?.projectionSha256 ?? null;
  const actual = projection?.sha256 ?? null;
  if (expected === actual) return null;
  return refusal("STOP_PROJECTION_CHANGED", {
    field: docPrefix,
    expected: describeRead(expected, reading?.reader ?? null),
    actual: describeRead(actual, projection?.reader ?? null),
  });
}

function describeRead(sha256: string | null, reader: ReaderId | null): string {
  if (sha256 === null) return "the file itself";
  return `${reader === null ? "a decoded text" : `${reader.name} ${reader.version}`}, sha256 ${sha256}`;
}

/**
 * The document of the run. Its stored bytes are read and compared with the pin every time. Marking and planning depend only on
 * the bytes, the registration and the settings, so a session does them once and its phases share the result. Where phase 3 has
 * left a writer_digest, the plan must still have it, so that only what was approved is written.
 */
export async function readCutDocument(context: PhaseContext): Promise<Result<CutDocument>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const bytes = await readPinnedSource(context.live, source);
  if (!bytes.ok) return bytes;
  const known = context.cutDocumentMemory.recall(source);
  const made = known === null ? await buildDocument(context, source, bytes.value) : accepted(known);
  if (!made.ok) return made;
  context.cutDocumentMemory.keep(source, made.value);
  return judgeDigest(context, made.value);
}

/** Builds the document from scratch, whatever is remembered: phase 3 compares two builds. */
export async function buildCutDocument(context: PhaseContext): Promise<Result<CutDocument>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const bytes = await readPinnedSource(context.live, source);
  return bytes.ok ? buildDocument(context, source, bytes.value) : bytes;
}

async function buildDocument(
  context: PhaseContext,
  source: SourceVersion,
  bytes: Uint8Array,
): Promise<Result<CutDocument>> {
  const marked = markPinned(context, source, bytes);
  if (!marked.ok) return marked;
  const markOptions = markOptionsOf(context, source);
  const lineage = await readPinnedLineage(context.live, source);
  if (!lineage.ok) return lineage;
  const order = { source, marked: marked.value.marked, markOptions, lineage: lineage.value };
  const planned = await planDocument(order, context.live);
  return planned.ok ? accepted({ ...marked.value, ...planned.value }) : planned;
}

/** The stored statement of lineage of the pinned version, or null where none was registered. */
async function readPinnedLineage(
  live: KnowledgeBase,
  { versionId, lineageSha256 }: SourceVersion,
): Promise<Result<string | null>> {
  if (lineageSha256 === undefined) return accepted(null);
  const text = await live.lineageText(versionId);
  const actual = text === null ? "missing" : sha256Hex(text);
  if (actual === lineageSha256) return accepted(text);
  return refused(
    refusal("STOP_SOURCE_CHANGED", { field: `lineage of ${versionId}`, expected: lineageSha256, actual }),
  );
}

function judgeDigest(context: PhaseContext, document: CutDocument): Result<CutDocument> {
  const planned = context.evidence.cutplan?.writerDigest;
  const actual = document.plan.writerDigest;
  if (planned === undefined || planned === actual) return accepted(document);
  return refused(refusal("STOP_DRIFT", { field: "writer_digest", expected: planned, actual }));
}
