import { isCodified } from "./find-codified.ts";
import { compareValues, isFirst } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import { isRunOfArticles } from "./run-of-articles.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** A named reading whose numbers ascend to this share, over this share of the numbered lines, holds them in its units. */
const SOUND_SHARE = 0.9;
const SOUND_COVERAGE = 0.5;

/** Share of the numbered lines that stand below marked headings. */
const HELD_SHARE = 0.8;

/** True when most numbered lines stand below the marked headings of a run of articles, before the next other heading behind the last of them. */
export function holdsUnderMarks(named: Reading, numbered: Reading, input: ReadingInput): boolean {
  if (named.form !== "markdown" || !isRunOfArticles(named, input)) return false;
  const first = named.heads.at(0)?.heading.line ?? 0;
  const last = named.heads.at(-1)?.heading.line ?? 0;
  let end = input.lines;
  for (const { line, shape } of input.headings) if (shape.level > 0 && line > last) end = Math.min(end, line);
  const held = numbered.heads.filter(({ heading }) => heading.line > first && heading.line < end);
  return held.length >= numbered.heads.length * HELD_SHARE;
}

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
