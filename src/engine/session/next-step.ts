import { isPlaceInBatch, subjectOption } from "../../domain/batch.ts";
import { GATES } from "../../domain/gates.ts";
import { waitingState } from "../../domain/phases.ts";
import type { RunPosition } from "./run-position.ts";

/** What leads the run on, as commands; null where it has stopped, failed or is given up: then the refusal names the way out. */
export function nextStep({ run, waiting, ending }: RunPosition): string | null {
  const { documentId, mode } = run;
  // A member goes on with its batch, which is what people answer; only to be taken back by itself it is asked for alone.
  const asksAlone = waiting !== null && waitingState(waiting.gate) === null && !isPlaceInBatch(waiting.where);
  const runId = asksAlone ? run.runId : (run.batch?.batchId ?? run.runId);
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
