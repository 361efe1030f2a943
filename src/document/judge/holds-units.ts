import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { LINE } from "../source/line-class.ts";
import { familyOf } from "./family.ts";
import type { CutToJudge } from "./judged-cut.ts";
import { isFirstValue } from "./number-span.ts";

/** A title or an opening sentence is no text of its own. */
const MAX_OPENING_BYTES = 200;
/** The same for a line of running text, whose words behind the name are counted with it. */
const MAX_LINE_BYTES = 120;
const MAX_OPENING_LINES = 12;

/** True for a name that holds units of another word from their first number on, and no text of its own: it is a container. */
export function holdsUnits(
  { scanned }: CutToJudge,
  heading: Heading,
  next: UnitHeading | undefined,
): boolean {
  if (next === undefined || !isFirstValue(next.value)) return false;
  if (heading.designator === null || familyOf(heading.designator.row.address) === familyOf(next.word))
    return false;
  const { mask, table } = scanned;
  const end = next.heading.line;
  if (end - heading.line > MAX_OPENING_LINES) return false;
  const isMarked = heading.shape.level > 0;
  let bytes = isMarked ? 0 : (table.textEnds[heading.line] ?? 0) - (table.starts[heading.line] ?? 0);
  for (let line = heading.line + 1; line < end; line++) {
    const isText = mask.classes[line] !== LINE.blank && (mask.levels[line] ?? 0) === 0;
    if (isText) bytes += (table.textEnds[line] ?? 0) - (table.starts[line] ?? 0);
  }
  return bytes <= (isMarked ? MAX_OPENING_BYTES : MAX_LINE_BYTES);
}
