import type { CompensationStep } from "../../domain/compensation.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { revert } from "../runs/revert.ts";
import { askRound } from "./ask-round.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { type MemberPosition, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { isOwnFault } from "./own-fault.ts";
import { Pace } from "./pace.ts";
import { stopBatch } from "./stop-batch.ts";

export const TAKING_BACK = "SG_3_compensation_authz";

/** A member, with what of it can be taken back by what the database holds; a refusal where nobody can tell. */
export interface PlannedMember {
  readonly member: MemberPosition;
  readonly plan: readonly CompensationStep[];
  readonly gone: Refusal | null;
}

/** The members that go on; refused where the fault is none of a member's own. */
export async function planMembers(session: BatchSession): Promise<Result<readonly PlannedMember[]>> {
  const planned: PlannedMember[] = [];
  for (const member of openMembers(session.position)) {
    const found = await planMember(session, member);
    if (found.gone !== null && !isOwnFault(found.gone)) return refused(found.gone);
    planned.push(found);
  }
  return accepted(planned);
}

export function withDrafts(planned: readonly PlannedMember[]): readonly PlannedMember[] {
  return planned.filter(({ plan }) => plan.some(({ action }) => action === "withdraw_drafts"));
}

/** Whoever has answered the gate before did not know that the drafts were to be taken back: that request opens nothing any more. */
export async function askToTakeBack(
  session: BatchSession,
  planned: readonly PlannedMember[],
): Promise<BatchOutcome> {
  if (!session.position.isTakingBack) await session.record({ type: "taking_back" });
  await leaveGone(session, planned);
  const drafted = withDrafts(planned);
  const pace = new Pace(session.parts, `request ${TAKING_BACK}`, drafted.length);
  for (const { member } of drafted) {
    const asked = await revert(session.memberParts, member.runId ?? "", { execute: true, again: true });
    const found = asked.ok ? (asked.value.outcome?.refusal ?? null) : asked.refusal;
    if (found !== null && found.reason !== "STOP_APPROVAL_REQUIRED") return stopBatch(session, found);
    pace.count();
  }
  return askRound(session, TAKING_BACK);
}

/** Asks on where that was cut off; null where no drafts are left to be taken back, and the others go on. */
export async function goOnTakingBack(session: BatchSession): Promise<BatchOutcome | null> {
  const planned = await planMembers(session);
  if (!planned.ok) return stopBatch(session, planned.refusal);
  if (withDrafts(planned.value).length > 0) return askToTakeBack(session, planned.value);
  await leaveGone(session, planned.value);
  await session.record({ type: "renewed", gate: TAKING_BACK });
  return null;
}

async function leaveGone(session: BatchSession, planned: readonly PlannedMember[]): Promise<void> {
  for (const { member, gone } of planned)
    if (gone !== null) await session.record({ type: "member_left", index: member.index, refusal: gone });
}

async function planMember(session: BatchSession, member: MemberPosition): Promise<PlannedMember> {
  if (member.runId === null) return { member, plan: [], gone: null };
  const planned = await revert(session.memberParts, member.runId, { execute: false });
  if (!planned.ok) return { member, plan: [], gone: planned.refusal };
  const { plan, outcome } = planned.value;
  const found = outcome?.refusal ?? null;
  // Of what is closed there is nothing to tell; of anything else that was refused nobody knows that there are no drafts.
  return { member, plan, gone: found?.reason === "STOP_RUN_CLOSED" ? null : found };
}
