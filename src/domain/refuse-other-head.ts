import type { PlanBase, SourceVersion } from "./plan.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** Refuses a plan where the head of the document is no longer the one that it was made against. */
export function refuseOtherHead(source: SourceVersion, now: PlanBase | null): Refusal | null {
  const [expected, actual] = [source.base?.changeSetId ?? null, now?.changeSetId ?? null];
  if (expected === actual) return null;
  return refusal("STOP_BASE_MOVED", {
    field: source.documentId,
    expected: expected === null ? "nothing of it enacted" : `change set ${expected} as the last one enacted`,
    actual: actual === null ? "nothing of it enacted" : `change set ${actual}`,
  });
}
