import { waitingState } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { findOpenRequest } from "../gates/find-open-request.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunPosition } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { showCard } from "../telling/show-card.ts";
import { stopRun } from "./stop-run.ts";

/**
 * Leaves the run waiting for whoever has not approved yet. A request that nobody can answer any more stops it, once; one that can be
 * answered again, or a HOLD that is gone, puts it back to waiting.
 */
export async function waitAtGate(session: RunSession, missing: Refusal): Promise<RunOutcome> {
  const { waiting, ending } = session.position;
  if (waiting === null) return outcomeOf(session.position, missing);
  const standing = await findOpenRequest(session, waiting);
  if (!standing.ok) return stopOnce(session, standing.refusal);
  const { where, found } = standing.value;
  const { gate } = waiting;
  if (ending !== waiting.endedBefore || where !== waiting.where) {
    const state = waitingState(gate) ?? session.position.state;
    await session.record({ type: "gate_waiting", gate, state, where });
    await showCard(session);
  }
  const actual = found === where ? missing.actual : found;
  return outcomeOf(session.position, actual === undefined ? missing : { ...missing, actual });
}

/** A schedule asks every half hour: what the run has stopped for already is not written down again. */
async function stopOnce(session: RunSession, cause: Refusal): Promise<RunOutcome> {
  return hasStoppedFor(session.position, cause)
    ? outcomeOf(session.position, cause)
    : stopRun(session, null, cause);
}

function hasStoppedFor({ ending }: RunPosition, { reason, actual }: Refusal): boolean {
  return ending?.kind === "stopped" && ending.refusal.reason === reason && ending.refusal.actual === actual;
}

/** An approval that opens nothing where no further answer can be given any more: the way out opens the request again first. */
export async function tellClosed(session: RunSession, found: Refusal): Promise<Refusal> {
  const { waiting } = session.position;
  if (waiting === null || !/^STOP_(?:APPROVAL|EXEC_AUTH|KILL_SWITCH|ALLOWANCE)_/.test(found.reason))
    return found;
  const standing = await findOpenRequest(session, waiting);
  if (standing.ok || standing.refusal.reason !== "STOP_REQUEST_CLOSED") return found;
  const { actual = "", wayOut } = standing.refusal;
  return refusal(found.reason, { ...found, wayOut: `${found.wayOut} As ${actual}: ${wayOut}` });
}
