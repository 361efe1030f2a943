import type { Refusal } from "../../domain/refusal.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { voidRun } from "../runs/void-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { unfitMembers } from "./ask-round.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { withBatchToEnd } from "./with-batch.ts";

/** Gives up a batch none of whose members has written anything. Drafts are taken back first, under SG_3. */
export function voidBatch(parts: EngineParts, batchId: string, why: string): Promise<Result<BatchOutcome>> {
  return withBatchToEnd(parts, batchId, async (session) => {
    const stranded: Refusal[] = [];
    for (const member of openMembers(session.position)) {
      if (member.at !== null && member.at !== "SG_1_cut_authz")
        stranded.push(
          refusal("STOP_UNITS_STAND", {
            field: member.runId ?? member.documentId,
            expected: "nothing written",
            actual: "drafts",
          }),
        );
    }
    if (stranded.length > 0) return outcomeOfBatch(session.position, strandedBy(session, stranded));
    for (const { runId } of openMembers(session.position)) {
      if (runId === null) continue;
      const voided = await voidRun(session.memberParts, runId, why);
      const found = voided.ok ? voided.value.refusal : voided.refusal;
      if (found === null || found.reason === "STOP_RUN_UNKNOWN" || found.reason === "STOP_RUN_VOIDED")
        continue;
      stranded.push({ ...found, field: runId });
    }
    if (stranded.length > 0) return outcomeOfBatch(session.position, strandedBy(session, stranded));
    await session.record({ type: "voided", by: parts.settings.initiator, why });
    await showBatchCard(session);
    return outcomeOfBatch(session.position);
  });
}

function strandedBy({ folder }: BatchSession, found: readonly Refusal[]): Refusal {
  const { message: _message, wayOut: _wayOut, reason: _reason, ...facts } = unfitMembers(found);
  return refusal("STOP_UNITS_STAND", {
    ...facts,
    message: "Members of the batch have written units, which giving it up would leave behind.",
    wayOut: `Take their drafts back, which asks for SG_3: cutter orchestrate revert ${folder.runId} --execute`,
  });
}
