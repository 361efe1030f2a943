import { closeout } from "./closeout.ts";
import { cutLegA } from "./cut-leg-a.ts";
import { cutplan } from "./cutplan.ts";
import { closeDays } from "./effect/close-days.ts";
import { effectSet } from "./effect/effect-set.ts";
import { pinDated } from "./effect/pin-dated.ts";
import { planDaysPhase } from "./effect/plan-days-phase.ts";
import { grantProbe } from "./grant-probe.ts";
import { legBRecord } from "./leg-b-record.ts";
import { lifecycleEnact } from "./lifecycle-enact.ts";
import { mark } from "./mark.ts";
import type { PhaseFunctions, PhasesByKind } from "./phase.ts";
import { preWriteBackup } from "./pre-write-backup.ts";
import { sourcePin } from "./source-pin.ts";
import { structuralVerify } from "./structural-verify.ts";
import { writeVerify } from "./write-verify.ts";

/** What each phase of a cut does; what each phase *is* (order, state, gate, lane, undo) stands in `domain/phases.ts`. */
const OF_CUT: PhaseFunctions = {
  source_pin: sourcePin,
  mark,
  cutplan,
  pre_write_backup: preWriteBackup,
  grant_probe: grantProbe,
  cut_leg_a: cutLegA,
  structural_verify: structuralVerify,
  leg_b_record: legBRecord,
  write_verify: writeVerify,
  lifecycle_enact: lifecycleEnact,
  effect_set: effectSet,
  closeout,
};

/** A run that sets days plans and closes otherwise; backup and probe are the same. */
export const PHASE_FUNCTIONS: PhasesByKind = {
  cut: OF_CUT,
  effect: { ...OF_CUT, source_pin: pinDated, cutplan: planDaysPhase, closeout: closeDays },
};
