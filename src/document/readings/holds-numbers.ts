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

/** Fewer articles than these may be those of a decision before the numbered text that it enacts. */
const MIN_ARTICLES = 3;

/**
 * True when the numbers of the named units ascend, also again from the first, or are those of a codification, through the numbered text: the
 * numbers of that are theirs.
 */
export function holdsNumbers(named: Reading, numbered: Reading): boolean {
  const covers = named.coverage >= numbered.coverage * SOUND_COVERAGE || holdsBetween(named, numbered);
  if (named.count < 2 || !covers) return false;
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

/** True for articles that begin before the numbered lines, and have some of them between: the long list behind them is that of an annex. */
function holdsBetween({ heads }: Reading, numbered: Reading): boolean {
  const [first, last] = [heads.at(0), heads.at(-1)];
  if (first === undefined || last === undefined || heads.length < MIN_ARTICLES) return false;
  const line = numbered.heads.at(0)?.heading.line ?? 0;
  return (
    first.kind === "article" && isFirst(first.value) && first.heading.line < line && line < last.heading.line
  );
}
