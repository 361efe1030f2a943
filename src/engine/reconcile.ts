import type { Refusal } from "../domain/refusal.ts";
import { foldJournal, stateName } from "./fold.ts";
import type { RunOutcome } from "./outcome.ts";
import { resume } from "./resume.ts";
import type { World } from "./world.ts";

export interface ReconciledRun {
  readonly runId: string;
  /** `nothing`: there is nothing that this run could do. */
  readonly did: "nothing" | "resumed" | "refused";
  readonly state: string;
  readonly outcome: RunOutcome | null;
  readonly refusal: Refusal | null;
}

/** Lets every run that can go on go on, one after the other; triggered none, one or many times it comes to the same end. */
export async function reconcile(world: World): Promise<readonly ReconciledRun[]> {
  const rows: ReconciledRun[] = [];
  for (const runId of await world.sidecar.listRuns()) rows.push(await reconcileRun(world, runId));
  return rows;
}

async function reconcileRun(world: World, runId: string): Promise<ReconciledRun> {
  const view = await world.sidecar.peekRun(runId);
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
  if (ended === "closed" || ended === "voided" || (ended === "failed" && !unposted)) return nothing;
  if (position.run.mode === "DRYRUN" && position.state !== "closeout_reported") return nothing;
  const result = await resume(world, runId);
  if (!result.ok)
    return { runId, did: "refused", state: stateName(position), outcome: null, refusal: result.refusal };
  const { state, refusal } = result.value;
  return { runId, did: refusal === null ? "resumed" : "refused", state, outcome: result.value, refusal };
}
