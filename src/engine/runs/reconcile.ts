import { LAST_STATE, waitingState } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { foldJournal } from "../session/fold-journal.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { type RunPosition, stateName } from "../session/run-position.ts";
import { resume } from "./resume.ts";
import { revert } from "./revert.ts";

export interface ReconciledRun {
  readonly runId: string;
  /** `nothing`: there is nothing that this run could do. */
  readonly did: "nothing" | "resumed" | "refused";
  readonly state: string;
  readonly outcome: RunOutcome | null;
  readonly refusal: Refusal | null;
}

/** Resumes every run that can go on, one after the other. Repeating it, at any time, leads to the same end. */
export async function reconcile(parts: EngineParts): Promise<readonly ReconciledRun[]> {
  const rows: ReconciledRun[] = [];
  for (const runId of await parts.sidecar.listRuns()) rows.push(await reconcileRun(parts, runId));
  return rows;
}

async function reconcileRun(parts: EngineParts, runId: string): Promise<ReconciledRun> {
  const view = await parts.sidecar.peekRun(runId);
  if (!view.ok) return { runId, did: "refused", state: "unknown", outcome: null, refusal: view.refusal };
  const position = foldJournal(view.value.entries);
  const nothing = {
    runId,
    did: "nothing",
    state: stateName(position),
    outcome: null,
    refusal: null,
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
  if (!result.ok)
    return { runId, did: "refused", state: stateName(position), outcome: null, refusal: result.refusal };
  const outcome = result.value;
  return {
    runId,
    did: outcome.refusal === null ? "resumed" : "refused",
    state: outcome.state,
    outcome,
    refusal: outcome.refusal,
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
