import { isCodified } from "../readings/find-codified.ts";
import type { JudgedUnit } from "./judged-cut.ts";
import { isDecimal } from "./number-span.ts";

/** A number of so many parts is a code (`8.02.010`), which leaves room for later sections. */
export const CODE_PARTS = 3;
const HUNDRED = 100;
/** Fewer numbers before a hundred are missing ones. */
const MIN_ROOM = 10;

/** In many codes the section on penalties has the last number that a chapter may have. */
const LAST_SECTION = /^(?:99|999)$/;

/** A gap in the numbers, and whether the name of a chapter or part stands in it. */
export interface RoomyGap {
  readonly count: number;
  readonly before: JudgedUnit;
  readonly isDivided: boolean;
}

/** True where a code skips several numbers, or is written with leading zeros, at the first section of a part, and in a codification. */
export function leavesRoom({ head }: JudgedUnit, { count, before, isDivided }: RoomyGap): boolean {
  if (isDivided && opensPart(before.head.value, head.value, count)) return true;
  if (endsChapter(head.value, count)) return true;
  if (isCodified(head) || isDecimal(head) || opensHundred(head.value, count)) return true;
  return head.value.length >= CODE_PARTS && (count > 1 || /[^\p{Nd}]0\p{Nd}/u.test(head.key));
}

/** True for the first number of a further hundred: `Sec. 101` in Title I of an act whose first section is 1, `Sec. 201` in Title II. */
function opensHundred([number = 0, ...below]: readonly number[], count: number): boolean {
  return (
    below.length === 0 && number >= HUNDRED && number % HUNDRED <= 1 && count >= MIN_ROOM && count < HUNDRED
  );
}

/**
 * True for the first number of a further part: `160.201` behind `160.15`, and in codes whose first number is that of the part, title and
 * chapter, `L211-1` behind `L112-3`.
 */
function opensPart(before: readonly number[], value: readonly number[], count: number): boolean {
  if (value.length !== 2) return false;
  const [chapter = 0, section = 0] = value;
  const [last = 0] = before;
  if (chapter === last) return count >= MIN_ROOM && section % MIN_ROOM <= 1;
  return section <= 1 && countsByDigits(`${last}`, `${chapter}`);
}

/** True for numbers of three or four digits of which one goes up by one, and those behind it begin again: 112 and 211, 143 and 150. */
function countsByDigits(before: string, next: string): boolean {
  if (before.length !== next.length || before.length < 3) return false;
  let at = 0;
  while (at < before.length && before[at] === next[at]) at++;
  return Number(next[at]) === Number(before[at]) + 1 && /^[01]*$/.test(next.slice(at + 1));
}

function endsChapter(value: readonly number[], count: number): boolean {
  return value.length === 2 && count >= MIN_ROOM && LAST_SECTION.test(`${value[1]}`);
}
