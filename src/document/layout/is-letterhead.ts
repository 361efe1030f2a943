import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

/** The row of articles whose acts head a preamble in words that are known only. */
const VIETNAMESE = "vi-dieu";

/** True for the unit of a Vietnamese act. */
export function isVietnamese({ row }: UnitHeading): boolean {
  return row === VIETNAMESE;
}

/** True for an unknown line above a line of dashes in a Vietnamese act whose articles are not marked: its letterhead is printed so. */
export function isLetterhead({ shape }: Heading, first: UnitHeading | undefined): boolean {
  if (first === undefined || !isVietnamese(first) || first.heading.shape.level > 0) return false;
  return shape.form === "setext" && shape.stands === null;
}
