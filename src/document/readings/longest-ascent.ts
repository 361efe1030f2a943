import { partitionPoint } from "../../collections/partition-point.ts";

/**
 * Indexes of the longest strictly ascending sequence of values, compared part by part. Of equal values the `last` one is preferred where a
 * table of contents may come first, and the `first` one where references may follow.
 */
export function longestAscent(
  values: readonly (readonly number[])[],
  prefer: "first" | "last",
): readonly number[] {
  /** Index of the smallest value that ends an ascent of each length. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, value] of values.entries()) {
    const low = partitionPoint(ends.length, (at) => !isBelow(values[ends[at] ?? 0] ?? [], value));
    before.push(low === 0 ? -1 : (ends[low - 1] ?? -1));
    const known = ends[low];
    const isEqual = known !== undefined && !isBelow(value, values[known] ?? []);
    if (value.length > 0 && !(isEqual && prefer === "first")) ends[low] = index;
  }
  const ascent: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) ascent.push(at);
  return ascent.reverse();
}

function isBelow(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? -1) - (b[at] ?? -1);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
