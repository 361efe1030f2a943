import { GATES } from "../../domain/gates.ts";
import { LAST_STATE, waitingState } from "../../domain/phases.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { openGate } from "../gates/open-gate.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { showCard } from "../telling/show-card.ts";
import { stopRun } from "./stop-run.ts";
import { tellPeople } from "./tell-people.ts";
import { tellClosed, waitAtGate } from "./wait-at-gate.ts";
import { walkPhases } from "./walk-phases.ts";
import { withRun } from "./with-run.ts";

/** Goes on with a run from where its journal stands; it can be repeated at any time. */
export async function resume(parts: EngineParts, runId: string): Promise<Result<RunOutcome>> {
  return withRun(parts, runId, async (session) => {
    const { run, ending, state } = session.position;
    if (run.mode === "DRYRUN" && state !== LAST_STATE) {
      return outcomeOf(session.position, refusal("STOP_DRYRUN_NOT_RESUMABLE", { field: runId }));
    }
    const told = await tellPeople(session);
    if (told) return told;
    if (ending?.kind === "failed")
      return outcomeOf(
        session.position,
        refusal("STOP_RUN_FAILED", { field: runId, actual: ending.refusal.reason }),
      );
    return (await passGate(session)) ?? walkPhases(session);
  });
}

/** Null where the run does not wait or its gate could be opened; a gate that nobody has approved yet is a pause, not a stop. */
async function passGate(session: RunSession): Promise<RunOutcome | null> {
  const { waiting } = session.position;
  if (waiting === null) return null;
  if (waitingState(waiting.gate) === null) {
    const wayOut = `Approve ${waiting.gate}, then run: ${GATES[waiting.gate].goesOn(session.folder.runId)}`;
    return outcomeOf(
      session.position,
      refusal("STOP_APPROVAL_REQUIRED", { field: waiting.gate, actual: waiting.where, wayOut }),
    );
  }
  const opened = await openGate(session, waiting.gate);
  if (opened.ok) {
    // Whoever has answered sees that the answer was taken, however long the phases behind it take.
    await showCard(session);
    return null;
  }
  const { reason } = opened.refusal;
  if (reason === "STOP_APPROVAL_REQUIRED") return waitAtGate(session, opened.refusal);
  // A process that was asked to end leaves the run waiting as it did before.
  if (reason === "STOP_INTERRUPTED") return outcomeOf(session.position, opened.refusal);
  return stopRun(session, null, await tellClosed(session, opened.refusal));
}
