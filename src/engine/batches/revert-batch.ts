import type { CompensationStep } from "../../domain/compensation.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { refuseMembers } from "../../trust/batch-limits.ts";
import { resume } from "../runs/resume.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch } from "./advance-batch.ts";
import { type BatchOutcome, nextOfBatch, outcomeOfBatch } from "./batch-outcome.ts";
import { isAskingAnew, unsettled } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { readMember } from "./read-member.ts";
import { settle } from "./settle.ts";
import { stopBatch } from "./stop-batch.ts";
import { askToTakeBack, planMembers, TAKING_BACK, withDrafts } from "./take-back.ts";
import { withBatch } from "./with-batch.ts";

export interface RevertedBatch {
  /** What of each member can be taken back. */
  readonly plan: readonly (CompensationStep & { readonly runId: string })[];
  readonly outcome: BatchOutcome | null;
}

/** Plans what of a batch can be taken back; with `execute` it asks for SG_3 for all members that have drafts and, once that is approved, withdraws them. */
export async function revertBatch(
  parts: EngineParts,
  batchId: string,
  { execute }: { readonly execute: boolean },
): Promise<Result<RevertedBatch>> {
  const plan: (CompensationStep & { readonly runId: string })[] = [];
  const result = await withBatch(parts, batchId, async (session) => {
    const planned = await planMembers(session);
    if (!planned.ok) return stopBatch(session, planned.refusal);
    // A member that has written nothing has nothing to tell.
    for (const { member, plan: steps } of planned.value)
      if (steps.some(({ units }) => units > 0))
        plan.push(...steps.map((step) => ({ ...step, runId: member.runId ?? "" })));
    if (!execute) return outcomeOfBatch(session.position);
    const { round } = session.position;
    // Where a renewal was cut off, going on with it would ask whether the drafts are to be enacted.
    if (round?.gate === TAKING_BACK && round.ended === null && !isAskingAnew(session.position))
      return advanceBatch(session);
    const drafted = withDrafts(planned.value);
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
    await closeEnacted(session);
    return askToTakeBack(session, planned.value);
  });
  if (!result.ok) return result;
  return accepted({ plan, outcome: execute || result.value.refusal ? result.value : null });
}

/** Before any member is asked for: what the policy says of batches at SG_3. */
async function refuseUnallowed({ parts, position }: BatchSession, members: number): Promise<Refusal | null> {
  await parts.repository.refresh();
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  const unallowed = refuseMembers(policy.value.policy, TAKING_BACK, members);
  const wayOut = `Take each member back by itself: cutter orchestrate revert RUN --execute, by the ids of cutter status ${position.batch.batchId}`;
  return unallowed && { ...unallowed, wayOut };
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
