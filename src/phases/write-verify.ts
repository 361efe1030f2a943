import { refuseFailedChecks } from "../domain/check.ts";
import { checkProbes } from "../domain/probe-facts.ts";
import { refused } from "../domain/result.ts";
import { checkBase } from "./check-base.ts";
import type { PhaseFunction } from "./phase.ts";
import { writeEffect } from "./write-command.ts";

/** Phase 9: in the cutter_verify lane, reads the live facts again and records the verify result and its signature. */
export const writeVerify: PhaseFunction<"write_verify"> = (context) =>
  writeEffect(context, "write_verify", async (command) => {
    const facts = await context.target.probe(command.plan);
    const failed = refuseFailedChecks("STOP_INVARIANT_FAILED", checkProbes(command.plan, facts));
    if (failed === null) return context.target.recordVerification(command, facts);
    // An edit of the rows is told as one: it can be taken back, and a failed run can't go on.
    const base = await checkBase(context, ["cut_leg_a", "leg_b_record"]);
    return base.ok ? refused(refuseFailedChecks("STOP_TAMPERED", base.value.document) ?? failed) : base;
  });
