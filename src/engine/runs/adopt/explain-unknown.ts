import type { Refusal } from "../../../domain/refusal.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { refuseOtherKind } from "../../session/refuse-other-kind.ts";
import { refusalOf } from "../stop-run.ts";

/**
 * Where the database has rows of a run that this machine does not know, that it can be adopted is the way out; where it has the journals, the
 * configuration is.
 */
export async function explainUnknown(
  { sidecar, openKnowledgeBase }: Pick<EngineParts, "sidecar" | "openKnowledgeBase">,
  runId: string,
  found: Refusal,
): Promise<Refusal> {
  if (found.reason !== "STOP_RUN_UNKNOWN") return found;
  try {
    await using live = await openKnowledgeBase();
    const forgotten = await refuseOtherKind({ sidecar }, live);
    if (forgotten !== null) return forgotten;
    if ((await live.receipt(runId, "cut_leg_a")) === null) return found;
    return {
      ...found,
      actual: `${runId}, which has written to the database`,
      wayOut: `Go on with it where it was started. If its journal is lost: cutter orchestrate adopt ${runId}`,
    };
  } catch (fault) {
    // A database that can't be asked says nothing of the run.
    if (refusalOf(fault) === null) throw fault;
    return found;
  }
}
