import type { Refusal } from "../../domain/refusal.ts";
import { refusalOf } from "../runs/stop-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { refuseOtherKind } from "../session/refuse-other-kind.ts";

/**
 * Where a member of a batch that this machine does not know has used its place, that it can be adopted is the way out; where the database has the
 * journals, the configuration is.
 */
export async function explainUnknownBatch(
  { sidecar, openKnowledgeBase }: Pick<EngineParts, "sidecar" | "openKnowledgeBase">,
  batchId: string,
  found: Refusal,
): Promise<Refusal> {
  if (found.reason !== "STOP_BATCH_UNKNOWN") return found;
  try {
    await using live = await openKnowledgeBase();
    const forgotten = await refuseOtherKind({ sidecar }, live);
    if (forgotten !== null) return forgotten;
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
