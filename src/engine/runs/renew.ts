import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { refuseLostWrites } from "../gates/refuse-lost-writes.ts";
import type { EngineParts } from "../session/engine-parts.ts";
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
    const lost = await refuseLostWrites(session, waiting.gate);
    if (lost) return outcomeOf(session.position, lost);
    await session.record({ type: "renewed", gate: waiting.gate });
    return walkPhases(session);
  });
}
