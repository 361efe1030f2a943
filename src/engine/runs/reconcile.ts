import { refuseInterrupted } from "../../domain/interruption.ts";
import { LAST_STATE, waitingState } from "../../domain/phases.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { foldJournal } from "../session/fold-journal.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { type RunPosition, stateName } from "../session/run-position.ts";
import { askOtherKind } from "./ask-other-kind.ts";
import { placesOwed } from "./copy-evidence.ts";
import { indexRun, isOver } from "./index-run.ts";
import { resume } from "./resume.ts";
import { revert } from "./revert.ts";
import { refusalOf } from "./stop-run.ts";

export interface ReconciledRun {
  readonly runId: string;
  /** `nothing`: there is nothing that this run could do, or another process does it. `failed`: it met a fault, which says why. */
  readonly did: "nothing" | "resumed" | "refused" | "failed";
  readonly state: string;
  readonly outcome: RunOutcome | null;
  readonly refusal: Refusal | null;
  readonly fault: string | null;
}

/**
 * Resumes every run that can go on, one after the other; a run that is damaged or meets a fault keeps back no other. Repeating it, at any
 * time, leads to the same end. Throws where the runs are elsewhere: whoever reads "no runs" would take all of them for done.
 */
export async function reconcile(parts: EngineParts): Promise<readonly ReconciledRun[]> {
  const forgotten = await askOtherKind(parts);
  if (forgotten !== null) throw new RefusalError(forgotten);
  const rows: ReconciledRun[] = [];
  const over = await parts.sidecar.readIndex();
  for (const runId of await parts.sidecar.listRuns()) {
    const line = over.get(runId);
    rows.push(line === undefined ? await reconcileAlone(parts, runId) : unmoved(runId, line.state));
  }
  return rows;
}

async function reconcileAlone(parts: EngineParts, runId: string): Promise<ReconciledRun> {
  const asked = refuseInterrupted(parts.interrupted);
  if (asked !== null) return unread(runId, asked);
  try {
    return await reconcileRun(parts, runId);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause !== null) return unread(runId, cause);
    const told = parts.redact(describeFault(fault));
    return { runId, did: "failed", state: "unknown", outcome: null, refusal: null, fault: told };
  }
}

/** Whether reconciling could do anything for the run; a member of a batch goes on with it. */
export function canGoOn(position: RunPosition): boolean {
  const { run, ending, state, waiting } = position;
  if (isOver(position) || run.batch !== undefined) return false;
  if (run.mode === "DRYRUN" && state !== LAST_STATE) return false;
  return ending?.kind !== "failed" || waiting !== null || countUnpublished(position) > 0;
}

export function countUnpublished({ reports }: RunPosition): number {
  return reports.filter((report) => report.where === null).length;
}

function unmoved(runId: string, state: string): ReconciledRun {
  return { runId, did: "nothing", state, outcome: null, refusal: null, fault: null };
}

function unread(runId: string, cause: Refusal): ReconciledRun {
  return { runId, did: "refused", state: "unknown", outcome: null, refusal: cause, fault: null };
}

function describeFault(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

async function reconcileRun(parts: EngineParts, runId: string): Promise<ReconciledRun> {
  const view = await parts.sidecar.peekRun(runId);
  if (!view.ok) return unread(runId, view.refusal);
  const position = foldJournal(view.value.entries);
  const nothing = unmoved(runId, stateName(position));
  // A place did not take the evidence of a closed run, or the process ended before it could.
  if (placesOwed(position, parts.places).length > 0) {
    const closed = await resume(parts, runId);
    return closed.ok ? nothing : { ...nothing, did: "refused", refusal: closed.refusal };
  }
  // The process ended between the journal and the index.
  const unlisted = isOver(position) ? await indexRun(parts.sidecar, position) : null;
  if (unlisted) return { ...nothing, did: "refused", refusal: unlisted };
  if (!canGoOn(position)) return nothing;
  const result = await goOn(parts, position);
  if (!result.ok) {
    // Another machine goes on with it, or has brought it to its end meanwhile, which is what was wanted.
    const now = await parts.sidecar.peekRun(runId);
    const found = now.ok ? foldJournal(now.value.entries) : position;
    if (result.refusal.reason === "STOP_LOCK_HELD" || isOver(found)) return unmoved(runId, stateName(found));
    return { ...nothing, did: "refused", refusal: result.refusal };
  }
  const outcome = result.value;
  return {
    runId,
    did: outcome.refusal === null ? "resumed" : "refused",
    state: outcome.state,
    outcome,
    refusal: outcome.refusal,
    fault: null,
  };
}

/** A run that waits at SG_3, the gate outside the phase table, goes on with its compensation; every other run with its phases. */
async function goOn(parts: EngineParts, position: RunPosition): Promise<Result<RunOutcome>> {
  const { runId } = position.run;
  const { waiting } = position;
  if (waiting === null || waitingState(waiting.gate) !== null) return resume(parts, runId);
  const reverted = await revert(parts, runId, { execute: true });
  if (!reverted.ok) return reverted;
  const { outcome } = reverted.value;
  return outcome === null ? refused(refusal("STOP_NOTHING_TO_REVERT", { field: runId })) : accepted(outcome);
}
