import { type MarkedWithEvidence, markWithEvidence } from "../document/mark.ts";
import { buildPlan } from "../document/plan/build-plan.ts";
import { refuseUnmetExpectation } from "../document/plan/refuse-unmet-expectation.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { describeStored, type SourceVersion } from "../domain/plan.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import type { PhaseContext } from "./phase.ts";

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

/** Marks the pinned bytes under the settings of the run; every cut has the units that the registration expects. */
export function markPinned(
  context: PhaseContext,
  source: SourceVersion,
  bytes: Uint8Array,
): Result<MarkedWithEvidence> {
  const { maxUnits, exclude } = context.settings;
  const marked = markWithEvidence(bytes, {
    prefix: source.docPrefix,
    allowedPrefixes: [source.docPrefix],
    convention: source.convention,
    maxUnits,
    exclude,
    acceptedDoubts: source.acceptedDoubts ?? [],
  });
  if (!marked.ok || source.expectation === undefined) return marked;
  const unmet = refuseUnmetExpectation(marked.value.marked.units, source.expectation);
  return unmet === null ? marked : refused(unmet);
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
  const made = known === null ? buildDocument(context, source, bytes.value) : accepted(known);
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

function buildDocument(context: PhaseContext, source: SourceVersion, bytes: Uint8Array): Result<CutDocument> {
  const marked = markPinned(context, source, bytes);
  if (!marked.ok) return marked;
  const plan = buildPlan({ source, bytes, marked: marked.value.marked });
  return accepted({ source: bytes, ...marked.value, plan });
}

function judgeDigest(context: PhaseContext, document: CutDocument): Result<CutDocument> {
  const planned = context.evidence.cutplan?.writerDigest;
  const actual = document.plan.writerDigest;
  if (planned === undefined || planned === actual) return accepted(document);
  return refused(refusal("STOP_DRIFT", { field: "writer_digest", expected: planned, actual }));
}
