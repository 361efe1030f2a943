import { partitionPoint } from "../../collections/partition-point.ts";

/** Positions of a longest strictly rising sequence of the values; values below zero are left out. */
export function longestRise(values: readonly number[]): ReadonlySet<number> {
  /** Position of the smallest value that ends a rise of each length. */
  const ends: number[] = [];
  const before = new Int32Array(values.length).fill(-1);
  for (const [position, value] of values.entries()) {
    if (value < 0) continue;
    const low = partitionPoint(ends.length, (at) => (values[ends[at] ?? 0] ?? 0) >= value);
    before[position] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = position;
  }
  const rise = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) rise.add(at);
  return rise;
}
