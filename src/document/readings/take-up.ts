import type { Rows } from "../../collections/rows.ts";
import { LINE } from "../source/line-class.ts";
import { formOf } from "./collect-marks.ts";
import { compareValues, isFirst, isSuccessor } from "./number-order.ts";
import type { ReadingInput } from "./read-named.ts";
import type { Separators } from "./separators.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** A count that starts again where nothing separates it from the count before must go on to this number. */
const MIN_RESTART = 3;
/** A count that starts again has to go on within so many headings. */
const LOOK_AHEAD = 200;
/** Numbers that may be missing before a heading at the start of a block. */
const MAX_SKIP = 2;

interface Context {
  readonly input: ReadingInput;
  readonly separators: Separators;
}

/**
 * Adds to the headings of a reading those of the same family that stand in another form, where their numbers continue the count: they fill a
 * gap, precede the first, follow the last, or start again behind a container or annex.
 */
export function takeUp(
  base: Rows<UnitHeading>,
  others: Rows<UnitHeading>,
  context: Context,
): Rows<UnitHeading> {
  if (others.length === 0) return base;
  const heads = new UnitHeadingList(context.input.headings);
  let last: UnitHeading | null = null;
  let next = 0;
  const own = new Set<number>();
  for (const { heading } of base) own.add(heading.line);
  for (let index = 0; index <= base.length; index++) {
    const head = base.at(index);
    const gap: UnitHeading[] = [];
    for (let other = others.at(next); other !== undefined; other = others.at(++next)) {
      if (head !== undefined && other.heading.line > head.heading.line) break;
      const isTight = formOf(other.heading) === "tight";
      if (own.has(other.heading.line) || (isTight && !mayTake(other, base, context.input))) continue;
      gap.push(other);
    }
    for (const taken of fitting(gap, { last, next: head, separators: context.separators })) {
      heads.push(taken);
      last = taken;
    }
    if (head !== undefined) heads.push(head);
    last = head ?? last;
  }
  return heads;
}

/** A name inside a paragraph counts where something new may begin; beside marked units a line that Markdown counts to a list is part of it. */
function mayTake(
  { heading }: UnitHeading,
  base: Rows<UnitHeading>,
  { scanned, isPlainText }: ReadingInput,
): boolean {
  const isMarked = !isPlainText && (base.at(0)?.heading.shape.level ?? 0) > 0;
  return heading.shape.opens && !(isMarked && scanned.mask.classes[heading.line] === LINE.list);
}

/** Those of the headings between two of the reading that continue its count. */
function fitting(
  gap: readonly UnitHeading[],
  around: {
    readonly last: UnitHeading | null;
    readonly next: UnitHeading | undefined;
    readonly separators: Separators;
  },
): readonly UnitHeading[] {
  const { next, separators } = around;
  const taken: UnitHeading[] = [];
  let { last } = around;
  for (const [at, other] of gap.entries()) {
    if (other.value.length === 0 || !precedes(other, next)) continue;
    const isSeparated = separators.between(last?.heading.line ?? -1, other.heading.line);
    if (
      !follows(last, other, separators) &&
      !goesOn(taken.at(-1), other) &&
      !leadsTo(last, other, next) &&
      !(mayStart(other, separators) && startsAgain(gap.slice(at, at + LOOK_AHEAD), next, isSeparated))
    )
      continue;
    taken.push(other);
    last = other;
  }
  return taken;
}

/** True when the heading may stand before the next one of the reading. */
function precedes(other: UnitHeading, next: UnitHeading | undefined): boolean {
  return next === undefined || isFirst(next.value) || compareValues(other.value, next.value) < 0;
}

function follows(last: UnitHeading | null, other: UnitHeading, separators: Separators): boolean {
  if (last === null) return false;
  if (isSuccessor(last.value, other.value)) return true;
  const { line } = other.heading;
  // No sentence goes on from the name of a chapter into that of an article.
  if (separators.isAbove(line)) return compareValues(last.value, other.value) < 0;
  const step = (other.value[0] ?? 0) - (last.value[0] ?? 0);
  const isStrong = formOf(other.heading) !== "tight";
  return isStrong && other.value.length === 1 && step > 0 && step <= MAX_SKIP + 1;
}

/** Behind a heading that was taken up, others at the starts of blocks may skip numbers: an annex that prints some articles of a law. */
function goesOn(before: UnitHeading | undefined, other: UnitHeading): boolean {
  if (before === undefined || formOf(other.heading) === "tight") return false;
  return compareValues(before.value, other.value) < 0;
}

/** A count starts with the first number, or with any directly below an annex or container. */
function mayStart({ value, heading }: UnitHeading, separators: Separators): boolean {
  return isFirst(value) || separators.isAbove(heading.line);
}

/** True for the number just before the first heading of the reading. */
function leadsTo(last: UnitHeading | null, other: UnitHeading, next: UnitHeading | undefined): boolean {
  return last === null && next !== undefined && isSuccessor(other.value, next.value);
}

/** True when a count that starts again with the first heading goes on behind it. */
function startsAgain(
  rest: readonly UnitHeading[],
  next: UnitHeading | undefined,
  isSeparated: boolean,
): boolean {
  const [first] = rest;
  if (first === undefined) return false;
  if (isSeparated && formOf(first.heading) !== "tight") return true;
  let last = first;
  for (const other of next === undefined ? rest.slice(1) : [...rest.slice(1), next]) {
    if (isSuccessor(last.value, other.value)) last = other;
    if (isSeparated && last !== first) return true;
  }
  return (last.value[0] ?? 0) >= MIN_RESTART;
}
