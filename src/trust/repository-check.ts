import type { Check } from "../domain/check.ts";

/** A check of the repository, and what to do if it failed. */
export interface RepositoryCheck extends Check {
  readonly wayOut: string;
}

export function way(row: Check, wayOut: string): RepositoryCheck {
  return { ...row, wayOut: row.passed ? "" : wayOut };
}
