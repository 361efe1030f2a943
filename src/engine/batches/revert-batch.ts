import type { CompensationStep } from "../../domain/compensation.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { revert } from "../runs/revert.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch } from "./advance-batch.ts";
import { askRound } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { type MemberPosition, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { Pace } from "./pace.ts";
import { stopBatch } from "./stop-batch.ts";
import { withBatch } from "./with-batch.ts";

const GATE = "SG_3_compensation_authz";

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
    const drafted = openMembers(session.position).filter(({ at }) => at !== null && at !== "SG_1_cut_authz");
    for (const { runId } of drafted) {
      if (runId === null) continue;
      const planned = await revert(session.memberParts, runId, { execute: false });
      if (!planned.ok) return stopBatch(session, planned.refusal);
      plan.push(...planned.value.plan.map((step) => ({ ...step, runId })));
    }
    if (!execute) return outcomeOfBatch(session.position);
    const { round } = session.position;
    if (round?.gate === GATE && round.ended === null) return advanceBatch(session);
    if (drafted.length === 0)
      return outcomeOfBatch(
        session.position,
        refusal("STOP_NOTHING_TO_REVERT", { expected: "members with drafts", actual: "none" }),
      );
    return askToTakeBack(session, drafted);
  });
  if (!result.ok) return result;
  return accepted({ plan, outcome: execute || result.value.refusal ? result.value : null });
}

/** Whoever has answered the gate before did not know that the drafts were to be taken back: that request opens nothing any more. */
async function askToTakeBack(
  session: BatchSession,
  drafted: readonly MemberPosition[],
): Promise<BatchOutcome> {
  const { round } = session.position;
  if (round !== null && round.ended === null) await session.record({ type: "renewed", gate: round.gate });
  const pace = new Pace(session.parts, `request ${GATE}`, drafted.length);
  for (const { runId } of drafted) {
    if (runId === null) continue;
    const asked = await revert(session.memberParts, runId, { execute: true });
    const found = asked.ok ? (asked.value.outcome?.refusal ?? null) : asked.refusal;
    if (found !== null && found.reason !== "STOP_APPROVAL_REQUIRED") return stopBatch(session, found);
    pace.count();
  }
  return askRound(session, GATE);
}
