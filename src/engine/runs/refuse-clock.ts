import type { Refusal } from "../../domain/refusal.ts";
import { readUtc } from "../../domain/text-forms.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import { refuseClockRegression, refuseClockSkew } from "../../trust/times.ts";
import { refusalOf } from "./stop-run.ts";

/**
 * Refuses a clock behind a journal, unless the database's clock agrees with it: then an entry was written by a clock that ran ahead, and
 * nobody must wait until that time comes.
 */
export async function refuseClock(
  lastAt: string,
  now: Date,
  openLive: () => Promise<KnowledgeBase>,
): Promise<Refusal | null> {
  const backwards = refuseClockRegression(readUtc(lastAt), now);
  if (backwards === null) return null;
  try {
    await using snapshot = await (await openLive()).openSnapshot();
    return refuseClockSkew(now, readUtc(snapshot.takenUtc)) === null ? null : backwards;
  } catch (fault) {
    if (refusalOf(fault) === null) throw fault;
    return backwards;
  }
}
