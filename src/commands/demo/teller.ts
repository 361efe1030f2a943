import type { Output } from "../../adapters/terminal/output.ts";
import type { Check } from "../../domain/check.ts";

/** Where a story is told, and what stops it between two sentences. */
export interface Telling {
  readonly output: Output;
  /** Throws when the user has asked the demo to end. */
  readonly goOn: () => void;
}

/** Says the steps of one story and keeps what was seen of its claims, in order. */
export function createTeller({ output, goOn }: Telling) {
  const checks: Check[] = [];
  return {
    checks: checks as readonly Check[],
    say(text: string): void {
      goOn();
      output.progress.step(text);
    },
    claim(...rows: readonly Check[]): void {
      goOn();
      for (const row of rows)
        output.progress.note(`${row.passed ? "seen" : "NOT SEEN"}: ${row.name} (${row.actual})`);
      checks.push(...rows);
    },
  };
}
