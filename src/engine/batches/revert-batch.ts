import type { CompensationStep } from "../../domain/compensation.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { refuseMembers } from "../../trust/batch-limits.ts";
import { resume } from "../runs/resume.ts";
import { revert } from "../runs/revert.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch } from "./advance-batch.ts";
import { askRound } from "./ask-round.ts";
import { type BatchOutcome, nextOfBatch, outcomeOfBatch } from "./batch-outcome.ts";
import { type MemberPosition, openMembers, unsettled } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { isOwnFault } from "./own-fault.ts";
import { Pace } from "./pace.ts";
import { readMember } from "./read-member.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";
import { withBatch } from "./with-batch.ts";

const GATE = "SG_3_compensation_authz";

export interface RevertedBatch {
  /** What of each member can be taken back. */
  readonly plan: readonly (CompensationStep & { readonly runId: string })[];
  readonly outcome: BatchOutcome | null;
}

/** A member, with what of it can be taken back by what the database holds; a refusal where nobody can tell. */
interface PlannedMember {
  readonly member: MemberPosition;
  readonly plan: readonly CompensationStep[];
  readonly gone: Refusal | null;
}

/** Plans what of a batch can be taken back; with `execute` it asks for SG_3 for all members that have drafts and, once that is approved, withdraws them. */
export async function revertBatch(
  parts: EngineParts,
  batchId: string,
  { execute }: { readonly execute: boolean },
): Promise<Result<RevertedBatch>> {
  const plan: (CompensationStep & { readonly runId: string })[] = [];
  const result = await withBatch(parts, batchId, async (session) => {
    const planned: PlannedMember[] = [];
    for (const member of openMembers(session.position)) {
      const found = await planMember(session, member);
      if (found.gone !== null && !isOwnFault(found.gone)) return stopBatch(session, found.gone);
      planned.push(found);
      // A member that has written nothing has nothing to tell.
      if (found.plan.some(({ units }) => units > 0))
        plan.push(...found.plan.map((step) => ({ ...step, runId: member.runId ?? "" })));
    }
    if (!execute) return outcomeOfBatch(session.position);
    const { round, renewing } = session.position;
    // Where a renewal was cut off, going on with it would ask whether the drafts are to be enacted.
    if (round?.gate === GATE && round.ended === null && renewing === null) return advanceBatch(session);
    const drafted = planned.filter(({ plan: steps }) =>
      steps.some(({ action }) => action === "withdraw_drafts"),
    );
    if (drafted.length === 0)
      return outcomeOfBatch(
        session.position,
        refusal("STOP_NOTHING_TO_REVERT", {
          expected: "members with drafts",
          actual: "none",
          wayOut: `No drafts of the batch stand. Members that are left go on: ${nextOfBatch(session.position) ?? "there are none"}. To end the batch: cutter orchestrate void ${batchId} --why "…"`,
        }),
      );
    const unallowed = await refuseUnallowed(session, drafted.length);
    if (unallowed) return outcomeOfBatch(session.position, unallowed);
    for (const { member, gone } of planned)
      if (gone !== null) await session.record({ type: "member_left", index: member.index, refusal: gone });
    return askToTakeBack(session, drafted);
  });
  if (!result.ok) return result;
  return accepted({ plan, outcome: execute || result.value.refusal ? result.value : null });
}

/** Before any member is asked for: what the policy says of batches at SG_3. */
async function refuseUnallowed({ parts, position }: BatchSession, members: number): Promise<Refusal | null> {
  await parts.repository.refresh();
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  const unallowed = refuseMembers(policy.value.policy, GATE, members);
  const wayOut = `Take each member back by itself: cutter orchestrate revert RUN --execute, by the ids of cutter status ${position.batch.batchId}`;
  return unallowed && { ...unallowed, wayOut };
}

async function planMember(session: BatchSession, member: MemberPosition): Promise<PlannedMember> {
  if (member.runId === null) return { member, plan: [], gone: null };
  const planned = await revert(session.memberParts, member.runId, { execute: false });
  if (!planned.ok) return { member, plan: [], gone: planned.refusal };
  return { member, plan: planned.value.plan, gone: null };
}

/** A member that was enacted under the present decision is closed under it, since nothing of it can be taken back: it must not be asked about again. */
async function closeEnacted(session: BatchSession): Promise<void> {
  const gate = "SG_2_lifecycle_authz";
  if (session.position.round?.gate !== gate) return;
  for (const index of unsettled(session.position)) {
    const member = session.position.members[index];
    if (member?.runId == null) continue;
    if ((await (await session.live()).receipt(member.runId, "lifecycle_enact")) === null) continue;
    await resume(session.memberParts, member.runId);
    if ((await readMember(session, member, gate)).kind === "past") await settle(session, gate, index, null);
  }
}

/** Whoever has answered the gate before did not know that the drafts were to be taken back: that request opens nothing any more. */
async function askToTakeBack(
  session: BatchSession,
  drafted: readonly PlannedMember[],
): Promise<BatchOutcome> {
  await closeEnacted(session);
  const { round, renewing } = session.position;
  const asked = renewing ?? (round !== null && round.ended === null ? round.gate : null);
  if (asked !== null) await session.record({ type: "renewed", gate: asked });
  const pace = new Pace(session.parts, `request ${GATE}`, drafted.length);
  for (const { member } of drafted) {
    const again = await revert(session.memberParts, member.runId ?? "", { execute: true, again: true });
    const found = again.ok ? (again.value.outcome?.refusal ?? null) : again.refusal;
    if (found !== null && found.reason !== "STOP_APPROVAL_REQUIRED") return stopBatch(session, found);
    pace.count();
  }
  return askRound(session, GATE);
}
