import { accepted, type Result } from "../../domain/result.ts";
import type { DaysCommand } from "../../ports/days-of-effect.ts";
import type { PhaseContext, PhaseFunction } from "../phase.ts";
import { buildWriteOrder, decisionOf, reportWritten } from "../write-command.ts";
import { orderOf, readDaysPlan } from "./read-days-plan.ts";

/** The writing phase of a run that sets days: one transaction consumes SG_2, records the decision and the day of every version. */
export const effectSet: PhaseFunction<"effect_set"> = async (context) => {
  const command = await buildCommand(context);
  return command.ok ? reportWritten(context, "effect_set", command.value, context.target.setEffect) : command;
};

async function buildCommand(context: PhaseContext): Promise<Result<DaysCommand>> {
  const decision = decisionOf(context);
  if (!decision.ok) return decision;
  const planned = await readDaysPlan(context);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const order = await buildWriteOrder(context, "effect_set", { plan, written: plan });
  if (!order.ok) return order;
  return accepted({ ...order.value, plan, reviewDecisionId: decision.value, why: orderOf(context.run).why });
}
