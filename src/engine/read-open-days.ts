import type { OpenDays } from "../domain/days-plan.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { refusalOf } from "./runs/stop-run.ts";

/** Enacted text whose day is open; refused, by name, where the database can't be read. */
export async function readOpenDays(
  openKnowledgeBase: () => Promise<KnowledgeBase>,
): Promise<Result<readonly OpenDays[]>> {
  try {
    await using live = await openKnowledgeBase();
    return accepted(await live.openDays());
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}
