import { isPlaceInBatch, subjectOption } from "../../domain/batch.ts";
import { GATES } from "../../domain/gates.ts";
import { waitingState } from "../../domain/phases.ts";
import type { RunPosition } from "./run-position.ts";

/** What leads the run on, as commands; null where it has stopped, failed or is given up: then the refusal names the way out. */
export function nextStep(position: RunPosition): string | null {
  const { run, waiting, ending } = position;
  const { documentId, mode } = run;
  const runId = goesOnBy(position);
  if (waiting !== null && waiting.endedBefore === ending) {
    const { gate, where } = waiting;
    const merge = where.startsWith("https:") ? " merge the pull request with a merge commit," : "";
    return `cutter approve ${subjectOption(runId)} --gate ${gate} --push,${merge} then ${GATES[gate].goesOn(runId)}`;
  }
  if (ending?.kind === "closed")
    return mode === "LIVE"
      ? `cutter evidence verify ${run.runId}`
      : `cutter orchestrate cut --document-id ${documentId}`;
  if (ending !== null && ending.kind !== "fault") return null;
  return mode === "LIVE"
    ? `cutter orchestrate resume ${runId}`
    : `cutter orchestrate cut --document-id ${documentId} --mode DRYRUN`;
}

/** The id by which a run is approved, resumed and renewed: a member goes on with its batch; only to be taken back by itself it is asked for alone. */
export function goesOnBy({ run, waiting }: RunPosition): string {
  const asksAlone = waiting !== null && waitingState(waiting.gate) === null && !isPlaceInBatch(waiting.where);
  return asksAlone ? run.runId : (run.batch?.batchId ?? run.runId);
}
