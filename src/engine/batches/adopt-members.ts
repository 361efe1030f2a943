import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { adopt } from "../runs/adopt/adopt-run.ts";
import { foldJournal } from "../session/fold-journal.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import type { RunPosition } from "../session/run-position.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import type { BatchSession } from "./batch-session.ts";
import { Pace } from "./pace.ts";
import { refuseBatchAtEdge } from "./refuse-batch-at-edge.ts";
import { stopBatch } from "./stop-batch.ts";

/**
 * Adopts the members of an adopted batch that are not yet, one after the other: each waits at its next gate, is closed, or is left behind, where
 * it can only be taken back by itself. Null where all are, or the batch was begun here. Repeating it goes on where it was cut off.
 */
export async function adoptMembers(session: BatchSession): Promise<BatchOutcome | null> {
  const pending = [...(session.position.adoption?.pending ?? [])];
  const pace = new Pace(session.parts, "adopting", pending.length);
  for (const index of pending) {
    const held = await refuseBatchAtEdge(session);
    if (held) return outcomeOfBatch(session.position, held);
    const stopped = await adoptMember(session, index);
    if (stopped) return stopBatch(session, stopped);
    session.parts.crashPoints.reach("batch:member_adopted");
    pace.count();
  }
  if (pending.length > 0) await session.backup.release();
  return null;
}

/** Reasons for which a member can't go on with its batch, whatever becomes of the others. */
const LEFT: ReadonlySet<string> = new Set([
  "STOP_ADOPTION_UNCONFIRMED",
  "STOP_NOTHING_TO_ADOPT",
  "STOP_RUN_VOIDED",
  "STOP_RUN_FAILED",
  "STOP_DOCUMENT_BUSY",
  "STOP_STATE_CORRUPT",
]);

/** Null where it is written down what has become of the member; else what stops the batch. */
async function adoptMember(session: BatchSession, index: number): Promise<Refusal | null> {
  const { runId } = session.position.members[index] ?? {};
  if (runId == null) throw new Error("the ledger names the run of every member that is adopted");
  const told = await adoptOne(session, runId);
  // A member whose journal is neither lost nor an older copy is as it is; what was cut off as it was adopted goes on.
  const found = told?.reason === "STOP_RUN_PRESENT" ? null : told;
  const isOfMember = found !== null && LEFT.has(found.reason);
  const asks = found?.reason === "STOP_APPROVAL_REQUIRED";
  if (found !== null && !isOfMember && !asks && found.reason !== "STOP_RUN_CLOSED") return found;
  const view = await session.parts.sidecar.peekRun(runId);
  const position = view.ok ? foldJournal(view.value.entries) : null;
  const at = position?.waiting?.gate ?? null;
  if (position?.ending?.kind === "closed")
    await session.record({ type: "member_adopted", index, at: null, result: "closed", refusal: null });
  else if (at === null || isOfMember)
    await session.record({
      type: "member_adopted",
      index,
      at: null,
      result: "left",
      refusal: found ?? notWaiting(runId),
    });
  else await session.record({ type: "member_adopted", index, at, result: "open", refusal: null });
  return null;
}

async function adoptOne({ memberParts }: BatchSession, runId: string): Promise<Refusal | null> {
  const told = refusalIn(await adopt(memberParts, runId, { over: "any" }));
  if (told?.reason !== "STOP_RUN_PRESENT") return told;
  const view = await memberParts.sidecar.peekRun(runId);
  const isCutOff = view.ok && !view.value.isAtWork && isInTheMiddle(foldJournal(view.value.entries));
  return isCutOff ? refusalIn(await adopt(memberParts, runId, { over: "any", isAnew: true })) : told;
}

/** Whether it neither waits nor has come to an end. */
function isInTheMiddle({ waiting, ending }: RunPosition): boolean {
  return waiting === null && (ending === null || ending.kind === "stopped" || ending.kind === "fault");
}

function refusalIn(adopted: Result<RunOutcome>): Refusal | null {
  return adopted.ok ? adopted.value.refusal : adopted.refusal;
}

function notWaiting(field: string): Refusal {
  return refusal("STOP_BATCH_MEMBER", { field, expected: "a member that waits at a gate", actual: "none" });
}
