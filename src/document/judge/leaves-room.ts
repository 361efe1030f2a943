import { isCodified } from "../readings/find-codified.ts";
import type { JudgedUnit } from "./judged-cut.ts";

/** A number of so many parts is a code (`8.02.010`), which leaves room for later sections. */
export const CODE_PARTS = 3;
const HUNDRED = 100;
/** Fewer numbers before a hundred are missing ones. */
const MIN_ROOM = 10;

/** True where a code skips several numbers, or is written with leading zeros, and in a codification. */
export function leavesRoom({ head }: JudgedUnit, count: number): boolean {
  if (isCodified(head) || opensHundred(head.value, count)) return true;
  return head.value.length >= CODE_PARTS && (count > 1 || /[^\p{Nd}]0\p{Nd}/u.test(head.key));
}

/** True for the first number of a further hundred: `Sec. 101` in Title I of an act whose first section is 1, `Sec. 201` in Title II. */
function opensHundred([number = 0, ...below]: readonly number[], count: number): boolean {
  return (
    below.length === 0 && number >= HUNDRED && number % HUNDRED <= 1 && count >= MIN_ROOM && count < HUNDRED
  );
}
