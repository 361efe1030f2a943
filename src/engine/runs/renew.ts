import { gateRow } from "../../domain/gates.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { readGateFacts } from "../gates/gate-facts.ts";
import { refuseLostWrites } from "../gates/refuse-lost-writes.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { refuseBeforeRequest } from "./refuse-before-request.ts";
import { stopRun } from "./stop-run.ts";
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
    const facts = await readGateFacts(await session.live(), session.position);
    const tampered = gateRow(waiting.gate).beforeFirstWrite
      ? null
      : await refuseBeforeRequest(session, waiting.gate, facts);
    if (tampered?.reason === "STOP_TAMPERED") return stopRun(session, null, tampered);
    await session.record({ type: "renewed", gate: waiting.gate });
    return walkPhases(session);
  });
}
