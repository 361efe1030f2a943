import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { familyOf } from "./unit-family.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const ROMAN = /^[IVXLC]+$/;
const INTRODUCES = /[:：][\s"“„«*_]*$/u;
/** Share of the names of the amended act that a line with a colon introduces. */
const MIN_INTRODUCED = 0.6;
const MIN_OWN = 2;
const PROBE_BYTES = 400;
/** Lines above a name that are searched for what introduces it. */
const LOOK_BACK = 4;

/**
 * Leaves out the articles of the amended act that an amending act prints without quotation marks: its own articles have Roman numerals
 * (`Pasal I`, `Pasal II`), those that it quotes stand between in digits, below lines that introduce them.
 */
export function leaveOutAmended(
  scanned: ScannedSource,
  marks: Rows<UnitHeading>,
  headings: Rows<Heading>,
): Rows<UnitHeading> {
  const family = ownFamily(marks);
  if (family === null) return marks;
  const amended = new Set<number>();
  let introduced = 0;
  let index = -1;
  for (const mark of marks) {
    index++;
    if (mark.heading.shape.level > 0 || familyOf(mark) !== family || ROMAN.test(mark.key)) continue;
    amended.add(index);
    if (isIntroduced(scanned, mark.heading.line)) introduced++;
  }
  if (amended.size === 0 || introduced < amended.size * MIN_INTRODUCED) return marks;
  const kept = new UnitHeadingList(headings);
  let at = 0;
  for (const head of marks) if (!amended.has(at++)) kept.push(head);
  return kept;
}

/** The family whose first name has the first Roman numeral, and counts up in Roman numerals; null where there is none. */
function ownFamily(marks: Rows<UnitHeading>): string | null {
  const first = marks.at(0);
  if (first === undefined || first.key !== "I") return null;
  const family = familyOf(first);
  let count = 0;
  for (const mark of marks) {
    if (familyOf(mark) !== family || !ROMAN.test(mark.key)) continue;
    if (mark.value[0] !== ++count) return null;
  }
  return count >= MIN_OWN ? family : null;
}

function isIntroduced(scanned: ScannedSource, line: number): boolean {
  for (let above = line - 1; above >= Math.max(0, line - LOOK_BACK); above--) {
    if (scanned.mask.classes[above] === LINE.blank) continue;
    return INTRODUCES.test(readText(scanned, above, PROBE_BYTES));
  }
  return false;
}
