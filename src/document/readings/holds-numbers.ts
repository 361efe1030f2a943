import { isCodified } from "./find-codified.ts";
import { compareValues, isFirst } from "./number-order.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** A named reading whose numbers ascend to this share, over this share of the numbered lines, holds them in its units. */
const SOUND_SHARE = 0.9;
const SOUND_COVERAGE = 0.5;

/**
 * True when the numbers of the named units ascend, also again from the first, or are those of a codification, through the numbered text: the
 * numbers of that are theirs.
 */
export function holdsNumbers(named: Reading, numbered: Reading): boolean {
  if (named.count < 2 || named.coverage < numbered.coverage * SOUND_COVERAGE) return false;
  let steps = 0;
  let last: UnitHeading | null = null;
  for (const head of named.heads) {
    if (
      last !== null &&
      (compareValues(last.value, head.value) < 0 || isFirst(head.value) || isCodified(head))
    )
      steps++;
    last = head;
  }
  return steps >= (named.count - 1) * SOUND_SHARE;
}
