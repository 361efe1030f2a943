import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { renew } from "../runs/renew.ts";
import { revert } from "../runs/revert.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch, nextGate } from "./advance-batch.ts";
import { askRound, unfitMembers } from "./ask-round.ts";
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
 * were given up by themselves, or whose folder is gone, are left behind. Members that wait to be taken back are asked about SG_2 again; where the
 * leg of one was cut off, all of them about SG_3.
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
    const isCutOff = gate === TAKING_BACK && (await isAnyCutOff(session, todo));
    const pace = new Pace(parts, `renewing ${gate}`, todo.length);
    const unfit: Refusal[] = [];
    for (const member of todo) {
      const held = await refuseBatchAtEdge(session);
      if (held) return outcomeOfBatch(session.position, held);
      const found = await askAnew(session, member.runId ?? "", isCutOff);
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
    return isCutOff ? askRound(session, gate) : advanceBatch(session);
  });
}

/**
 * Whether the leg of a member that waits to be taken back was cut off: it can't wait at the gate behind the leg, and the decision under which
 * it began is no longer that of the batch.
 */
async function isAnyCutOff(session: BatchSession, members: readonly MemberPosition[]): Promise<boolean> {
  for (const member of members) {
    const read = await readMember(session, member, TAKING_BACK);
    if (read.kind === "asked" && read.asked.position.evidence.write_verify === undefined) return true;
  }
  return false;
}

async function askAnew(session: BatchSession, runId: string, isCutOff: boolean): Promise<Refusal | null> {
  if (!isCutOff) {
    const renewed = await renew(session.memberParts, runId);
    return renewed.ok ? renewed.value.refusal : renewed.refusal;
  }
  const asked = await revert(session.memberParts, runId, { execute: true, again: true });
  return asked.ok ? (asked.value.outcome?.refusal ?? null) : asked.refusal;
}

const TAKING_BACK = "SG_3_compensation_authz";

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
