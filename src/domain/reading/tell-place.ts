import type { Projected } from "../unit-leaf.ts";

/** Where the text of a unit stands in its source, before the name of the source: `bytes 10 to 90 of `; empty for a repeal. */
export function tellPlace(bytes: readonly [number, number] | null, projection: Projected | null): string {
  const range = projection === null ? bytes : projection.bytes;
  if (range === null) return "";
  const part = projection?.part == null ? "" : `${projection.part} in `;
  return `bytes ${range[0]} to ${range[1]} of ${part}`;
}
