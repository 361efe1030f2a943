import { closeout } from "./closeout.ts";
import { cutLegA } from "./cut-leg-a.ts";
import { cutplan } from "./cutplan.ts";
import { grantProbe } from "./grant-probe.ts";
import { legBRecord } from "./leg-b-record.ts";
import { lifecycleEnact } from "./lifecycle-enact.ts";
import { mark } from "./mark.ts";
import type { PhaseFunctions } from "./phase.ts";
import { preWriteBackup } from "./pre-write-backup.ts";
import { sourcePin } from "./source-pin.ts";
import { structuralVerify } from "./structural-verify.ts";
import { writeVerify } from "./write-verify.ts";

/** What each phase does; what each phase *is* (order, state, gate, lane, undo) stands in `domain/phases.ts`. */
export const PHASE_FUNCTIONS: PhaseFunctions = {
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
  closeout,
};
