import type { Heading } from "../headings/heading.ts";
import { isAnnexNote } from "../names/annex-note.ts";
import { isCodified } from "./find-codified.ts";
import { compareValues, isFirst } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import { isRunOfArticles } from "./run-of-articles.ts";
import { someHeading } from "./some-heading.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** A named reading whose numbers ascend to this share, over this share of the numbered lines, holds them in its units. */
const SOUND_SHARE = 0.9;
const SOUND_COVERAGE = 0.5;
/** Beside so many articles one that steps back is a reference that was taken for one. */
const SOUND_COUNT = 5;

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
/** The note that tells to which act an annex belongs stands so many lines behind the last article at most. */
const NOTE_LINES = 200;
/** Numbers before the first article that may be those of footnotes to the title. */
const MAX_BEFORE = 2;

/**
 * True when the numbers of the named units ascend, also again from the first, or are those of a codification, through the numbered text: the
 * numbers of that are theirs.
 */
export function holdsNumbers(named: Reading, numbered: Reading, input: ReadingInput): boolean {
  const covers = named.coverage >= numbered.coverage * SOUND_COVERAGE || standsAround(named, numbered, input);
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
  const bad = named.count - 1 - steps;
  return bad <= (named.count - 1) * (1 - SOUND_SHARE) || (bad === 1 && named.count >= SOUND_COUNT);
}

/**
 * True for articles from the first on that hold numbered lines, hardly any of which stand before them, or behind which an annex begins before the
 * next one: the long list behind them is that of the annex, and few numbers before them are those of footnotes.
 */
function standsAround({ heads }: Reading, numbered: Reading, input: ReadingInput): boolean {
  const [first, last] = [heads.at(0), heads.at(-1)];
  if (first === undefined || last === undefined || first.kind !== "article" || !isFirst(first.value))
    return false;
  let before = 0;
  let inside = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const { heading } of numbered.heads) {
    if (heading.line < first.heading.line) before++;
    else if (heading.line < last.heading.line) inside++;
    else next = Math.min(next, heading.line);
  }
  if (inside === numbered.heads.length) return true;
  if (before > MAX_BEFORE || heads.length < MIN_ARTICLES) return false;
  const isAnnex = ({ line, shape }: Heading) =>
    shape.stands?.sectionType === "annex" && shape.stands.kind !== "act" && !shape.quoted && line <= next;
  const { headings } = input;
  if (inside > 0 || someHeading(headings, [last.heading.index + 1, headings.length], isAnnex)) return true;
  for (let line = last.heading.line + 1; line < Math.min(next, last.heading.line + NOTE_LINES); line++)
    if (isAnnexNote(input.readLine(line))) return true;
  return false;
}
