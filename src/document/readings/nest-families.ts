import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readDesignator } from "../names/designator.ts";
import { mayContain } from "./collect-marks.ts";
import { isFirst } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import { someHeading } from "./some-heading.ts";
import type { UnitHeading } from "./unit-heading.ts";

/**
 * How one family of unit headings stands to another: `text` where its units hold the others as parts of their own text (an article and its
 * `§ 1º`), `units` where they hold nothing but the others (an article of an amending act and its `§ 1`), `beside` in every other case.
 */
type Nesting = "text" | "units" | "beside";

/** Where so many of the outer headings hold inner ones, a title or an opening sentence is no text of their own. */
const HOLDER_SHARE = 0.6;
const MAX_OPENING_BYTES = 200;
/** Share of the outer units whose first inner number must begin the count. */
const RESTART_SHARE = 0.6;
/** Share of the inner headings that may stand before the first outer one. */
const MAX_BEFORE = 0.1;
/** One name above units may be a unit without text. */
const MIN_PARTS = 2;
const ENDS_SENTENCE = /[.;:。；：]["”»)\]]*$/u;
const AFTER_NAME = /^[\s.:)\-–—]+/u;
const MAX_FIRST_CHARS = 60;

interface Count {
  readonly before: number;
  readonly holders: readonly UnitHeading[];
  readonly restarts: number;
  readonly withText: number;
  /** Those with more text of their own than a title and an opening sentence. */
  readonly withLong: number;
  /** Those with a sentence of their own. */
  readonly withSentence: number;
}

/** A nesting, and the outer headings that hold an inner one. */
export interface Nested {
  readonly nesting: Nesting;
  readonly holders: readonly UnitHeading[];
}

/** How the family `outer` stands to the family `inner`; both in the order of the document. */
export function judgeNesting(
  outer: Rows<UnitHeading>,
  inner: Rows<UnitHeading>,
  input: Pick<ReadingInput, "headings" | "ownText">,
): Nested {
  const count = countHolders(outer, inner, input);
  const nesting = standInChapter(outer, inner, { count, headings: input.headings })
    ? "units"
    : nestingOf(outer, inner, count);
  return { nesting, holders: count.holders };
}

/**
 * True for names above units in one chapter where another has none: each holds units, whose numbers go on, and no text (`§ 2.1. Fees` below
 * `Chapter 2`, and below it `Article 4`).
 */
function standInChapter(
  outer: Rows<UnitHeading>,
  inner: Rows<UnitHeading>,
  { count, headings }: { readonly count: Count; readonly headings: Rows<Heading> },
): boolean {
  const { holders, withText, before, restarts } = count;
  const [first] = outer.slice(0, 1);
  const last = inner.at(before - 1);
  if (before === 0 || withText > 0 || holders.length < outer.length) return false;
  if (restarts >= holders.length * RESTART_SHARE) return false;
  if (first === undefined || last === undefined || !first.heading.shape.alone) return false;
  if (outer.length < MIN_PARTS && !mayContain(first.heading)) return false;
  return someHeading(
    headings,
    [last.heading.index + 1, first.heading.index],
    ({ shape: { stands } }) => stands !== null && stands.rank > 0,
  );
}

function nestingOf(outer: Rows<UnitHeading>, inner: Rows<UnitHeading>, count: Count): Nesting {
  const { holders, restarts, withText } = count;
  if (holders.length === 0 || count.before > inner.length * MAX_BEFORE) return "beside";
  // What follows the last of several may be a sequence of its own.
  const isLast = holders.length === 1 && holders[0]?.heading.line === outer.at(-1)?.heading.line;
  if (isLast && outer.length > 1 && !isBelow(inner.at(0), holders[0])) return "beside";
  const isLeading = holders.length > 1 && holders.length >= outer.length * HOLDER_SHARE;
  // An opening sentence introduces sections and rules; an article with its own sentence has paragraphs, but for names alone below its title.
  const isOpening =
    (isLeading && count.withLong <= holders.length / 2 && !isPart(inner.at(0))) ||
    (count.withSentence === 0 && standAlone(inner));
  const hasText = withText > holders.length / 2 && !isOpening;
  if (isSign(inner.at(0)) && runIn(inner) && restarts >= holders.length * RESTART_SHARE) return "text";
  if (restarts < holders.length * RESTART_SHARE)
    return hasText || holders.length < outer.length / 2 ? "beside" : "units";
  if (!hasText) return "units";
  const [first] = outer.slice(0, 1);
  return first !== undefined && mayContain(first.heading) ? "beside" : "text";
}

/** True for a paragraph sign or a clause, which stand inside an article or a section. */
function isPart(head: UnitHeading | undefined): boolean {
  return isSign(head) || head?.kind === "clause";
}

function isSign(head: UnitHeading | undefined): boolean {
  return head?.word === "PAR";
}

/** True for names before a text on their lines: the paragraphs of an article. */
function runIn(heads: Rows<UnitHeading>): boolean {
  let count = 0;
  for (const { heading, label } of heads) {
    const isText = ENDS_SENTENCE.test(heading.text) || heading.goesOn || !heading.shape.alone;
    if (heading.shape.level === 0 && isText && heading.text.length - label.length > 1) count++;
  }
  return count * 2 > heads.length;
}

/** True for plain names alone or with a title on their lines: the sections of an act, which an article of an amending act holds. */
function standAlone(heads: Rows<UnitHeading>): boolean {
  let alone = 0;
  for (const { heading, label } of heads) {
    const { shape, text } = heading;
    if (shape.level > 0 || (shape.form === "bold" && !shape.alone)) continue;
    if (text.length - label.length <= 1 || (shape.alone && !ENDS_SENTENCE.test(text))) alone++;
  }
  return alone * 2 > heads.length;
}

/** True for a Markdown heading below the level of another. */
function isBelow(inner: UnitHeading | undefined, outer: UnitHeading | undefined): boolean {
  const level = outer?.heading.shape.level ?? 0;
  return level > 0 && (inner?.heading.shape.level ?? 0) > level;
}

/** True for the second number behind the first one on the line of the outer name: `Art. 1. § 1. Text`, and below it `§ 2.` */
function holdsFirst({ heading, label }: UnitHeading, { row, value }: UnitHeading): boolean {
  if (value[0] !== 2) return false;
  const at = heading.text.indexOf(label) + label.length;
  const first = readDesignator(heading.text.slice(at, at + MAX_FIRST_CHARS).replace(AFTER_NAME, ""));
  return first !== null && first.row.id === row && isFirst(first.number.value);
}

function countHolders(
  outer: Rows<UnitHeading>,
  inner: Rows<UnitHeading>,
  { headings, ownText }: Pick<ReadingInput, "headings" | "ownText">,
): Count {
  const holders: UnitHeading[] = [];
  let before = 0;
  let restarts = 0;
  let withText = 0;
  let withLong = 0;
  let withSentence = 0;
  let next = 0;
  let holder: UnitHeading | undefined;
  for (const head of inner) {
    for (
      let at = outer.at(next);
      at !== undefined && at.heading.line < head.heading.line;
      at = outer.at(++next)
    )
      holder = at;
    if (holder === undefined) before++;
    else if (holders.at(-1)?.heading.line !== holder.heading.line) {
      if (endsBefore(headings, holder, head)) {
        holder = undefined;
        before++;
        continue;
      }
      holders.push(holder);
      if (isFirst(head.value.slice(0, 1)) || holdsFirst(holder, head)) restarts++;
      const bytes = ownText.measure(holder, head.heading.line, MAX_OPENING_BYTES + 1);
      if (bytes > 0) withText++;
      if (bytes > MAX_OPENING_BYTES) withLong++;
      if (ownText.holdsSentence(holder, head.heading.line)) withSentence++;
    }
  }
  return { before, holders, restarts, withText, withLong, withSentence };
}

/** True where an unnamed Markdown heading on the level of the outer one, or above it, stands before the inner one: annexed rules are in no article. */
function endsBefore(headings: Rows<Heading>, outer: UnitHeading, inner: UnitHeading): boolean {
  const { index, shape } = outer.heading;
  return someHeading(
    headings,
    [index + 1, inner.heading.index],
    ({ shape: { level, isNamed } }) => level > 0 && level <= shape.level && !isNamed,
  );
}
