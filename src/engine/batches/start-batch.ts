import { type Batch, type BatchRules, MOST_MEMBERS, makeBatchId } from "../../domain/batch.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { refuseMembers } from "../../trust/batch-limits.ts";
import { refuseSkew } from "../gates/refuse-skew.ts";
import { refuseBusyDocuments } from "../runs/refuse-busy-document.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch } from "./advance-batch.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { BatchSession } from "./batch-session.ts";
import { stopBatch } from "./stop-batch.ts";
import { guardedBatch } from "./with-batch.ts";

export interface BatchOrder {
  /** The registered documents, in the order in which they are cut. */
  readonly documentIds: readonly string[];
  readonly rules: BatchRules;
}

/**
 * Starts a batch: a run for every document, one backup, the rehearsal of all in order, and one request of SG_1. Whatever is wrong with the list
 * refuses it before anything starts.
 */
export async function startBatch(parts: EngineParts, order: BatchOrder): Promise<Result<BatchOutcome>> {
  const unfit = refuseList(order.documentIds) ?? (await refuseUnallowed(parts, order));
  if (unfit) return refused(unfit);
  const busy = await refuseBusyDocuments(parts.sidecar, new Set(order.documentIds));
  if (busy) return refused(busy);
  const startedAt = parts.clock.now();
  const batch: Batch = {
    batchId: makeBatchId(startedAt, parts.random.bytes(4)),
    documents: [...order.documentIds],
    mode: "LIVE",
    rules: order.rules,
    initiator: parts.settings.initiator,
    startedUtc: utc(startedAt),
    toolVersion: parts.settings.tool.version,
    toolSha256: parts.settings.tool.sha256,
  };
  const folder = await parts.sidecar.createBatch(batch.batchId, { type: "batch_started", batch });
  if (!folder.ok) return folder;
  parts.crashPoints.reach("batch:created");
  await using session = new BatchSession(parts, folder.value);
  const advance = async () => {
    const skewed = await refuseSkew(parts.clock, await session.live());
    return skewed === null ? await advanceBatch(session) : await stopBatch(session, skewed);
  };
  return accepted(await guardedBatch(session, advance));
}

function refuseList(documentIds: readonly string[]): Refusal | null {
  const seen = new Set<string>();
  const twice = documentIds.find((id) => seen.has(id) || !seen.add(id));
  if (twice !== undefined)
    return refusal("STOP_BAD_INPUT", { field: "documents", expected: "each once", actual: `${twice} twice` });
  if (documentIds.length >= 1 && documentIds.length <= MOST_MEMBERS) return null;
  return refusal("STOP_BAD_INPUT", {
    field: "documents",
    expected: `1 to ${MOST_MEMBERS}`,
    actual: String(documentIds.length),
  });
}

/** What the policy says already before anything is known of the documents; the rest is judged with the request, and at the gate. */
async function refuseUnallowed(parts: EngineParts, { documentIds }: BatchOrder): Promise<Refusal | null> {
  await parts.repository.refresh();
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  // What could be drafted and never enacted is not begun.
  const gates = ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const;
  const unallowed = gates.map((gate) => refuseMembers(policy.value.policy, gate, documentIds.length));
  return unallowed.find((found) => found !== null) ?? null;
}
