import type { Refusal } from "../../domain/refusal.ts";
import { refusalOf } from "../runs/stop-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";

/** Where a member of a batch that this machine does not know has used its place, that it can be adopted is the way out. */
export async function explainUnknownBatch(
  { openKnowledgeBase }: Pick<EngineParts, "openKnowledgeBase">,
  batchId: string,
  found: Refusal,
): Promise<Refusal> {
  if (found.reason !== "STOP_BATCH_UNKNOWN") return found;
  try {
    await using live = await openKnowledgeBase();
    if ((await live.membersOf(batchId)).length === 0) return found;
    return {
      ...found,
      actual: `${batchId}, whose members have written to the database`,
      wayOut: `Go on with it where it was started. If its journal is lost: cutter orchestrate adopt ${batchId}`,
    };
  } catch (fault) {
    if (refusalOf(fault) === null) throw fault;
    return found;
  }
}
