import type { Sidecar } from "../../ports/sidecar.ts";
import { foldBatch } from "./batch-position.ts";

/** Ids of the runs that are members of a batch which this machine knows. */
export async function listMembers(
  sidecar: Pick<Sidecar, "listBatches" | "peekBatch">,
): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  for (const batchId of await sidecar.listBatches()) {
    const view = await sidecar.peekBatch(batchId);
    if (!view.ok) continue;
    for (const { runId } of foldBatch(view.value.entries).members) if (runId !== null) members.add(runId);
  }
  return members;
}
