import { longestAscent } from "./longest-ascent.ts";
import { compareValues, isFirst, isSuccessor } from "./number-order.ts";

type Value = readonly number[];

/** Values after a possible new beginning that are looked at to tell which count goes on. */
const LOOK_AHEAD = 200;

/** Where a count may start again. */
export interface Restarts {
  /** From the beginning, if the second number then comes before the one that continues the count before. */
  readonly may: (index: number) => boolean;
  /** With any number that is not higher than the one before. */
  readonly must: (index: number) => boolean;
}

/** Indexes of the values that ascend: in every count the longest strictly ascending subsequence. */
export function longestAscents(values: readonly Value[], restarts: Restarts): readonly number[] {
  const kept: (readonly number[])[] = [];
  let from = 0;
  let last: Value = [];
  for (const [index, value] of values.entries()) {
    const isNew =
      (isFirst(value) && restarts.may(index) && goesOn(values, index, last)) ||
      (compareValues(value, last) <= 0 && restarts.must(index));
    if (index > from && isNew) {
      kept.push(ascentOf(values, from, index));
      from = index;
    }
    last = value;
  }
  return [...kept, ascentOf(values, from, values.length)].flat();
}

/** True when the second number of a new count comes after `index`, before the number that would continue the count that ended with `last`. */
function goesOn(values: readonly Value[], index: number, last: Value): boolean {
  const first = values[index] ?? [];
  for (const value of values.slice(index + 1, index + 1 + LOOK_AHEAD)) {
    if (isSuccessor(first, value)) return true;
    if (isSuccessor(last, value)) return false;
  }
  return false;
}

function ascentOf(values: readonly Value[], from: number, to: number): readonly number[] {
  return longestAscent(values.slice(from, to), "first").map((index) => from + index);
}
