import { compareValues } from "../readings/number-order.ts";
import type { JudgedCut } from "./judged-cut.ts";
import type { WantedNumbers } from "./search-number.ts";

/** The numbers that no container has whose name is that of a unit: `Article II` with sections of its own stands between two articles with text. */
export function withoutHolders(
  { reading, headings }: JudgedCut,
  { values, from, to }: Omit<WantedNumbers, "like">,
): readonly (readonly number[])[] {
  const lines = new Set(reading.holders.filter((line) => line >= from && line < to));
  if (lines.size === 0) return values;
  const held: (readonly number[])[] = [];
  for (const { line, designator } of headings)
    if (lines.has(line) && designator !== null) held.push(designator.number.value);
  return values.filter((value) => !held.some((number) => compareValues(number, value) === 0));
}
