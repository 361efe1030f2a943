import type { AskedRequest } from "../domain/asked-request.ts";
import type { Policy } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { countOf, readUtc } from "../domain/text-forms.ts";

const HOUR_MS = 3_600_000;

/**
 * Refuses a request that was written longer after the last audit of its database that found nothing than the policy allows at its gate, or
 * that knows of none; null where the policy does not say.
 */
export function refuseOldAudit(request: AskedRequest, policy: Policy): Refusal | null {
  const { audit_max_age_hours: most } = policy.gates[request.gate];
  if (most === undefined) return null;
  const audited = request.base?.audited_utc ?? null;
  const age = audited === null ? Number.POSITIVE_INFINITY : ageAt(request.issued_utc, audited);
  if (age >= 0 && age <= most * HOUR_MS) return null;
  return refusal("STOP_AUDIT_OLD", {
    field: "the last audit that found nothing",
    expected: `at most ${countOf(most, "hour")} before the request of ${request.issued_utc}`,
    actual: audited ?? "none of this database",
  });
}

function ageAt(moment: string, earlier: string): number {
  return readUtc(moment).getTime() - readUtc(earlier).getTime();
}
