import type { Refusal } from "../../domain/refusal.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { renew } from "../runs/renew.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch } from "./advance-batch.ts";
import { unfitMembers } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { unsettled } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { Pace } from "./pace.ts";
import { readMember } from "./read-member.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";
import { refuseBatchAtEdge, withBatch } from "./with-batch.ts";

/**
 * Asks again for the members of the newest round with which nothing was done: each gets a new request of its own, before the first write with
 * a new backup and rehearsal, and the batch a new one with a new nonce. Approvals of the old one open nothing.
 */
export function renewBatch(parts: EngineParts, batchId: string): Promise<Result<BatchOutcome>> {
  return withBatch(parts, batchId, async (session) => {
    const { round } = session.position;
    if (round === null) return advanceBatch(session);
    const unfit: Refusal[] = [];
    const todo = unsettled(round);
    const pace = new Pace(parts, `renewing ${round.gate}`, todo.length);
    for (const index of todo) {
      const held = await refuseBatchAtEdge(session);
      if (held) return outcomeOfBatch(session.position, held);
      const found = await renewMember(session, index);
      if (found !== null) unfit.push(found);
      pace.count();
    }
    await session.backup.release();
    if (unfit.length > 0) return stopBatch(session, unfitMembers(unfit));
    await session.record({ type: "renewed", gate: round.gate });
    return advanceBatch(session);
  });
}

async function renewMember(session: BatchSession, index: number): Promise<Refusal | null> {
  const { round, members } = session.position;
  const member = members[index];
  if (round === null || member?.runId == null) throw new Error(`the round has no member ${index}`);
  const { gate } = round;
  const read = await readMember(session, member, gate);
  if (read.kind === "past") {
    await settle(session, gate, index, null);
    return null;
  }
  if (read.kind === "left") {
    await session.record({ type: "member_settled", gate, index, result: "left", refusal: null });
    return null;
  }
  if (read.kind === "unfit") return read.refusal;
  const renewed = await renew(session.memberParts, member.runId);
  const found = renewed.ok ? renewed.value.refusal : renewed.refusal;
  if (found === null || found.reason === "STOP_APPROVAL_REQUIRED") return null;
  return refusal(found.reason, { ...found, field: member.runId });
}
