import { phasesOf } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { RunPosition } from "./run-position.ts";

/**
 * `STOP_DB_BEHIND_STATE` where the database lacks the receipt of a write that the journal calls committed: it was restored from an older
 * copy. Null where it has them all. A run that has written nothing opens no database.
 */
export async function refuseForgotten(
  { run, evidence }: RunPosition,
  openLive: () => Promise<Pick<KnowledgeBase, "receipt">>,
): Promise<Refusal | null> {
  if (run.mode === "DRYRUN") return null;
  for (const { name } of phasesOf(kindOf(run))) {
    const known = evidence[name];
    if (known === undefined || !("resultDigest" in known)) continue;
    const receipt = await (await openLive()).receipt(run.runId, name);
    if (receipt?.resultDigest === known.resultDigest) continue;
    return refusal("STOP_DB_BEHIND_STATE", {
      field: `receipt of ${name}`,
      expected: `${known.resultDigest}, committed ${known.committedUtc}`,
      actual: receipt?.resultDigest ?? "none",
    });
  }
  return null;
}
