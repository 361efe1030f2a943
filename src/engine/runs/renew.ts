import { type Gate, gateRow } from "../../domain/gates.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { readGateFacts } from "../gates/gate-facts.ts";
import { refuseLostWrites } from "../gates/refuse-lost-writes.ts";
import { refuseOtherDatabase } from "../gates/refuse-other-database.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import { nextPhase } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { refuseBeforeRequest } from "./refuse-before-request.ts";
import { stopRun } from "./stop-run.ts";
import { walkPhases } from "./walk-phases.ts";
import { withRun } from "./with-run.ts";

/**
 * Writes a new request with a new nonce for the gate at which the run waits, or that was opened and whose approval nothing has consumed;
 * approvals of the old request open nothing.
 */
export async function renew(parts: EngineParts, runId: string): Promise<Result<RunOutcome>> {
  return withRun(parts, runId, async (session) => {
    const gate = await renewableGate(session);
    if (gate === null)
      return outcomeOf(
        session.position,
        refusal("STOP_GATE_NOT_OPEN", {
          field: runId,
          expected: "a run that waits at a gate, or whose gate is open without an effect",
          actual: session.position.state,
          wayOut: `There is no request to renew; go on with: cutter orchestrate resume ${runId}`,
        }),
      );
    const lost = await refuseLostWrites(session, gate);
    if (lost) return outcomeOf(session.position, lost);
    const other = hasWritten(gate) ? await refuseOtherDatabase(session, gate) : null;
    if (other) return stopRun(session, null, other);
    const facts = await readGateFacts(await session.live(), session.position);
    const tampered = hasWritten(gate) ? await refuseBeforeRequest(session, gate, facts) : null;
    if (tampered?.reason === "STOP_TAMPERED") return stopRun(session, null, tampered);
    await session.record({ type: "renewed", gate });
    return walkPhases(session);
  });
}

/** Whether what waits at the gate is to follow drafts, and not to be taken back. */
function hasWritten(gate: Gate): boolean {
  const { beforeFirstWrite, waitingState } = gateRow(gate);
  return !beforeFirstWrite && waitingState !== null;
}

async function renewableGate(session: RunSession): Promise<Gate | null> {
  const { waiting, opened, ending, run } = session.position;
  if (waiting !== null) return waiting.gate;
  const phase = nextPhase(session.position);
  const gate = phase?.gate ?? null;
  if (gate === null || opened[gate] === undefined || gateRow(gate).effects[0] !== phase?.name) return null;
  if (ending?.kind === "failed" || run.mode === "DRYRUN") return null;
  const use = await (await session.live()).approvalUse(run.runId, gate);
  return use === null ? gate : null;
}
