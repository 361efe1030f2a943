import type { Reading } from "./unit-heading.ts";

/** A bare count that spans a smaller share of the document's lines is a list. */
export const MIN_COVERAGE = 0.12;

/** Factor on the score, from 0.2 to 1: a count over a small part of the document is likely a list. */
export function spread(reading: Reading): number {
  return 0.2 + 0.8 * Math.min(1, reading.coverage * 1.5);
}
