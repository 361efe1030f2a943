import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";

/** True where one of the headings from one position on, and before another, is wanted. */
export function someHeading(
  headings: Rows<Heading>,
  [from, to]: readonly [from: number, to: number],
  isWanted: (heading: Heading) => boolean,
): boolean {
  for (let index = from; index < to; index++) {
    const heading = headings.at(index);
    if (heading !== undefined && isWanted(heading)) return true;
  }
  return false;
}
