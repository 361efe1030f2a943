import { type Refusal, refusal } from "../../domain/refusal.ts";

/** A backup that is not what its envelope says. */
export function unverified(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_BACKUP_UNVERIFIED", { field, expected, actual });
}
