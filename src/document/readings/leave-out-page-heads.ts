import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { foldText } from "../names/fold-text.ts";
import { isPageLine } from "../names/page-line.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** The number of a page alone; other lines that count pages are told by their words. */
const BARE_NUMBER = /^[\s\f]*\d{1,4}\s*$/u;
const PROBE_BYTES = 80;
/** Lines above a name that are searched for the number of the page. */
const LOOK_BACK = 3;

/**
 * Leaves out the names that a printed page repeats at its top: they stand alone below the number of the page before, and name the article that
 * goes on there or the first one that begins.
 */
export function leaveOutPageHeads(
  scanned: ScannedSource,
  marks: Rows<UnitHeading>,
  headings: Rows<Heading>,
): Rows<UnitHeading> {
  const repeated = new Set<number>();
  let before = "";
  let mark = marks.at(0);
  for (let index = 0; mark !== undefined; index++) {
    const { heading, label } = mark;
    const next = marks.at(index + 1);
    const isRepeated = label === before || label === next?.label;
    if (isRepeated && isBelowPage(scanned, heading)) repeated.add(index);
    else before = label;
    mark = next;
  }
  if (repeated.size === 0) return marks;
  const kept = new UnitHeadingList(headings);
  let index = 0;
  for (const head of marks) if (!repeated.has(index++)) kept.push(head);
  return kept;
}

function isBelowPage(scanned: ScannedSource, { line, shape }: Heading): boolean {
  if (shape.level > 0 || !shape.alone) return false;
  for (let above = line - 1; above >= 0 && above >= line - LOOK_BACK; above--) {
    if (scanned.mask.classes[above] === LINE.blank) continue;
    const text = readText(scanned, above, PROBE_BYTES);
    return BARE_NUMBER.test(text) || isPageLine(foldText(text));
  }
  return false;
}
