import { type Refusal, refusal } from "./refusal.ts";

/** `STOP_INTERRUPTED` where the process was asked to end, with the signal's name as the actual value; else null. */
export function refuseInterrupted(interrupted: AbortSignal): Refusal | null {
  return interrupted.aborted ? refusal("STOP_INTERRUPTED", { actual: String(interrupted.reason) }) : null;
}
