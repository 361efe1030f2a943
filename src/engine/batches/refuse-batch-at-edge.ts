import { refuseInterrupted } from "../../domain/interruption.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { BatchSession } from "./batch-session.ts";

/** Null, or why the batch does not go on here and now: a HOLD in the sidecar, or a signal. */
export async function refuseBatchAtEdge({ parts }: BatchSession): Promise<Refusal | null> {
  const interrupted = refuseInterrupted(parts.interrupted);
  if (interrupted) return interrupted;
  const hold = await parts.sidecar.readHold();
  if (hold === null) return null;
  const actual = hold.trim().slice(0, 200).toWellFormed() || "present";
  return refusal("STOP_HOLD", { field: "HOLD in the sidecar", actual });
}
