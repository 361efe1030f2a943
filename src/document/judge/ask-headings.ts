import { type Rows, rowAt } from "../../collections/rows.ts";
import type { Doubt } from "../../domain/doubts.ts";
import type { Heading } from "../headings/heading.ts";
import { holdsSentence } from "./holds-sentence.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import { quoteHeading } from "./quote-heading.ts";
import { regionsWithApart } from "./regions-apart.ts";

/** An annex may have one heading, its title. */
const MIN_IN_ANNEX = 2;
/** A heading that is no longer is a number, whose title stands below. */
const MAX_NUMBER_CHARS = 6;

/**
 * Markdown headings behind the first unit that hold sentences and are neither units nor known parts: their text is in no unit. Those that
 * follow each other are told once.
 */
export function* askHeadings(cut: JudgedCut): Generator<Doubt> {
  const { scanned, headings, judged } = cut;
  const first = judged[0]?.line ?? 0;
  let group: Heading[] = [];
  let least = 1;
  let index = 0;
  for (const { role, startByte, endByte, isApart } of regionsWithApart(cut)) {
    if (role === "unit" && group.length > 0) {
      if (group.length >= least) yield tell(group);
      group = [];
    }
    if (role !== "container") continue;
    const [from, to] = [lineAt(scanned.table, startByte), lineAt(scanned.table, endByte)];
    if (from < first) continue;
    if (group.length === 0) least = isApart ? MIN_IN_ANNEX : 1;
    while (index < headings.length && rowAt(headings, index).line < from) index++;
    for (; index < headings.length && rowAt(headings, index).line < to; index++) {
      const heading = rowAt(headings, index);
      if (heading.shape.level === 0 || heading.shape.stands !== null) continue;
      const isNumber = heading.text.length <= MAX_NUMBER_CHARS;
      const next = isNumber ? nextMarked(headings, index) : (headings.at(index + 1)?.line ?? to);
      if (holdsSentence(scanned, heading.line + 1, Math.min(next, to))) group.push(heading);
    }
  }
  if (group.length >= least && group.length > 0) yield tell(group);
}

/** Line of the next Markdown heading. */
function nextMarked(headings: Rows<Heading>, from: number): number {
  for (let index = from + 1; index < headings.length; index++) {
    const { line, shape } = rowAt(headings, index);
    if (shape.level > 0) return line;
  }
  return Number.POSITIVE_INFINITY;
}

function tell(group: readonly Heading[]): Doubt {
  const { text, line } = rowAt(group, 0);
  const more = group.length === 1 ? "stands" : `and ${group.length - 1} more headings stand`;
  const message = `${quoteHeading(text)} ${more} with text in no unit`;
  return { code: "HEADING_IN_NO_UNIT", line: line + 1, message, isMild: true };
}
