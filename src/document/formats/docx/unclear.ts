import { RefusalError, refusal } from "../../../domain/refusal.ts";

/** The refusal of a document that two programs could read in two ways. */
export function unclear(field: string, expected: string, actual: string): RefusalError {
  return new RefusalError(refusal("STOP_STRUCTURE_UNCLEAR", { field, expected, actual }));
}
