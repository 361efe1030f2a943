import { derivedId } from "./derived-id.ts";
import { GATES, type Gate } from "./gates.ts";

/**
 * Id of the review decision that an approved request records, derived from the request so that every approval of it names the same id.
 * Null for a gate whose effect records none.
 */
export function reviewDecisionOf(gate: Gate, payloadSha256: string): string | null {
  return GATES[gate].recordsDecision ? derivedId("review decision", payloadSha256) : null;
}
