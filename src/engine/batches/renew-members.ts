import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { isUnderWay } from "../runs/index-run.ts";
import { renew } from "../runs/renew.ts";
import { revert } from "../runs/revert.ts";
import { walkPhases } from "../runs/walk-phases.ts";
import { withRun } from "../runs/with-run.ts";
import { foldJournal } from "../session/fold-journal.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { askRound, unfitMembers } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { type MemberPosition, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { endRound } from "./end-round.ts";
import { isOwnFault } from "./own-fault.ts";
import { Pace } from "./pace.ts";
import { readMember } from "./read-member.ts";
import { refuseBatchAtEdge } from "./refuse-batch-at-edge.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";
import { TAKING_BACK } from "./take-back.ts";

const RENEWED = {
  message: "The rest of the round is asked for anew.",
  expected: "every member done",
  actual: "a new request for the others",
};

/** Asks for the members that wait at the gate anew, or goes on where that was cut off; null where the batch goes on. */
export async function renewMembers(session: BatchSession, gate: Gate): Promise<BatchOutcome | null> {
  if (session.position.renewing === null) await session.record({ type: "renewing", gate });
  const left = await leaveBehind(session, gate);
  if (left) return stopBatch(session, left);
  const todo = waitingAt(session, gate);
  const isCutOff = gate === TAKING_BACK && (await isAnyCutOff(session, todo));
  const pace = new Pace(session.parts, `renewing ${gate}`, todo.length);
  const unfit: Refusal[] = [];
  for (const member of todo) {
    const held = await refuseBatchAtEdge(session);
    if (held) return outcomeOfBatch(session.position, held);
    const found = await askAnew(session, { runId: member.runId ?? "", gate, isCutOff });
    const isAsked = found === null || found.reason === "STOP_APPROVAL_REQUIRED";
    // It would be that of every other member; who has no request then gets one when the batch is renewed again.
    if (!isAsked && !isOwnFault(found)) {
      await session.backup.release();
      return stopBatch(session, renewedAgain(session, found));
    }
    if (!isAsked) unfit.push({ ...found, field: member.runId ?? member.documentId });
    pace.count();
  }
  await session.backup.release();
  if (unfit.length > 0) return stopBatch(session, unfitMembers(unfit));
  const { round } = session.position;
  // Of a round that was worked on in part, people are told what became of each member before they are asked anew.
  const untold = round !== null && round.ended === null && round.settled.size > 0;
  if (untold) await endRound(session, refusal("STOP_APPROVAL_REQUIRED", RENEWED));
  await session.record({ type: "renewed", gate });
  return isCutOff ? askRound(session, gate) : null;
}

/** The members that wait at the gate and have a run. */
export function waitingAt({ position }: BatchSession, gate: Gate): readonly MemberPosition[] {
  return openMembers(position).filter(({ at, runId }) => at === gate && runId !== null);
}

/**
 * Whether the leg of a member that is to be taken back was cut off: it can't wait at the gate behind the leg, and the decision under which
 * it began is no longer that of the batch. Nor can one whose request a renewal that was killed has not opened yet.
 */
async function isAnyCutOff(
  { memberParts }: BatchSession,
  members: readonly MemberPosition[],
): Promise<boolean> {
  for (const { runId } of members) {
    const view = await memberParts.sidecar.peekRun(runId ?? "");
    const position = view.ok ? foldJournal(view.value.entries) : null;
    if (position !== null && isUnderWay(position) && position.evidence.write_verify === undefined)
      return true;
  }
  return false;
}

/** A member that a renewal has left without a request, because it was cut off, goes on to its gate; one that waits at the gate before SG_3 already is left there. */
async function askAnew(
  session: BatchSession,
  { runId, gate, isCutOff }: { readonly runId: string; readonly gate: Gate; readonly isCutOff: boolean },
): Promise<Refusal | null> {
  const { memberParts } = session;
  if (isCutOff) {
    const asked = await revert(memberParts, runId, { execute: true, again: true });
    return asked.ok ? (asked.value.outcome?.refusal ?? null) : asked.refusal;
  }
  const waits = await waitsElsewhere(session, runId, gate);
  if (waits !== null && waits !== "nowhere" && waits !== TAKING_BACK) return null;
  const renewed = await (waits === "nowhere" ? goOn(session, runId, gate) : renew(memberParts, runId));
  return renewed.ok ? renewed.value.refusal : renewed.refusal;
}

/** Before the first write on the backup of this process, as the others do, and not on that of the one which was cut off. */
function goOn({ memberParts }: BatchSession, runId: string, gate: Gate): Promise<Result<RunOutcome>> {
  return withRun(memberParts, runId, async (run) => {
    if (gate !== TAKING_BACK) await run.record({ type: "renewed", gate });
    return walkPhases(run);
  });
}

/** Where a run under way waits that does not wait at the gate; null where it does, or can't go on. */
async function waitsElsewhere(
  { memberParts }: BatchSession,
  runId: string,
  gate: Gate,
): Promise<Gate | "nowhere" | null> {
  const view = await memberParts.sidecar.peekRun(runId);
  if (!view.ok) return null;
  const position = foldJournal(view.value.entries);
  const { run, waiting, opened } = position;
  const isAt = waiting?.gate === gate || opened[gate] !== undefined;
  if (isAt || !isUnderWay(position) || run.toolSha256 !== memberParts.settings.tool.sha256) return null;
  return waiting?.gate ?? "nowhere";
}

function renewedAgain({ position }: BatchSession, found: Refusal): Refusal {
  if (found.reason !== "STOP_AUDIT_OLD") return found;
  const { batchId } = position.batch;
  return {
    ...found,
    wayOut: `Run \`cutter audit\`; where it finds nothing: cutter orchestrate renew ${batchId}. What it finds has to be settled first, as it says.`,
  };
}

/** Writes down who is done or gone; a fault that is not a member's own is passed on. */
async function leaveBehind(session: BatchSession, gate: Gate): Promise<Refusal | null> {
  for (const member of waitingAt(session, gate)) {
    const { index } = member;
    const read = await readMember(session, member, gate);
    if (read.kind === "past") await settle(session, gate, index, null);
    if (read.kind === "left") await session.record({ type: "member_left", index, refusal: null });
    if (read.kind !== "unfit" || (await waitsElsewhere(session, member.runId ?? "", gate)) !== null) continue;
    if (!isOwnFault(read.refusal)) return read.refusal;
    await session.record({ type: "member_left", index, refusal: read.refusal });
  }
  return null;
}
