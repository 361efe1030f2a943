import type { BatchEvent } from "../../../domain/batch-journal.ts";
import type { JournalEvent } from "../../../domain/journal.ts";
import { type Refusal, refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { KnowledgeBase } from "../../../ports/knowledge-base.ts";
import type { Sidecar } from "../../../ports/sidecar.ts";

export interface AdoptOrder {
  /** The number of the holder that is lost, where the run was taken over before; null where it never was. `any`: it goes with its batch. */
  readonly over: number | "any" | null;
  /** A journal that is here gives way, too: that of a member whose leg was cut off, and whose batch has no round any more under which it would go on. */
  readonly isAnew?: boolean;
}

type Kept = Result<{ readonly entries: readonly { readonly event: JournalEvent | BatchEvent }[] }>;

/** Whoever has an older copy of a journal, or a damaged one, holds the number under which it was begun; in the database every process takes one. */
export function overOwn({ kind }: Pick<Sidecar, "kind">, kept: Kept, order: AdoptOrder): AdoptOrder {
  const { over } = order;
  if (over !== null) return { over };
  if (!kept.ok && !isDamaged(kept)) return order;
  if (kind === "database") return { over: "any" };
  const first = kept.ok ? kept.value.entries[0]?.event : undefined;
  return { over: first?.type === "adopted" ? first.number : null };
}

/** Whether a journal is here that can't be read any more. */
export function isDamaged(kept: Result<unknown>): boolean {
  return !kept.ok && kept.refusal.reason === "STOP_STATE_CORRUPT";
}

/** The next number; whoever has taken one before holds the run, unless it is said that it is lost, too. */
export async function takeNumber(
  live: Pick<KnowledgeBase, "readFence" | "takeFence">,
  runId: string,
  { over }: AdoptOrder,
): Promise<Result<number>> {
  const highest = await live.readFence(runId);
  if (over !== "any" && highest !== (over ?? 0)) return refused(heldElsewhere(runId, highest));
  const isTaken = await live.takeFence(runId, highest + 1);
  return isTaken ? accepted(highest + 1) : refused(heldElsewhere(runId, await live.readFence(runId)));
}

function heldElsewhere(runId: string, number: number): Refusal {
  return refusal("STOP_RUN_TAKEN_OVER", {
    message: "Another machine has held this run since it was begun, and its journal is not here.",
    field: runId,
    expected: "a run that nobody has taken over since",
    actual: `number ${number} was taken`,
    wayOut: `Go on where it is. Where that machine, or the database that kept its journal, is lost for certain: cutter orchestrate adopt ${runId} --over ${number}`,
  });
}
