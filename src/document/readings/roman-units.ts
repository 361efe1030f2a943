import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { countParts, findParts, listParts, readRoman } from "./find-parts.ts";
import { depthOf } from "./numbered-head.ts";
import type { ReadingInput } from "./read-named.ts";
import type { UnitHeading } from "./unit-heading.ts";

const MIN_UNITS = 3;
const DIGITS = /^\p{Nd}/u;
/** Share of the numbers that count up in their section. */
const MIN_COUNTED = 0.9;

/**
 * The lines that count in Roman numbers from the first (`I. GENERAL`, `II. FERRIES`), where the numbers in digits below them begin again in
 * each and are no units: some of these sections hold a text of their own and no number, or count twice. Empty where there are none.
 */
export function findRomanUnits(
  columns: readonly Rows<UnitHeading>[],
  { headings, ownText }: ReadingInput,
): readonly Heading[] {
  const parts = listParts(headings);
  const roman = countParts(parts, readRoman);
  if (roman.length < MIN_UNITS) return [];
  const digits = columns.filter((column) => DIGITS.test(column.at(0)?.key ?? ""));
  const isRoman =
    digits.length > 0 &&
    digits.every((column) => {
      const tops = column.filter((head) => depthOf(head) === 1);
      const counted = countWithin(tops, roman);
      return counted !== null && (counted.restarts > 0 || findParts(parts, column, ownText).length === 0);
    });
  return isRoman ? roman : [];
}

/** How often numbers begin again within one section; null where they don't begin in each section that has some, or don't count up there. */
function countWithin(
  heads: Rows<UnitHeading>,
  sections: readonly Heading[],
): { readonly restarts: number } | null {
  let section = -1;
  let last = 0;
  let counted = 0;
  let restarts = 0;
  for (const { heading, value } of heads) {
    const number = value[0] ?? 0;
    const before = section;
    while ((sections[section + 1]?.line ?? Number.POSITIVE_INFINITY) < heading.line) section++;
    if (section < 0 || (section !== before && number !== 1)) return null;
    if (section === before && number === 1) restarts++;
    if (number === 1 || number === last + 1) counted++;
    last = number;
  }
  return counted >= heads.length * MIN_COUNTED ? { restarts } : null;
}

/** True where a reading takes exactly these lines. */
export function takes(heads: Rows<UnitHeading>, lines: readonly Heading[]): boolean {
  return (
    heads.length === lines.length && lines.every(({ line }, index) => heads.at(index)?.heading.line === line)
  );
}
