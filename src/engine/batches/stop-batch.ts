import type { Refusal } from "../../domain/refusal.ts";
import { UNWRITTEN } from "../runs/stop-run.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import type { BatchSession } from "./batch-session.ts";

/** Ends the work on a batch at a refusal: writes it into the journal, once, and shows it. */
export async function stopBatch(session: BatchSession, found: Refusal): Promise<BatchOutcome> {
  const cause = found.reason === "STOP_RUN_TAKEN_OVER" ? takenOver(session, found) : found;
  if (UNWRITTEN.has(cause.reason)) return outcomeOfBatch(session.position, cause);
  const { ending } = session.position;
  const isKnown =
    ending?.kind === "stopped" &&
    ending.refusal.reason === cause.reason &&
    ending.refusal.actual === cause.actual;
  if (!isKnown) await session.record({ type: "stopped", reason: cause.reason, refusal: cause });
  if (cause.reason !== "STOP_REPORT_UPLOAD_FAILED") await showBatchCard(session);
  return outcomeOfBatch(session.position, cause);
}

/** Whoever has adopted a batch has all of it; the copy of each member is ended with that of the batch. */
function takenOver({ folder }: BatchSession, found: Refusal): Refusal {
  return {
    ...found,
    wayOut: `Go on where the batch was taken over. To end the copy that this machine has: cutter orchestrate void ${folder.runId} --why "taken over"`,
  };
}
