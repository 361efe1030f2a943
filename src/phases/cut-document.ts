import { markDocument } from "../document/mark.ts";
import { buildPlan } from "../document/plan/build-plan.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { CutPlan, MarkedDocument, SourceVersion } from "../domain/plan.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { canonicalJson, sha256Hex } from "../json/canonical-json.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { CutSettings, PhaseContext } from "./phase.ts";

/** The document of a run: its bytes, what was found in them, and what will be written. */
export interface CutDocument {
  readonly source: Uint8Array;
  readonly marked: Pick<MarkedDocument, "convention" | "regions">;
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
  return markDocument(bytes, {
    prefix: source.docPrefix,
    allowedPrefixes: [source.docPrefix],
    convention: source.convention,
    maxUnits,
    exclude,
  });
}

/** The document of a process by its settings, beside the source that it was made from; a process cuts one document at a time. */
const remembered = new WeakMap<CutSettings, { readonly source: string; readonly document: CutDocument }>();

/**
 * The document of the run. Its stored bytes are read and held against the pin every time; marking and planning are a pure function of
 * them, the registration and the settings, so that within a process they are done once and the phases share the result. Where phase 3
 * has left a writer_digest, the plan must still have it: what is written is what was approved.
 */
export async function readCutDocument(context: PhaseContext): Promise<Result<CutDocument>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const bytes = await readPinnedSource(context.live, source);
  if (!bytes.ok) return bytes;
  const key = canonicalJson(source);
  const known = remembered.get(context.settings);
  const made = known?.source === key ? accepted(known.document) : buildDocument(context, source, bytes.value);
  if (!made.ok) return made;
  remembered.set(context.settings, { source: key, document: made.value });
  return judgeDigest(context, made.value);
}

/** The same from scratch, whatever is remembered: for phase 3, which holds two builds against each other. */
export async function buildCutDocument(context: PhaseContext): Promise<Result<CutDocument>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const bytes = await readPinnedSource(context.live, source);
  return bytes.ok ? buildDocument(context, source, bytes.value) : bytes;
}

function buildDocument(context: PhaseContext, source: SourceVersion, bytes: Uint8Array): Result<CutDocument> {
  const marked = markPinned(context, source, bytes);
  if (!marked.ok) return marked;
  const plan = buildPlan({ source, bytes, marked: marked.value });
  const { convention, regions } = marked.value;
  return accepted({ source: bytes, marked: { convention, regions }, plan });
}

function judgeDigest(context: PhaseContext, document: CutDocument): Result<CutDocument> {
  const planned = context.evidence.cutplan?.writerDigest;
  const actual = document.plan.writerDigest;
  if (planned === undefined || planned === actual) return accepted(document);
  return refused(refusal("STOP_DRIFT", { field: "writer_digest", expected: planned, actual }));
}
