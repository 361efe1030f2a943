/**
 * Indexes of the longest strictly ascending sequence of values, compared part by part; of equal values the later one, so that the body of
 * a document is preferred to its table of contents.
 */
export function longestAscent(values: readonly (readonly number[])[]): readonly number[] {
  /** Index of the smallest value that ends an ascent of each length. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(values[ends[middle] ?? 0] ?? [], value)) low = middle + 1;
      else high = middle;
    }
    before.push(low === 0 ? -1 : (ends[low - 1] ?? -1));
    ends[low] = index;
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
