import { isCodified } from "./find-codified.ts";
import { isFirst, isSuccessor } from "./number-order.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** A named reading whose numbers follow each other to this share, over this share of the numbered lines, holds them in its units. */
const SOUND_SHARE = 0.9;
const SOUND_COVERAGE = 0.5;

/** True when the named units count up one by one, and again from the first, or are those of a codification, through the numbered text: the numbers are theirs. */
export function holdsNumbers(named: Reading, numbered: Reading): boolean {
  if (named.count < 2 || named.coverage < numbered.coverage * SOUND_COVERAGE) return false;
  let steps = 0;
  let last: UnitHeading | null = null;
  for (const head of named.heads) {
    if (last !== null && (isSuccessor(last.value, head.value) || isFirst(head.value) || isCodified(head)))
      steps++;
    last = head;
  }
  return steps >= (named.count - 1) * SOUND_SHARE;
}
