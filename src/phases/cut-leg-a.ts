import type { PhaseFunction } from "./phase.ts";
import { writeEffect } from "./write-command.ts";

/** Phase 6: one transaction consumes SG_1 and creates every unit and its version as drafts. */
export const cutLegA: PhaseFunction<"cut_leg_a"> = (context) =>
  writeEffect(context, "cut_leg_a", (command) => context.target.cutLegA(command));
