import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { nameByText } from "./name-units.ts";
import type { ReadingInput } from "./read-named.ts";

const MIN_PARTS = 2;
const COUNTED = /^\p{Nd}+$/u;
const DIGIT = /^\p{Nd}/u;

/**
 * Lines of the Markdown headings above the level of all headings that are numbered in digits that are the titles of parts: on their level each
 * heading that is not known otherwise holds such numbered ones and no text (`### I. General` above `##### 1. Ferries`); one that holds
 * nothing at all tells nothing.
 */
export function findEmptyParts(headings: Rows<Heading>, input: ReadingInput): ReadonlySet<number> {
  const unitLevel = topLevelOfNumbered(headings);
  const held = new Map<number, number[]>();
  const refuted = new Set<number>();
  for (let index = 0; index < headings.length; index++) {
    const heading = rowAt(headings, index);
    const { level, stands, isNamed } = heading.shape;
    if (level === 0 || level >= unitLevel || stands !== null || isNamed) continue;
    const next = headings.at(index + 1);
    if (input.ownText.isBetween(nameByText(heading), next?.line ?? input.lines)) refuted.add(level);
    else if (next !== undefined && next.shape.level > level) {
      if (!COUNTED.test(numberOf(next))) refuted.add(level);
      const lines = held.get(level);
      if (lines === undefined) held.set(level, [heading.line]);
      else lines.push(heading.line);
    }
  }
  const parts = new Set<number>();
  for (const [level, lines] of held)
    if (!refuted.has(level) && lines.length >= MIN_PARTS) for (const line of lines) parts.add(line);
  return parts;
}

/** The highest level of a heading that is numbered in digits; 0 where there is none. */
function topLevelOfNumbered(headings: Rows<Heading>): number {
  let top = 0;
  for (const heading of headings) {
    const { level } = heading.shape;
    if (level > 0 && (top === 0 || level < top) && DIGIT.test(numberOf(heading))) top = level;
  }
  return top;
}

function numberOf({ text }: Heading): string {
  return readOutlineNumber(text)?.number.text ?? "";
}
