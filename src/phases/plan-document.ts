import { showStatement } from "../document/delta/check-lineage.ts";
import { computeDelta } from "../document/delta/compute-delta.ts";
import { listUnprinted, sideOfHead } from "../document/delta/head-side.ts";
import { parseLineage } from "../document/delta/lineage-file.ts";
import { sideOfSource } from "../document/delta/source-side.ts";
import { type MarkOptions, markDocument } from "../document/mark.ts";
import { assemblePlan, buildPlan, type PlanInput, planUnits } from "../document/plan/build-plan.ts";
import { planAmendment } from "../document/plan/plan-changes.ts";
import { isHeadAgain } from "../domain/change-nature.ts";
import type { Delta, DeltaSide, LineageStatement } from "../domain/delta.ts";
import type { DocumentHead } from "../domain/document-head.ts";
import { DOUBT_CODES } from "../domain/doubts.ts";
import type { CutPlan, SourceVersion } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { refuseAmendment } from "./refuse-amendment.ts";

/** Reads what is enacted of a document. */
export type HeadReader = Pick<KnowledgeBase, "documentHead" | "bodies" | "readSource">;

export interface PlanOrder extends PlanInput {
  /** How the source of the head is marked, for its printed names and lines. */
  readonly markOptions: MarkOptions;
  /** The registered statement of lineage, or null. */
  readonly lineage: string | null;
}

/** What is between the head and the new version. */
export interface Comparison {
  /** What a person has stated about the identity of units, a line each. */
  readonly statements: readonly string[];
  readonly head: DocumentHead;
  readonly delta: Delta;
  readonly before: DeltaSide;
  readonly after: DeltaSide;
}

export interface PlannedDocument {
  readonly plan: CutPlan;
  /** Null where nothing of the document is enacted. */
  readonly comparison: Comparison | null;
}

/**
 * The plan of a source version: every unit, or, where units of the document are enacted, what differs from them. Refuses where nothing
 * differs, and where only a person can say which units are the same.
 */
export async function planDocument(order: PlanOrder, reader: HeadReader): Promise<Result<PlannedDocument>> {
  const { source } = order;
  if ((source.base?.changeSetId ?? null) === null)
    return accepted({ plan: buildPlan(order), comparison: null });
  const moved = refuseOtherBase(source);
  if (moved !== null) return refused(moved);
  const before = await readHeadSide(order, reader);
  if (!before.ok) return before;
  const lineage = readLineage(order);
  if (!lineage.ok) return lineage;
  const after = sideOfSource(order.marked);
  const delta = computeDelta(before.value.side, after, lineage.value);
  if (!delta.ok) return delta;
  const { head, side } = before.value;
  const unfit = refuseAmendment(source, head, delta.value);
  if (unfit !== null) return refused(unfit);
  const units = planUnits(order);
  const writes = planAmendment(units, source, { head, delta: delta.value });
  return accepted({
    plan: assemblePlan(order, units, writes),
    comparison: {
      statements: lineage.value.map(showStatement),
      head,
      delta: delta.value,
      before: side,
      after,
    },
  });
}

/** The head with the texts and the printed names of its units. */
async function readHeadSide({ source, markOptions }: PlanOrder, reader: HeadReader) {
  const { changeSetId, versionId } = source.base ?? { changeSetId: null, versionId: null };
  if (changeSetId === null || versionId === null) throw new Error("the document has no head");
  const head = await reader.documentHead(changeSetId);
  const stored = await reader.readSource(versionId);
  if (stored === null)
    return refused(
      refusal("STOP_SOURCE_CHANGED", {
        field: versionId,
        expected: "the source of the head",
        actual: "missing",
      }),
    );
  // What was enacted decides; the source only gives names and lines, so that no doubt about it matters.
  const marked = markDocument(stored.bytes, {
    ...markOptions,
    encoding: stored.reading?.encoding ?? null,
    acceptedDoubts: DOUBT_CODES,
  });
  const printed = marked.ok ? marked.value : null;
  const texts = { head, docPrefix: source.docPrefix, source: printed };
  const bodies = await reader.bodies(listUnprinted(texts));
  return accepted({ head, side: sideOfHead({ ...texts, bodies }) });
}

/** A correction, a statement of lineage and a named base mean one head, and other units or another text where another one is it. */
function refuseOtherBase(source: SourceVersion): Refusal | null {
  const { documentId, statedAbout, base } = source;
  if (statedAbout === undefined || isHeadAgain(source) || statedAbout === base?.versionId) return null;
  return refusal("STOP_BASE_MOVED", {
    message: "Another version was enacted since this one was registered against the head.",
    field: documentId,
    expected: `version ${statedAbout} as the head`,
    actual: `version ${base?.versionId}`,
    wayOut: `End this run: cutter orchestrate void RUN --why "the head has moved". Then register the file again, which shows what it changes now: cutter source register FILE --document-id ${documentId}; and start again: cutter orchestrate cut --document-id ${documentId}`,
  });
}

/** Of a version that is cut again the statement says nothing: it was about the step that led to the head. */
function readLineage({ source, lineage }: PlanOrder): Result<readonly LineageStatement[]> {
  return lineage === null || isHeadAgain(source) ? accepted([]) : parseLineage(Buffer.from(lineage, "utf8"));
}
