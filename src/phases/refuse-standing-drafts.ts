import type { Refusal } from "../domain/refusal.ts";
import { unitRefusal } from "../domain/unit-status.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";

/**
 * Refuses where drafts of the document stand that another run has written, which this machine need not know: what is planned beside them
 * changes rows that their run has bound, or is void with them.
 */
export async function refuseStandingDrafts(
  live: Pick<KnowledgeBase, "committedBy" | "draftWriters">,
  { runId, docPrefix }: { readonly runId: string; readonly docPrefix: string },
): Promise<Refusal | null> {
  const { unaccounted } = await live.committedBy(runId, docPrefix);
  if (unaccounted.length === 0) return null;
  const found = unitRefusal(unaccounted.map((address) => ({ address, status: "exists_draft" })));
  const [writer] = (await live.draftWriters(docPrefix)).filter((id) => id !== runId);
  if (writer === undefined) return found;
  return {
    ...found,
    actual: `drafts of ${writer}`,
    wayOut: `Go on with that run, or take it back, where it was started: cutter status ${writer}. If its journal is lost with its machine: cutter orchestrate adopt ${writer}`,
  };
}
