import type { BatchView } from "../../ports/sidecar.ts";
import { GONE, isStale } from "../runs/adopt/is-stale.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { isOfJournal, refuseBehindGit, refuseOtherJournal } from "../session/refuse-behind.ts";
import { foldBatch } from "./batch-position.ts";
import { oftenRefreshed } from "./often-refreshed.ts";

/**
 * Whether the journal of a batch that this machine has may give way to one that is made anew: git knows more of the batch than it does, it says
 * itself that a file of the batch is damaged, or a member that has written has no journal by which it could go on.
 */
export async function isStaleBatch(parts: EngineParts, view: BatchView): Promise<boolean> {
  const { ending } = foldBatch(view.entries);
  if (view.isAtWork || ending?.kind === "closed" || ending?.kind === "voided") return false;
  if (ending?.kind === "stopped" && ending.refusal.reason === "STOP_STATE_CORRUPT") return true;
  await parts.repository.refresh();
  const found = (await refuseOtherJournal(view)) ?? (await refuseBehindGit(parts.judge, view));
  if (found !== null && isOfJournal(found)) return true;
  const often = { ...parts, repository: oftenRefreshed(parts.repository, parts.clock) };
  await using live = await parts.openKnowledgeBase();
  for (const { runId } of await live.membersOf(view.runId)) if (await isMemberLost(often, runId)) return true;
  return false;
}

async function isMemberLost(parts: EngineParts, runId: string): Promise<boolean> {
  const known = await parts.sidecar.peekRun(runId);
  if (known.ok) return isStale(parts, known.value);
  if (!GONE.has(known.refusal.reason)) return false;
  await using live = await parts.openKnowledgeBase();
  return !(await live.ledgerRows(runId)).some(({ of }) => of === "compensation");
}
