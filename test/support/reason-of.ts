import type { ReasonCode } from "../../src/domain/reasons.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";

/** The reason of a refusal, or `accepted`: what most tests of rules compare. */
export function reasonOf(told: Refusal | null | Result<unknown>): ReasonCode | "accepted" {
  if (told === null) return "accepted";
  if ("ok" in told) return told.ok ? "accepted" : told.refusal.reason;
  return told.reason;
}
