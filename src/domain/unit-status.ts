import type { ReasonCode } from "./reasons.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** The answer of a canonical function of the knowledge base for one unit: `plan_ok`, `created`, `exists_complete`, `invalid_input`, … */
export interface UnitStatus {
  readonly address: string;
  readonly status: string;
}

const MAX_LISTED = 100;

/** The refusal of units that the knowledge base would not create; `failed` has at least one, of which the first hundred are listed. */
export function unitRefusal(failed: readonly UnitStatus[]): Refusal {
  const details = failed.slice(0, MAX_LISTED).map(({ address, status }) => `${address}: ${status}`);
  return refusal(reasonOf(failed), {
    field: "units",
    expected: "every unit can be created",
    actual: `${failed.length} can't`,
    details,
  });
}

function reasonOf(failed: readonly UnitStatus[]): ReasonCode {
  if (failed.every(({ status }) => status.startsWith("exists_"))) return "STOP_UNIT_EXISTS";
  if (failed.every(({ status }) => status === "vocabulary_missing")) return "STOP_VOCABULARY";
  if (failed.every(({ status }) => status === "base_moved")) return "STOP_BASE_MOVED";
  return "STOP_CREATE_REFUSED";
}
