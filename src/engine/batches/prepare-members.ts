import type { Refusal } from "../../domain/refusal.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { makeRunId } from "../../domain/run.ts";
import { refuseAlteredDocument } from "../runs/refuse-altered-document.ts";
import { startRun } from "../runs/start-run.ts";
import { walkPhases } from "../runs/walk-phases.ts";
import { withRun } from "../runs/with-run.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { unfitMembers } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { type MemberPosition, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { isOwnFault } from "./own-fault.ts";
import { Pace } from "./pace.ts";
import { refuseBatchAtEdge } from "./refuse-batch-at-edge.ts";
import { refusePlanned } from "./refuse-planned.ts";
import { stopBatch } from "./stop-batch.ts";

/** The phase that all members wait for: nobody is backed up or rehearsed before every plan stands. */
const SHARED = "pre_write_backup";

/**
 * Takes every member to its first gate: first the plans of all, so that a document that can't be cut is told before the backup; then the one
 * backup, and the rehearsal of each in order. Null where all wait at SG_1; what is wrong is told of all members at once.
 */
export async function prepareMembers(session: BatchSession): Promise<BatchOutcome | null> {
  const planned = await eachMember(session, "planning", {
    members: openMembers(session.position).filter(({ at }) => at === null),
    work: planMember,
  });
  if (planned) return planned;
  const unallowed = await refusePlanned(session);
  if (unallowed) return stopBatch(session, unallowed);
  // Whoever was ready before a kill rests on another backup than the one that is taken now.
  const rehearsed = await eachMember(session, "rehearsing", {
    members: openMembers(session.position),
    work: rehearseMember,
  });
  await session.backup.release();
  return rehearsed;
}

async function eachMember(
  session: BatchSession,
  what: string,
  order: {
    readonly members: readonly MemberPosition[];
    readonly work: (session: BatchSession, member: MemberPosition) => Promise<Refusal | null>;
  },
): Promise<BatchOutcome | null> {
  const pace = new Pace(session.parts, what, order.members.length);
  const unfit: Refusal[] = [];
  for (const { index } of order.members) {
    const held = await refuseBatchAtEdge(session);
    if (held) return outcomeOfBatch(session.position, held);
    const member = session.position.members[index];
    if (member === undefined) continue;
    const found = await order.work(session, member);
    // The machine, the database or the repository is at fault, and would be for every other member.
    if (found !== null && !isOwnFault(found)) return stopBatch(session, found);
    if (found !== null) unfit.push({ ...found, field: member.documentId });
    pace.count();
  }
  if (unfit.length === 0) return null;
  const { batchId } = session.position.batch;
  const wayOut = `Nothing is written. End the batch: cutter orchestrate void ${batchId} --why "…"; then start one without the documents that are named, or put them right first.`;
  return stopBatch(session, { ...unfitMembers(unfit), wayOut });
}

/** The id of a member's run is in the batch's journal before the run is made: after a kill there is no run that no batch knows. */
async function planMember(session: BatchSession, member: MemberPosition): Promise<Refusal | null> {
  const { parts, memberParts, folder } = session;
  const { index, documentId } = member;
  if (member.runId === null) {
    const altered = await refuseAlteredDocument(memberParts, documentId);
    if (altered) return altered;
  }
  const runId = member.runId ?? makeRunId(parts.clock.now(), parts.random.bytes(4));
  if (member.runId === null) await session.record({ type: "member_started", index, runId });
  parts.crashPoints.reach("batch:member_started");
  const known = await parts.sidecar.peekRun(runId);
  const isNew = !known.ok && known.refusal.reason === "STOP_RUN_UNKNOWN";
  const batch = { batchId: folder.runId, index };
  const order = { documentId, mode: "LIVE", batch } as const;
  const planned = isNew
    ? await startRun(memberParts, order, { runId, until: SHARED })
    : await withRun(memberParts, runId, (run) => walkPhases(run, SHARED));
  return refusalIn(planned);
}

async function rehearseMember(
  session: BatchSession,
  { index, runId }: MemberPosition,
): Promise<Refusal | null> {
  if (runId === null) return refusal("STOP_BATCH_MEMBER", { expected: "a run", actual: "none was started" });
  const paused = await withRun(session.memberParts, runId, async (run) => {
    if (run.position.evidence.pre_write_backup !== undefined)
      await run.record({ type: "renewed", gate: "SG_1_cut_authz" });
    return walkPhases(run);
  });
  const found = refusalIn(paused);
  if (found !== null) return found;
  await session.record({ type: "member_ready", index });
  session.parts.crashPoints.reach("batch:member_ready");
  return null;
}

/** A run that waits for people has done what it was to do. */
function refusalIn(result: Result<RunOutcome>): Refusal | null {
  if (!result.ok) return result.refusal;
  const { refusal: found } = result.value;
  return found?.reason === "STOP_APPROVAL_REQUIRED" ? null : found;
}
