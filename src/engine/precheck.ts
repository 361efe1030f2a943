import type { Refusal } from "../domain/refusal.ts";

/** One question about the runner, answered. */
export interface Precheck {
  readonly name: string;
  readonly passed: boolean;
  readonly found: string;
  /** Empty where it passed. */
  readonly wayOut: string;
  /** Every line of what was found, where there are more than `found` has. */
  readonly details?: readonly string[];
}

export function row(name: string, passed: boolean, found: string, wayOut: string): Precheck {
  return { name, passed, found, wayOut: passed ? "" : wayOut };
}

/** What was refused, with the way out of the refusal itself. */
export function refusedRow(
  name: string,
  { reason, field, actual, message, wayOut, details = [] }: Refusal,
): Precheck {
  // In brackets: a word behind the name of a password and a colon is taken for one and blotted out.
  const at = field === undefined ? "" : ` (${field})`;
  const more = details.filter((line) => line !== actual).slice(0, 3);
  return row(name, false, [`${reason}${at}: ${actual ?? message}`, ...more].join("; "), wayOut);
}
