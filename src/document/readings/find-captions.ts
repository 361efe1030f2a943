import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { ReadingInput } from "./read-named.ts";
import type { UnitHeading } from "./unit-heading.ts";

const MIN_CAPTIONED = 3;
/** Share of the numbers that differ: in a schedule they may begin again, but not below every heading. */
const MIN_DIFFERENT = 0.6;
/** Share of the heads that stand directly below a heading of their own. */
const MIN_SHARE = 2 / 3;
const MAX_BLANK = 4;

/**
 * Lines of the Markdown headings that are titles of the numbered lines directly below them (`#### Short title`, then `**1** (1) Text`): most
 * heads have one, and no such heading has a number or stands for a container. Empty where they are not.
 */
export function findCaptions(
  heads: Rows<UnitHeading>,
  { headings, readLine }: ReadingInput,
): ReadonlySet<number> {
  const captions = new Set<number>();
  const numbers = new Set<string>();
  for (const { heading, key } of heads) {
    numbers.add(key);
    const above = headings.at(heading.index - 1);
    if (above !== undefined && isCaption(above) && isDirect(above.line, heading.line, readLine))
      captions.add(above.line);
  }
  const isLayout = captions.size >= Math.max(MIN_CAPTIONED, heads.length * MIN_SHARE);
  return isLayout && numbers.size >= heads.length * MIN_DIFFERENT ? captions : new Set();
}

/** True for a Markdown heading that neither counts nor names a unit or a container. */
export function isCaption({ shape, text }: Heading): boolean {
  return shape.level > 0 && shape.stands === null && !shape.isNamed && readOutlineNumber(text) === null;
}

function isDirect(above: number, below: number, readLine: (line: number) => string): boolean {
  if (below - above > MAX_BLANK) return false;
  for (let line = above + 1; line < below; line++) if (readLine(line).trim() !== "") return false;
  return true;
}
