import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isFirst } from "./number-order.ts";
import { familyOf } from "./unit-family.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const ROMAN = /^[IVXLC]+$/;
const MIN_HOLDERS = 2;

/**
 * Leaves out the marked articles by Roman numerals that hold marked articles of the same word in digits, each from the first (`## Artikel I` over
 * `### Artikel 1`): the lines of these containers, and what is left. Roman articles with a text of their own stay.
 */
export function leaveOutRoman(
  marks: Rows<UnitHeading>,
  headings: Rows<Heading>,
): { readonly heads: Rows<UnitHeading>; readonly holders: readonly number[] } {
  const holders = new Set<number>();
  let before: UnitHeading | undefined;
  for (const mark of marks) {
    if (before !== undefined && holds(before, mark)) holders.add(before.heading.line);
    before = mark;
  }
  if (holders.size < MIN_HOLDERS) return { heads: marks, holders: [] };
  const kept = marks.filter(({ heading }) => !holders.has(heading.line));
  return { heads: new UnitHeadingList(headings, kept), holders: [...holders] };
}

function holds(outer: UnitHeading, inner: UnitHeading): boolean {
  const { level } = outer.heading.shape;
  const isBelow = level > 0 && inner.heading.shape.level > level && familyOf(inner) === familyOf(outer);
  return isBelow && ROMAN.test(outer.key) && !ROMAN.test(inner.key) && isFirst(inner.value);
}
