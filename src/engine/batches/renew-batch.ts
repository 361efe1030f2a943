import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { renew } from "../runs/renew.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch, nextGate } from "./advance-batch.ts";
import { unfitMembers } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { type MemberPosition, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { endRound } from "./end-round.ts";
import { isOwnFault } from "./own-fault.ts";
import { Pace } from "./pace.ts";
import { readMember } from "./read-member.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";
import { refuseBatchAtEdge, withBatch } from "./with-batch.ts";

/**
 * Asks again for the members that wait at the gate and with which nothing was done: each gets a new request of its own, before
 * the first write with a new backup and rehearsal, and the batch a new one with a new nonce. Approvals of the old one open nothing. Members that
 * were given up by themselves, or whose folder is gone, are left behind.
 */
export function renewBatch(parts: EngineParts, batchId: string): Promise<Result<BatchOutcome>> {
  return withBatch(parts, batchId, async (session) => {
    const gate = gateToRenew(session);
    if (gate === null) return advanceBatch(session);
    const begun = await refuseBegun(session, gate);
    if (begun) return outcomeOfBatch(session.position, begun);
    const left = await leaveBehind(session, gate);
    if (left) return stopBatch(session, left);
    const todo = waitingAt(session, gate);
    const pace = new Pace(parts, `renewing ${gate}`, todo.length);
    const unfit: Refusal[] = [];
    for (const member of todo) {
      const held = await refuseBatchAtEdge(session);
      if (held) return outcomeOfBatch(session.position, held);
      const renewed = await renew(session.memberParts, member.runId ?? "");
      const found = renewed.ok ? renewed.value.refusal : renewed.refusal;
      if (found !== null && found.reason !== "STOP_APPROVAL_REQUIRED")
        unfit.push({ ...found, field: member.runId ?? member.documentId });
      pace.count();
    }
    await session.backup.release();
    if (unfit.length > 0) return stopBatch(session, unfitMembers(unfit));
    const { round } = session.position;
    // Of a round that was worked on in part, people are told what became of each member before they are asked anew.
    const untold = round !== null && round.ended === null && round.settled.size > 0;
    if (untold) await endRound(session, refusal("STOP_APPROVAL_REQUIRED", RENEWED));
    await session.record({ type: "renewed", gate });
    return advanceBatch(session);
  });
}

const RENEWED = {
  message: "The rest of the round is asked for anew.",
  expected: "every member done",
  actual: "a new request for the others",
};

/** That of the round that goes on or has halted; between two rounds the one at which members wait, whose requests may be out of date too. */
function gateToRenew({ position }: BatchSession): Gate | null {
  const { round, members } = position;
  if (members.some(({ at, result }) => at === null && result === "open")) return null;
  if (round !== null && (round.ended === null || round.ended.refusal !== null)) return round.gate;
  return nextGate(position);
}

function waitingAt({ position }: BatchSession, gate: Gate): readonly MemberPosition[] {
  return openMembers(position).filter(({ at, runId }) => at === gate && runId !== null);
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

/** Writes down who is done or gone; a fault that is not a member's own is passed on. */
async function leaveBehind(session: BatchSession, gate: Gate): Promise<Refusal | null> {
  for (const member of waitingAt(session, gate)) {
    const { index } = member;
    const read = await readMember(session, member, gate);
    if (read.kind === "past") await settle(session, gate, index, null);
    if (read.kind === "left") await session.record({ type: "member_left", index, refusal: null });
    if (read.kind !== "unfit") continue;
    if (!isOwnFault(read.refusal)) return read.refusal;
    await session.record({ type: "member_left", index, refusal: read.refusal });
  }
  return null;
}
