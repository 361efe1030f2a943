import { chooseSet, planDays } from "../../document/plan/plan-days.ts";
import type { DaysPlan } from "../../domain/days-plan.ts";
import type { EffectOrder } from "../../domain/effect-order.ts";
import { evidenceOf } from "../../domain/evidence.ts";
import type { SourceVersion } from "../../domain/plan.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Run } from "../../domain/run.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { PhaseContext } from "../phase.ts";
import { unknownDocument } from "../unknown-document.ts";

type Reader = Pick<KnowledgeBase, "findDocument" | "enactedSets" | "datedVersions">;

/** The order of a run that sets days; its absence is a fault of the engine. */
export function orderOf({ effect }: Run): EffectOrder {
  if (effect === undefined) throw new Error("the run sets no days");
  return effect;
}

/** The source version whose change set is meant by the order, with what stands of its document now. */
export async function findDatedSource(
  reader: Reader,
  documentId: string,
  order: EffectOrder,
): Promise<Result<SourceVersion>> {
  const newest = await reader.findDocument(documentId);
  if (newest === null) {
    return refused(unknownDocument(documentId));
  }
  const set = chooseSet(documentId, await reader.enactedSets(documentId), order);
  if (!set.ok) return set;
  const source = await reader.findDocument(documentId, set.value.versionId);
  if (source === null) throw new Error("the version was there a moment ago");
  return accepted(source);
}

/** The plan by what stands in the database apart from what the run itself has set, so that it is the same before and after the write. */
export async function makeDaysPlan(
  reader: Reader,
  source: SourceVersion,
  run: { readonly runId: string; readonly order: EffectOrder; readonly changeSetId?: string | undefined },
): Promise<Result<DaysPlan>> {
  const sets = await reader.enactedSets(source.documentId);
  const planned = sets.find(({ changeSetId }) => changeSetId === run.changeSetId);
  const set =
    planned === undefined
      ? chooseSet(source.documentId, sets, { ...run.order, version: source.versionSeq })
      : accepted(planned);
  if (!set.ok) return set;
  const versions = await reader.datedVersions(set.value.changeSetId, run.runId);
  return planDays(source, set.value, { versions, order: run.order });
}

/** The plan of the run; where phase 2 has left a writer_digest, it must still have it, so that only what was approved is written. */
export async function readDaysPlan(context: PhaseContext): Promise<Result<DaysPlan>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const { runId } = context.run;
  const changeSetId = context.evidence.cutplan?.days?.change_set_id;
  const made = await makeDaysPlan(context.live, source, { runId, order: orderOf(context.run), changeSetId });
  const planned = context.evidence.cutplan?.writerDigest;
  if (!made.ok || planned === undefined || planned === made.value.writerDigest) return made;
  const actual = made.value.writerDigest;
  return refused(refusal("STOP_DRIFT", { field: "writer_digest", expected: planned, actual }));
}
