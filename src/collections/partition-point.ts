/**
 * The first index from 0 on at which the condition holds, or `length` where it never does. The condition must hold from that index on; it is
 * asked for about log2 of the indexes.
 */
export function partitionPoint(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
