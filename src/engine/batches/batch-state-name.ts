import type { BatchPosition } from "./batch-position.ts";

/** `preparing`, `awaiting_<gate>`, `working_<gate>`, `renewing_<gate>`, `taking_back`, `between_gates`, `halted`, `stopped_<reason>`, `voided`, `closed`. */
export function batchStateName({ ending, round, renewing, isTakingBack }: BatchPosition): string {
  if (ending?.kind === "stopped")
    return `stopped_${ending.refusal.reason.replace(/^STOP_/, "").toLowerCase()}`;
  if (ending !== null) return ending.kind;
  if (renewing !== null) return `renewing_${renewing}`;
  if (isTakingBack) return "taking_back";
  if (round === null) return "preparing";
  if (round.ended !== null) return round.ended.refusal === null ? "between_gates" : "halted";
  return `${round.opened === null ? "awaiting" : "working"}_${round.gate}`;
}
