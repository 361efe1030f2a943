import { waitingState } from "../../domain/phases.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { refuseForgotten } from "../session/refuse-forgotten.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { walkPhases } from "./walk-phases.ts";
import { withRun } from "./with-run.ts";

/** Writes a new request with a new nonce for the gate at which the run waits; approvals of the old request open nothing. */
export async function renew(parts: EngineParts, runId: string): Promise<Result<RunOutcome>> {
  return withRun(parts, runId, async (session) => {
    const { waiting } = session.position;
    if (waiting === null)
      return outcomeOf(
        session.position,
        refusal("STOP_GATE_NOT_OPEN", {
          field: runId,
          expected: "a run that waits at a gate",
          actual: session.position.state,
        }),
      );
    const forgotten =
      waitingState(waiting.gate) && (await refuseForgotten(session.position, () => session.live()));
    if (forgotten) return outcomeOf(session.position, forgotten);
    await session.record({ type: "renewed", gate: waiting.gate });
    return walkPhases(session);
  });
}
