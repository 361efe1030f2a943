import { refusal } from "../domain/refusal.ts";
import { refused } from "../domain/result.ts";
import type { PhaseFunction } from "./phase.ts";
import { gateOf, writeEffect } from "./write-command.ts";

/** Phase 10: one transaction consumes SG_2, records the enactment decision and enacts every unit. It can never be undone. */
export const lifecycleEnact: PhaseFunction<"lifecycle_enact"> = async (context) => {
  const { reviewDecisionId } = gateOf(context);
  if (reviewDecisionId === null) {
    return refused(
      refusal("STOP_APPROVAL_MALFORMED", {
        field: "review_decision_id",
        expected: "a fresh UUID",
        actual: "none",
      }),
    );
  }
  return writeEffect(context, "lifecycle_enact", (command) =>
    context.target.enact({ ...command, reviewDecisionId }),
  );
};
