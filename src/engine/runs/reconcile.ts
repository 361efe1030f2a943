import { LAST_STATE, waitingState } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { foldJournal } from "../session/fold-journal.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { type RunPosition, stateName } from "../session/run-position.ts";
import { resume } from "./resume.ts";
import { revert } from "./revert.ts";
import { refusalOf } from "./stop-run.ts";

export interface ReconciledRun {
  readonly runId: string;
  /** `nothing`: there is nothing that this run could do. `failed`: it met a fault, which says why. */
  readonly did: "nothing" | "resumed" | "refused" | "failed";
  readonly state: string;
  readonly outcome: RunOutcome | null;
  readonly refusal: Refusal | null;
  readonly fault: string | null;
}

/**
 * Resumes every run that can go on, one after the other; a run that is damaged or meets a fault keeps back no other. Repeating it, at any
 * time, leads to the same end.
 */
export async function reconcile(parts: EngineParts): Promise<readonly ReconciledRun[]> {
  const rows: ReconciledRun[] = [];
  for (const runId of await parts.sidecar.listRuns()) rows.push(await reconcileAlone(parts, runId));
  return rows;
}

async function reconcileAlone(parts: EngineParts, runId: string): Promise<ReconciledRun> {
  try {
    return await reconcileRun(parts, runId);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause !== null) return unread(runId, cause);
    const told = parts.redact(describeFault(fault));
    return { runId, did: "failed", state: "unknown", outcome: null, refusal: null, fault: told };
  }
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
  const nothing = {
    runId,
    did: "nothing",
    state: stateName(position),
    outcome: null,
    refusal: null,
    fault: null,
  } as const;
  const unposted = position.reports.some((report) => report.where === null);
  const ended = position.ending?.kind;
  if (
    ended === "closed" ||
    ended === "voided" ||
    (ended === "failed" && !unposted && position.waiting === null)
  )
    return nothing;
  if (position.run.mode === "DRYRUN" && position.state !== LAST_STATE) return nothing;
  const result = await goOn(parts, position);
  if (!result.ok) return { ...nothing, did: "refused", refusal: result.refusal };
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
