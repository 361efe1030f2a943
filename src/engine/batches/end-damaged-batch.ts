import { DEFAULT_RULES } from "../../domain/batch.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { begunUtcOf, type Run } from "../../domain/run.ts";
import { type AdoptOrder, takeNumber } from "../runs/adopt/take-number.ts";
import { isOver } from "../runs/index-run.ts";
import { refusalOf } from "../runs/stop-run.ts";
import { voidRun } from "../runs/void-run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { BatchSession } from "./batch-session.ts";

/**
 * Gives up a batch that has written nothing, and whose journal is damaged, with the runs that are here of it: a journal that says so takes its place.
 * Else its documents would not be free, and `status` would stumble over it for ever. Returns why nothing is left, or what has kept it from being ended.
 */
export async function endDamagedBatch(
  parts: EngineParts,
  batchId: string,
  order: AdoptOrder,
  nothing: Refusal,
): Promise<Refusal> {
  const why = "the journal of its batch was damaged, and nothing of it was written";
  const { settings, sidecar } = parts;
  try {
    const runs = await listRuns(parts, batchId);
    for (const { runId } of runs) {
      const voided = await voidRun(parts, runId, why);
      const hindered = voided.ok ? voided.value.refusal : voided.refusal;
      if (hindered) return hindered;
    }
    const [first] = runs;
    if (first === undefined) return nothing;
    await using live = await parts.openKnowledgeBase();
    const number = await takeNumber(live, batchId, order);
    if (!number.ok) return number.refusal;
    const { initiator, toolVersion, toolSha256 } = first;
    const documents = runs.map(({ documentId }) => documentId);
    const folder = await sidecar.createBatch(batchId, {
      type: "adopted",
      batch: {
        ...{ batchId, documents, mode: "LIVE", rules: DEFAULT_RULES, initiator, toolVersion, toolSha256 },
        startedUtc: begunUtcOf(batchId),
      },
      number: number.value,
      by: settings.initiator,
      members: [],
      requests: [],
      missing: ["the journal of the batch"],
    });
    if (!folder.ok) return folder.refusal;
    await using session = new BatchSession(parts, folder.value);
    await session.record({ type: "voided", by: settings.initiator, why });
    return { ...nothing, wayOut: `The batch is given up, its damaged journal put aside. ${nothing.wayOut}` };
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return cause;
  }
}

/** The runs of the batch that are here and not over, in its order. */
async function listRuns({ sidecar }: EngineParts, batchId: string): Promise<readonly Run[]> {
  const found: Run[] = [];
  for (const runId of await sidecar.listRuns()) {
    const view = await sidecar.peekRun(runId);
    const position = view.ok ? foldJournal(view.value.entries) : null;
    if (position?.run.batch?.batchId === batchId && !isOver(position)) found.push(position.run);
  }
  return found.toSorted((a, b) => (a.batch?.index ?? 0) - (b.batch?.index ?? 0));
}
