import { GATES } from "../../domain/gates.ts";
import type { RunPosition } from "./run-position.ts";

/** What leads the run on, as commands; null where it has stopped, failed or is given up: then the refusal names the way out. */
export function nextStep({ run, waiting, ending }: RunPosition): string | null {
  const { runId, documentId, mode } = run;
  if (waiting !== null && waiting.endedBefore === ending) {
    const { gate, where } = waiting;
    const merge = where.startsWith("https:") ? " merge the pull request with a merge commit," : "";
    return `cutter approve --run ${runId} --gate ${gate} --push,${merge} then ${GATES[gate].goesOn(runId)}`;
  }
  if (ending?.kind === "closed")
    return mode === "LIVE"
      ? `cutter evidence verify ${runId}`
      : `cutter orchestrate cut --document-id ${documentId}`;
  if (ending !== null && ending.kind !== "fault") return null;
  return mode === "LIVE"
    ? `cutter orchestrate resume ${runId}`
    : `cutter orchestrate cut --document-id ${documentId} --mode DRYRUN`;
}
