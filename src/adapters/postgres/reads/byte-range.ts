/** The bytes from `start` up to `end`, of two columns of type `bigint`; null where one of them is. */
export function rangeOf(start: string | null, end: string | null): readonly [number, number] | null {
  return start === null || end === null ? null : [Number(start), Number(end)];
}
