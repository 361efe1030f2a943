import type { PhaseFunction } from "./phase.ts";
import { writeEffect } from "./write-command.ts";

/** Phase 8: one transaction writes the 2N+6 rows of the governance ledger. */
export const legBRecord: PhaseFunction<"leg_b_record"> = (context) =>
  writeEffect(context, "leg_b_record", (command) => context.target.recordLegB(command));
