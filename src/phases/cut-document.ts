import { buildPlan } from "../document/build-plan.ts";
import { markDocument } from "../document/mark.ts";
import { sha256Hex } from "../domain/canonical-json.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { CutPlan, MarkedDocument, SourceVersion } from "../domain/plan.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { PhaseContext } from "./phase.ts";

/** The document of a run: its bytes, what was found in them, and what will be written. */
export interface CutDocument {
  readonly source: Uint8Array;
  readonly marked: MarkedDocument;
  readonly plan: CutPlan;
}

/** The stored bytes of the pinned version, or STOP_SOURCE_CHANGED where they no longer have its sha256. */
export async function readPinnedSource(
  live: KnowledgeBase,
  source: SourceVersion,
): Promise<Result<Uint8Array>> {
  const bytes = await live.readSource(source.versionId);
  const actual = sha256Hex(bytes);
  if (actual === source.sha256) return accepted(bytes);
  return refused(
    refusal("STOP_SOURCE_CHANGED", { field: source.versionId, expected: source.sha256, actual }),
  );
}

/** Marks the pinned bytes under the settings of the run. */
export function markPinned(
  context: PhaseContext,
  source: SourceVersion,
  bytes: Uint8Array,
): Result<MarkedDocument> {
  const { maxUnits, exclude } = context.settings;
  return markDocument(bytes, { prefix: source.docPrefix, convention: source.convention, maxUnits, exclude });
}

/**
 * The document of the run, made again from its pinned bytes. Where phase 3 has left a writer_digest, the plan must still have it:
 * what is written is what was approved.
 */
export async function readCutDocument(context: PhaseContext): Promise<Result<CutDocument>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const bytes = await readPinnedSource(context.live, source);
  if (!bytes.ok) return bytes;
  const marked = markPinned(context, source, bytes.value);
  if (!marked.ok) return marked;
  const plan = buildPlan({ source, bytes: bytes.value, marked: marked.value });
  const planned = context.evidence.cutplan?.writerDigest;
  if (planned !== undefined && planned !== plan.writerDigest) {
    return refused(
      refusal("STOP_DRIFT", { field: "writer_digest", expected: planned, actual: plan.writerDigest }),
    );
  }
  return accepted({ source: bytes.value, marked: marked.value, plan });
}
