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
  const kept: number[] = [];
  let from = 0;
  let last: Value = [];
  for (const [index, value] of values.entries()) {
    const isNew =
      (isFirst(value) && restarts.may(index) && goesOn(values, index, last)) ||
      (compareValues(value, last) <= 0 && restarts.must(index));
    if (index > from && isNew) {
      kept.push(...longestAscent(values, from, index));
      from = index;
    }
    last = value;
  }
  return [...kept, ...longestAscent(values, from, values.length)];
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

/** Indexes of the longest strictly ascending subsequence of the values from `from` up to `to`; values without a number are left out. */
function longestAscent(values: readonly Value[], from: number, to: number): readonly number[] {
  /** At position n the index that ends the ascent of length n + 1 with the least value. */
  const ends: number[] = [];
  const before = new Map<number, number>();
  for (let index = from; index < to; index++) {
    const value = values[index] ?? [];
    if (value.length === 0) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareValues(values[ends[middle] ?? 0] ?? [], value) < 0) low = middle + 1;
      else high = middle;
    }
    const previous = ends[low - 1];
    if (previous !== undefined) before.set(index, previous);
    ends[low] = index;
  }
  const chain: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before.get(at)) chain.push(at);
  return chain.reverse();
}
