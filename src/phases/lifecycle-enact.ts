import type { PhaseFunction } from "./phase.ts";
import { decisionOf, writeEffect } from "./write-command.ts";

/** Phase 10: one transaction consumes SG_2, records the enactment decision and enacts every unit. It can never be undone. */
export const lifecycleEnact: PhaseFunction<"lifecycle_enact"> = async (context) => {
  const decision = decisionOf(context);
  if (!decision.ok) return decision;
  return writeEffect(context, "lifecycle_enact", (command) =>
    context.target.enact({ ...command, reviewDecisionId: decision.value }),
  );
};
