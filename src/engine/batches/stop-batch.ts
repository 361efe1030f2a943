import type { Refusal } from "../../domain/refusal.ts";
import { UNWRITTEN } from "../runs/stop-run.ts";
import { showBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import type { BatchSession } from "./batch-session.ts";

/** Ends the work on a batch at a refusal: writes it into the journal, once, and shows it. */
export async function stopBatch(session: BatchSession, cause: Refusal): Promise<BatchOutcome> {
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
