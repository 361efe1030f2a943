import type { ReasonCode } from "../../domain/reasons.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { FAILING } from "../runs/stop-run.ts";

/** Reasons that beside those by which a run fails are about one document or one run alone. */
const OF_MEMBER: ReadonlySet<ReasonCode> = new Set([
  "STOP_BATCH_MEMBER",
  "STOP_BASE_MOVED",
  "STOP_EFFECT_CONFLICT",
  "STOP_LINEAGE_INVALID",
  "STOP_LINEAGE_NEEDED",
  "STOP_NOTHING_CHANGED",
  "STOP_RUN_FAILED",
  "STOP_RUN_UNKNOWN",
  "STOP_RUN_VOIDED",
  "STOP_STATE_CORRUPT",
  "STOP_STATE_UNSAFE",
  "STOP_TAMPERED",
]);

/** What has moved is the member's own: its rows, or its plan. Any other drift is of the base or of another document. */
const OWN_DRIFT = /^(?:rows of|content of|writer_digest)/;

/**
 * Whether a fault is the member's own, so that others may go on where the signed rule says so. Whatever is not named is a fault of database,
 * git, forge, clock or machine, or of the decision itself, and stops all.
 */
export function isOwnFault({ reason, field = "" }: Refusal): boolean {
  return FAILING.has(reason) || OF_MEMBER.has(reason) || (reason === "STOP_DRIFT" && OWN_DRIFT.test(field));
}
