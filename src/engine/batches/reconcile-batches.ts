import { refuseInterrupted } from "../../domain/interruption.ts";
import type { ReasonCode } from "../../domain/reasons.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { refusalOf } from "../runs/stop-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { type BatchPosition, foldBatch, isAskingAnew, isBatchOver } from "./batch-position.ts";
import { batchStateName } from "./batch-state-name.ts";
import { placesOwedByBatch } from "./copy-evidence.ts";
import { resumeBatch } from "./resume-batch.ts";

export interface ReconciledBatch {
  readonly batchId: string;
  /** `nothing`: the batch is over, another process goes on with it, or it waits for a person who settles what has stopped it. `failed`: it met a fault, which says why. */
  readonly did: "nothing" | "resumed" | "refused" | "failed";
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly fault: string | null;
}

/** What stops a renewal until a person has settled it: asked for again meanwhile, the others would get a new backup and new requests each time, for nothing. */
const FOR_PEOPLE: ReadonlySet<ReasonCode> = new Set(["STOP_BATCH_MEMBER", "STOP_AUDIT_OLD"]);

/** Resumes every batch that can go on, one after the other. One that has halted is not gone on with: nothing is repeated by itself. */
export async function reconcileBatches(parts: EngineParts): Promise<readonly ReconciledBatch[]> {
  const rows: ReconciledBatch[] = [];
  for (const batchId of await parts.sidecar.listBatches()) rows.push(await reconcileAlone(parts, batchId));
  return rows;
}

async function reconcileAlone(parts: EngineParts, batchId: string): Promise<ReconciledBatch> {
  const unknown = { batchId, state: "unknown", refusal: null, fault: null };
  const asked = refuseInterrupted(parts.interrupted);
  if (asked !== null) return { ...unknown, did: "refused", refusal: asked };
  try {
    const view = await parts.sidecar.peekBatch(batchId);
    if (!view.ok) return { ...unknown, did: "refused", refusal: view.refusal };
    const position = foldBatch(view.value.entries);
    const state = batchStateName(position);
    if (placesOwedByBatch(position, parts.places).length > 0) return await copyAgain(parts, batchId, unknown);
    if (isBatchOver(position) || waitsForPeople(position)) return { ...unknown, did: "nothing", state };
    const result = await resumeBatch(parts, batchId);
    // Another machine goes on with it, which is what was wanted.
    if (!result.ok && result.refusal.reason === "STOP_LOCK_HELD")
      return { ...unknown, did: "nothing", state };
    if (!result.ok) return { ...unknown, did: "refused", state, refusal: result.refusal };
    const { refusal } = result.value;
    return { ...unknown, did: refusal === null ? "resumed" : "refused", state: result.value.state, refusal };
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause !== null) return { ...unknown, did: "refused", refusal: cause };
    const told = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    return { ...unknown, did: "failed", fault: parts.redact(told) };
  }
}

/** A place did not take the evidence of a closed batch, or the process ended before it could. */
async function copyAgain(
  parts: EngineParts,
  batchId: string,
  unknown: Omit<ReconciledBatch, "did">,
): Promise<ReconciledBatch> {
  const result = await resumeBatch(parts, batchId);
  const refusal = result.ok ? result.value.refusal : result.refusal;
  const state = result.ok ? result.value.state : unknown.state;
  if (refusal?.reason === "STOP_BATCH_CLOSED") return { ...unknown, did: "nothing", state };
  return { ...unknown, did: "refused", state, refusal };
}

/** Whether the batch has halted, or its renewal has stopped at what a person has to settle; what was killed goes on. */
function waitsForPeople(position: BatchPosition): boolean {
  const { round, ending } = position;
  if (!isAskingAnew(position)) return round?.ended?.refusal != null;
  return ending?.kind === "stopped" && FOR_PEOPLE.has(ending.refusal.reason);
}
