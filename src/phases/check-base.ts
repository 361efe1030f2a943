import {
  type BaseFacts,
  type Baseline,
  changeSince,
  checkDocument,
  checkOthers,
  scopeSince,
} from "../domain/base-facts.ts";
import { type Check, refuseFailedChecks } from "../domain/check.ts";
import { type EvidenceSoFar, evidenceOf, writeCountsOf } from "../domain/evidence.ts";
import { type Effect, expectedChange, type RowChange } from "../domain/expected-change.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { PhaseContext } from "./phase.ts";

export interface BaseChecks {
  /** What was compared. */
  readonly rows: BaseFacts["document"];
  /** The rows of the document: as the baseline has them, plus what the run has written since. */
  readonly document: readonly Check[];
  /** Other documents that changed otherwise than by a governed run; null where there is none. */
  readonly moved: Refusal | null;
}

/** Holds the base as it stands against the run's baseline and the effects that the run has had. */
export async function checkBase(
  context: PhaseContext,
  done: readonly Effect[],
  base: KnowledgeBase = context.target,
): Promise<Result<BaseChecks>> {
  const baseline = await context.baseline();
  if (!baseline.ok) return baseline;
  const newest = newestBaseline(baseline.value, done, context.evidence);
  const { facts } = newest;
  const now = await base.baseFacts(
    evidenceOf(context.evidence, "source_pin").source.docPrefix,
    scopeSince(facts, context.settings.driftScope),
  );
  const change = runChange(context, newest, done);
  const others = checkOthers(facts, now, scopeSince(facts, context.settings.driftScope));
  return accepted({
    rows: now.document,
    document: checkDocument(facts, now, change),
    moved: explainMoved(refuseFailedChecks("STOP_DRIFT", others), context.run.runId),
  });
}

/**
 * The baseline with the rows of the document as the newest of the effects left them. Until the next effect they may not change at all,
 * not even in what the effect itself has written.
 */
export function newestBaseline(
  baseline: Baseline,
  done: readonly Effect[],
  evidence: EvidenceSoFar,
): Baseline {
  const written = done.flatMap((effect, position) => {
    const document = effect === "compensation" ? undefined : evidence[effect]?.document;
    return document === undefined ? [] : [{ document, holds: done.slice(0, position + 1) }];
  });
  const newest = written.at(-1);
  if (newest === undefined || newest.holds.length <= baseline.holds.length) return baseline;
  return { facts: { ...baseline.facts, document: newest.document }, holds: newest.holds };
}

/** The rows that the run has added since the baseline. */
export function runChange(context: PhaseContext, baseline: Baseline, done: readonly Effect[]): RowChange {
  const counts = writeCountsOf(context.evidence);
  return changeSince(baseline, done, (effect) => expectedChange(effect, counts));
}

/** Outside a gate there is no request to renew: the change is taken back, or the scope says that it is none of this run's business. */
export function explainMoved(moved: Refusal | null, runId: string): Refusal | null {
  return (
    moved && {
      ...moved,
      message: "Another document was changed, and no governed run did it.",
      wayOut: `Restore that document, or set driftScope to document if the change is meant; then run: cutter orchestrate resume ${runId}`,
    }
  );
}
