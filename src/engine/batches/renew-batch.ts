import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch, nextGate } from "./advance-batch.ts";
import { unfitMembers } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch, waitsAt } from "./batch-outcome.ts";
import type { BatchSession } from "./batch-session.ts";
import { readMember } from "./read-member.ts";
import { renewMembers, waitingAt } from "./renew-members.ts";
import { withBatch } from "./with-batch.ts";

/**
 * Asks again for the members that wait at the gate and with which nothing was done: each gets a new request of its own, before
 * the first write with a new backup and rehearsal, and the batch a new one with a new nonce. Approvals of the old one open nothing. Members that
 * were given up by themselves, or whose folder is gone, are left behind. Members that wait to be taken back are asked about SG_2 again; where the
 * leg of one was cut off, all of them about SG_3.
 */
export function renewBatch(parts: EngineParts, batchId: string): Promise<Result<BatchOutcome>> {
  return withBatch(parts, batchId, async (session) => {
    const gate = session.position.renewing ?? gateToRenew(session);
    if (gate === null) return advanceBatch(session);
    const begun = await refuseBegun(session, gate);
    if (begun) return outcomeOfBatch(session.position, begun);
    return (await renewMembers(session, gate)) ?? advanceBatch(session);
  });
}

/** That of the round that goes on or has halted; between two rounds the one at which members wait, whose requests may be out of date too. */
function gateToRenew({ position }: BatchSession): Gate | null {
  const { round, members } = position;
  if (members.some(({ at, result }) => at === null && result === "open")) return null;
  const isAsked = round !== null && (round.ended === null || round.ended.refusal !== null);
  // Where nobody waits at the gate of a round that has halted, the others go on at theirs.
  return isAsked && (round.ended === null || waitsAt(position, round.gate)) ? round.gate : nextGate(position);
}

/** A member whose approval is consumed is finished first, or taken back: it has no request any more. Nothing is changed before that is known. */
async function refuseBegun(session: BatchSession, gate: Gate): Promise<Refusal | null> {
  const begun: Refusal[] = [];
  for (const member of waitingAt(session, gate)) {
    const read = await readMember(session, member, gate);
    if (read.kind !== "asked" || read.asked.position.opened[gate] === undefined) continue;
    const { runId } = read.asked.position.run;
    const use = await (await session.live()).approvalUse(runId, gate);
    if (use === null) continue;
    begun.push(
      refusal("STOP_GATE_NOT_OPEN", {
        field: runId,
        expected: "a member with which nothing was done",
        actual: `its approval was used at ${use.usedUtc}`,
      }),
    );
  }
  if (begun.length === 0) return null;
  const { batchId } = session.position.batch;
  return {
    ...unfitMembers(begun),
    reason: "STOP_GATE_NOT_OPEN",
    message: "A member has begun under the request that would be renewed.",
    wayOut: `Let it finish: cutter orchestrate resume ${batchId}. Or take all drafts back: cutter orchestrate revert ${batchId} --execute`,
  };
}
