import type { Effect } from "../src/domain/expected-change.ts";
import type { CutPlan } from "../src/domain/plan.ts";
import type { Result } from "../src/domain/result.ts";
import type { KnowledgeBase } from "../src/ports/knowledge-base.ts";
import type { SqlSource } from "../src/ports/sql.ts";
import { commandFor, makePlan, registerPlan } from "../test/support/knowledge.ts";

/** A plan and the bytes that it was made from. */
export interface MadePlan {
  readonly plan: CutPlan;
  readonly source: Uint8Array;
}

/** A registered plan of `count` units in a database. */
export async function registerUnits(sql: SqlSource, prefix: string, count: number): Promise<MadePlan> {
  const made = makePlan(prefix, count);
  await registerPlan(sql, made);
  return made;
}

/** The id of a run, a different one for each prefix. */
export function runIdOf(prefix: string): string {
  return `ictr-20261121T090000Z-${Buffer.from(prefix).toString("hex").slice(-8).padStart(8, "0")}`;
}

/** An approved command for the effect, under the run of the plan's prefix. */
export async function allowedCommand(knowledge: KnowledgeBase, made: MadePlan, effect: Effect) {
  return await commandFor(knowledge, made, effect, { runId: runIdOf(made.plan.source.docPrefix) });
}

/** Takes registered units through legs A and B and the verification, so that they can be enacted. */
export async function writeDrafts(knowledge: KnowledgeBase, made: MadePlan): Promise<void> {
  mustSucceed(await knowledge.cutLegA(await allowedCommand(knowledge, made, "cut_leg_a")));
  mustSucceed(await knowledge.recordLegB(await allowedCommand(knowledge, made, "leg_b_record")));
  const facts = await knowledge.probe(made.plan);
  mustSucceed(
    await knowledge.recordVerification(await allowedCommand(knowledge, made, "write_verify"), facts),
  );
}

/** Throws on a refusal: the figure of a refused operation would be worthless. */
export function mustSucceed<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}
