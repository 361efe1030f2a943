import { derivedId } from "./derived-id.ts";
import { type Gate, gateRow } from "./gates.ts";

/** The review decision that answering a request records: one id for one request, so that everybody who answers it names the same. Null for a gate whose effect records none. */
export function reviewDecisionOf(gate: Gate, payloadSha256: string): string | null {
  return gateRow(gate).recordsDecision ? derivedId("review decision", payloadSha256) : null;
}
