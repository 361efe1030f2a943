import type { RunPosition } from "./run-position.ts";

/** The command that ends a run for good: it gives up what has written nothing, and takes drafts back. */
export function endingCommand({ run, evidence }: RunPosition, why: string): string {
  return evidence.cut_leg_a === undefined
    ? `cutter orchestrate void ${run.runId} --why "${why}"`
    : `cutter orchestrate revert ${run.runId} --execute`;
}
