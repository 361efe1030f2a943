import { partitionPoint } from "../../collections/partition-point.ts";
import { INSERTED } from "../names/suffix-value.ts";

/** The part of the letter Z. */
const LAST_LETTER = INSERTED + 26;

/** Compares the values of two printed numbers part by part. */
export function compareValues(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True when `next` is expected after `prev`: the next number, an inserted one, the first one below, or the next one of a higher level. */
export function isSuccessor(prev: readonly number[], next: readonly number[]): boolean {
  if (prev.length === 0 || next.length === 0) return false;
  const same = commonLength(prev, next);
  const part = next[same] ?? 0;
  const above = prev[same] ?? 0;
  if (same === prev.length) return opens(next.slice(same));
  if (same !== next.length - 1) return false;
  if (part === above + 1) return true;
  return part >= INSERTED && opens([part]) && (above < INSERTED || above === LAST_LETTER);
}

/** True for the first numbers below another: `1` or `2`, `A` or `bis`, and `ZA`, which stands before `A`. */
function opens([first = 0, ...rest]: readonly number[]): boolean {
  const isEarly = first === LAST_LETTER ? rest.length > 0 : placeOf(first) <= 2;
  return isEarly && rest.every((part) => placeOf(part) <= 1);
}

function placeOf(part: number): number {
  return part >= INSERTED ? part - INSERTED : part;
}

/** Share of the steps that ascend or start again from the beginning, between 0 and 1; 1 for a single value, 0 for none. */
export function ascendingShare(values: Iterable<readonly number[]>): number {
  let previous: readonly number[] | null = null;
  let good = 0;
  let count = 0;
  for (const current of values) {
    count++;
    const restarts = current.length > 0 && (current[0] ?? 9) <= 1;
    if (previous !== null && (restarts || compareValues(previous, current) < 0)) good++;
    previous = current;
  }
  return count < 2 ? count : good / (count - 1);
}

/** Values after this many others are not looked at to tell whether a number comes later. */
const LOOK_AHEAD = 200;

/** Indexes of the values that count up from 0 or 1, taken greedily: each accepted value follows the one accepted before. */
export function longestChain(values: readonly (readonly number[])[]): readonly number[] {
  const chain: number[] = [];
  const places = placesOf(values);
  let last: readonly number[] | null = null;
  for (const [index, value] of values.entries()) {
    const opens = last === null && isFirst(value);
    const follows: boolean =
      last !== null &&
      (isSuccessor(last, value) || skipsTo(last, value, (key) => comesLater(places, key, index)));
    if (!opens && !follows) continue;
    chain.push(index);
    last = value;
  }
  return chain;
}

/** True for a number with which a count begins. */
export function isFirst(value: readonly number[]): boolean {
  return value.length === 1 && (value[0] ?? 9) <= 1;
}

function placesOf(values: readonly (readonly number[])[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, value] of values.entries()) {
    const key = value.join(".");
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  }
  return places;
}

function comesLater(places: ReadonlyMap<string, readonly number[]>, key: string, index: number): boolean {
  const found = places.get(key) ?? [];
  const next = found[partitionPoint(found.length, (at) => (found[at] ?? 0) > index)];
  return next !== undefined && next <= index + LOOK_AHEAD;
}

/** A gap of one or two numbers is accepted only if the expected number does not come later. */
function skipsTo(
  last: readonly number[],
  value: readonly number[],
  comes: (key: string) => boolean,
): boolean {
  if (value.length !== last.length || compareValues(last, value) >= 0) return false;
  const same = commonLength(last, value);
  if (same !== value.length - 1 || (value[same] ?? 0) - (last[same] ?? 0) > 3) return false;
  return !comes([...last.slice(0, same), (last[same] ?? 0) + 1].join("."));
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
