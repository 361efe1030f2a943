import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { refuseWrittenRun, voidRun } from "../runs/void-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { unfitMembers } from "./ask-round.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { isOwnFault } from "./own-fault.ts";
import { withBatchToEnd } from "./with-batch.ts";

/**
 * Gives up a batch none of whose members has written anything; every member is asked before the first is given up. Drafts are taken back first,
 * under SG_3. A member whose folder is gone or damaged is left behind. Where another machine has taken the batch over, what this one has is a
 * copy, and to end that gives up nothing.
 */
export function voidBatch(parts: EngineParts, batchId: string, why: string): Promise<Result<BatchOutcome>> {
  return withBatchToEnd(parts, batchId, async (session) => {
    const stranded: Refusal[] = [];
    let isOvertaken = false;
    for (const { runId } of openMembers(session.position)) {
      const found = runId === null ? null : await refuseWrittenRun(session.memberParts, runId);
      if (found?.reason === "STOP_RUN_TAKEN_OVER") isOvertaken = true;
      else if (found !== null && runId !== null && !isGone(found)) stranded.push({ ...found, field: runId });
    }
    if (stranded.length > 0) return outcomeOfBatch(session.position, strandedBy(session, stranded));
    for (const { runId } of openMembers(session.position)) {
      if (runId === null) continue;
      const voided = await voidRun(session.memberParts, runId, why);
      const found = voided.ok ? voided.value.refusal : voided.refusal;
      if (found !== null && !isGone(found))
        return outcomeOfBatch(session.position, { ...found, field: runId });
    }
    await session.record({ type: "voided", by: parts.settings.initiator, why });
    // The card is that of the machine which has the batch now.
    if (!isOvertaken) await showBatchCard(session);
    return outcomeOfBatch(session.position);
  });
}

/** There is nothing of the member that could be given up. */
function isGone(found: Refusal): boolean {
  return found.reason !== "STOP_UNITS_STAND" && isOwnFault(found);
}

function strandedBy({ folder }: BatchSession, found: readonly Refusal[]): Refusal {
  const [other] = found.filter(({ reason }) => reason !== "STOP_UNITS_STAND");
  if (other !== undefined) return other;
  const { message: _message, wayOut: _wayOut, reason: _reason, ...facts } = unfitMembers(found);
  return refusal("STOP_UNITS_STAND", {
    ...facts,
    message: "Members of the batch have written units, which giving it up would leave behind.",
    wayOut: `Take their drafts back, which asks for SG_3: cutter orchestrate revert ${folder.runId} --execute; where units are enacted, let the batch be closed: cutter orchestrate resume ${folder.runId}`,
  });
}
