import { receiptFile, roundReport } from "../../domain/batch-files.ts";
import { headOf } from "../../domain/journal-head.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { utc } from "../../domain/run.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import { renderReceipt } from "../../reports/batch-wave.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import type { BatchPosition, Round } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { postBatchReport } from "./post-batch-report.ts";
import { stopBatch } from "./stop-batch.ts";

/** Ends a round with its receipt, which says of every member: done, failed and why, left, or not attempted. Null where the batch goes on. */
export async function endRound(session: BatchSession, cause: Refusal | null): Promise<BatchOutcome | null> {
  const { parts, folder, position } = session;
  const { round } = position;
  if (round === null) throw new Error("a round ends that has begun");
  const receipt = receiptOf(position, round, cause);
  const text = canonicalJson(receipt);
  const sha256 = sha256Hex(text);
  const name = roundReport(round.gate, round.payloadSha256, "receipt");
  await folder.writeFile(receiptFile(round.gate, round.payloadSha256), text);
  const untold = await postBatchReport(session, name, (previousSha256) =>
    renderReceipt({
      batchId: folder.runId,
      name,
      gate: round.gate,
      members: receipt.members,
      receiptSha256: sha256,
      refusal: cause,
      writtenUtc: utc(parts.clock.now()),
      journal: headOf(folder.entries),
      previousSha256,
    }),
  );
  if (untold) return stopBatch(session, untold);
  await session.record({ type: "round_ended", gate: round.gate, receiptSha256: sha256, refusal: cause });
  parts.crashPoints.reach(`batch:${round.gate}:after_ended`);
  if (cause === null) return null;
  await showBatchCard(session);
  return outcomeOfBatch(session.position, cause);
}

function receiptOf({ batch, members }: BatchPosition, round: Round, cause: Refusal | null) {
  return {
    schema: "iu-cutter/batch-receipt/1",
    batch_id: batch.batchId,
    gate: round.gate,
    payload_sha256: round.payloadSha256,
    reason: cause?.reason ?? null,
    members: round.members.map((index) => {
      const settled = round.settled.get(index);
      const member = members[index];
      return {
        run_id: member?.runId ?? "",
        document_id: member?.documentId ?? "",
        result:
          settled?.result ?? (member?.result === "left" ? ("left" as const) : ("not attempted" as const)),
        reason: settled?.refusal?.reason ?? null,
        actual: settled?.refusal?.actual ?? null,
      };
    }),
  };
}
