import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { resume } from "../runs/resume.ts";
import { revert } from "../runs/revert.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { outcomeOfBatch, waitsAt } from "./batch-outcome.ts";
import { type BatchPosition, type MemberPosition, type Round, unsettled } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { endRound } from "./end-round.ts";
import { isOwnFault } from "./own-fault.ts";
import { Pace } from "./pace.ts";
import { planWaves } from "./plan-waves.ts";
import { readMember } from "./read-member.ts";
import { readAskedRound } from "./read-round.ts";
import { refuseBatchAtEdge } from "./refuse-batch-at-edge.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";
import { tellWave } from "./tell-wave.ts";

/** Works through the members of an open round in waves: the canary first, and the next wave only when the one before is told. Null where the round is over. */
export async function walkRound(session: BatchSession): Promise<BatchOutcome | null> {
  const { round, batch } = session.position;
  if (round === null) throw new Error("a batch walks a round that it has opened");
  const asked = await readAskedRound(session.folder, round);
  if (!asked.ok) return stopBatch(session, asked.refusal);
  const waves = planWaves(asked.value.content.members, batch.rules);
  const pace = new Pace(
    session.parts,
    `${round.gate} of ${batch.batchId}`,
    unsettled(session.position).length,
  );
  for (const [number, places] of waves.entries()) {
    for (const place of places) {
      const index = round.members[place] ?? -1;
      const stopped = await workOn(session, round, index, pace);
      if (stopped) return stopped;
      if (isHalted(session)) return endHalted(session, number, places);
    }
    const untold = await tellWave(session, number, places);
    if (untold) return stopBatch(session, untold);
  }
  return endRound(session, null);
}

/** Null where the member is done, or its own fault is written down; an outcome where the batch can't go on. */
async function workOn(
  session: BatchSession,
  round: Round,
  index: number,
  pace: Pace,
): Promise<BatchOutcome | null> {
  const member = session.position.members[index];
  if (member === undefined) throw new Error(`the batch has no member ${index}`);
  if (session.position.round?.settled.has(index) || member.result === "left") return null;
  const held = await refuseBatchAtEdge(session);
  if (held) return outcomeOfBatch(session.position, held);
  const late = await refuseLateMember(session, round, member);
  if (late) return stopBatch(session, late);
  const cause = await workOnMember(session, round, member);
  if (cause !== null && !isOwnFault(cause)) return stopBatch(session, cause);
  await settle(session, round.gate, index, cause);
  pace.count();
  return null;
}

/** Goes on with the member by its own journal, as a single run would; null where the leg of the gate is done. */
async function workOnMember(
  session: BatchSession,
  { gate }: Round,
  member: MemberPosition,
): Promise<Refusal | null> {
  const { runId } = member;
  if (runId === null) return refusal("STOP_BATCH_MEMBER", { field: member.documentId, actual: "no run" });
  const worked =
    gate === "SG_3_compensation_authz"
      ? await takeBack(session, runId)
      : await resume(session.memberParts, runId);
  const after = await readMember(session, member, gate);
  if (after.kind === "past") return null;
  const cause = worked.ok ? worked.value?.refusal : worked.refusal;
  return (
    cause ??
    refusal("STOP_BATCH_MEMBER", { field: runId, expected: `the leg of ${gate} done`, actual: "not done" })
  );
}

async function takeBack(session: BatchSession, runId: string): Promise<Result<RunOutcome | null>> {
  const reverted = await revert(session.memberParts, runId, { execute: true });
  return reverted.ok ? { ok: true, value: reverted.value.outcome } : reverted;
}

/** No member begins behind the window of the decision; one that has begun may finish. */
async function refuseLateMember(
  session: BatchSession,
  { gate }: Round,
  member: MemberPosition,
): Promise<Refusal | null> {
  const { parts, position } = session;
  const expiresUtc = position.round?.opened?.expiresUtc;
  if (expiresUtc === undefined || parts.clock.now() < readUtc(expiresUtc)) return null;
  const read = await readMember(session, member, gate);
  if (read.kind !== "asked" || read.asked.position.opened[gate] !== undefined) return null;
  return refusal("STOP_APPROVAL_STALE", {
    field: gate,
    expected: `members that begin before ${expiresUtc}`,
    actual: parts.clock.now().toISOString(),
    wayOut: `Ask again for the members that have not begun: cutter orchestrate renew ${position.batch.batchId}`,
  });
}

function isHalted({ position }: BatchSession): boolean {
  const { round, batch } = position;
  if (batch.rules.halt === "continue") return false;
  return [...(round?.settled.values() ?? [])].some(({ result }) => result === "failed");
}

/** The signed rule ends the round at the first failure: people are told of the wave, and what has not begun is not attempted. */
async function endHalted(
  session: BatchSession,
  wave: number,
  places: readonly number[],
): Promise<BatchOutcome> {
  const { round, members } = session.position;
  const failed = [...(round?.settled ?? [])].find(([, { result }]) => result === "failed");
  const member = failed && members[failed[0]];
  const cause = refusal("STOP_BATCH_HALTED", {
    field: member?.runId ?? "member",
    expected: "every member done, by the signed rule",
    actual: `${member?.documentId ?? "a member"}: ${failed?.[1].refusal?.reason ?? "failed"}`,
    ...(round?.gate === "SG_3_compensation_authz" ? { wayOut: takeBackTheRest(session.position) } : {}),
  });
  const untold = await tellWave(session, wave, places);
  if (untold) return stopBatch(session, untold);
  return (await endRound(session, cause)) ?? outcomeOfBatch(session.position, cause);
}

/** Who was asked whether drafts are to be withdrawn is not asked, for the rest, whether they are to be enacted. */
function takeBackTheRest(position: BatchPosition): string {
  const { batchId } = position.batch;
  const rest = waitsAt(position, "SG_3_compensation_authz")
    ? `the drafts that were not attempted stand. Ask about them again: cutter orchestrate revert ${batchId} --execute`
    : `no other drafts were to be taken back. Members that are left go on: cutter orchestrate renew ${batchId}`;
  return `Read the receipt: ${rest}. Settle what is named of the member that failed, then take it back by itself: cutter orchestrate revert RUN --execute`;
}
