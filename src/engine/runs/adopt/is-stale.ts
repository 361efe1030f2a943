import type { RunView } from "../../../ports/sidecar.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { foldJournal } from "../../session/fold-journal.ts";
import {
  isOfJournal,
  refuseBehindGit,
  refuseBehindLedger,
  refuseOtherJournal,
} from "../../session/refuse-behind.ts";
import type { RunPosition } from "../../session/run-position.ts";
import { isOver } from "../index-run.ts";

/** A journal that is damaged gives way to one that is made anew, as one that is gone; it stays beside it. */
export const GONE: ReadonlySet<string> = new Set([
  "STOP_RUN_UNKNOWN",
  "STOP_BATCH_UNKNOWN",
  "STOP_STATE_CORRUPT",
]);

/**
 * Whether the journal that this machine has may give way to one that is made anew: git or the ledger know more of the run than it does, it calls
 * over what stands as drafts in a database that was restored from before, or it says itself that a file of the run is damaged. Nothing goes on by
 * such a journal any more.
 */
export async function isStale(
  { judge, repository, openKnowledgeBase }: EngineParts,
  view: RunView,
): Promise<boolean> {
  const position = foldJournal(view.entries);
  if (position.run.mode === "DRYRUN" || view.isAtWork) return false;
  if (hasDamagedFile(position)) return true;
  await using live = await openKnowledgeBase();
  const rows = await live.ledgerRows(view.runId);
  if (isOver(position)) {
    const has = (effect: string) => rows.some(({ of }) => of === effect);
    return has("cut_leg_a") && !has("lifecycle_enact") && !has("compensation");
  }
  if (refuseBehindLedger(view.entries, rows) !== null) return true;
  await repository.refresh();
  const found = (await refuseOtherJournal(view)) ?? (await refuseBehindGit(judge, view));
  return found !== null && isOfJournal(found);
}

/** The run has stopped over a file that is missing or is not the one that was written. */
function hasDamagedFile({ ending }: RunPosition): boolean {
  return ending?.kind === "stopped" && ending.refusal.reason === "STOP_STATE_CORRUPT";
}
