import type { AskedRequest } from "../domain/asked-request.ts";
import type { Policy } from "../domain/policy.ts";
import type { Refusal } from "../domain/refusal.ts";
import { refuseOldAudit } from "./audit-age.ts";
import { refuseBatchLimits } from "./batch-limits.ts";

/** Refuses a request that the policy does not let anybody approve, whoever signs. */
export function refuseBeyondPolicy(request: AskedRequest, policy: Policy): Refusal | null {
  return refuseBatchLimits(request, policy) ?? refuseOldAudit(request, policy);
}
