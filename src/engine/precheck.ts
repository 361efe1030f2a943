/** One question about the runner, answered. */
export interface Precheck {
  readonly name: string;
  readonly passed: boolean;
  readonly found: string;
  /** Empty where it passed. */
  readonly wayOut: string;
}

export function row(name: string, passed: boolean, found: string, wayOut: string): Precheck {
  return { name, passed, found, wayOut: passed ? "" : wayOut };
}
