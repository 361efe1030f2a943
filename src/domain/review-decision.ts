import { derivedId } from "./derived-id.ts";
import type { Gate } from "./gates.ts";

/** The review decision that answering a request records: one id for one request, so that everybody who answers it names the same. Null but for SG_2. */
export function reviewDecisionOf(gate: Gate, payloadSha256: string): string | null {
  return gate === "SG_2_lifecycle_authz" ? derivedId("review decision", payloadSha256) : null;
}
