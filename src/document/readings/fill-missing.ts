import { groupBy } from "../../collections/group-by.ts";
import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import type { Heading } from "../headings/heading.ts";
import { isReference } from "./judge-reference.ts";
import { mergeHeads } from "./merge-heads.ts";
import { nameByWord } from "./name-units.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";

/** Numbers that may be missing one after the other. */
const MAX_MISSING = 8;
/** Behind the number: nothing, or a stop, for which scans print a comma, before a title. */
const TITLED = /^(?:[.:,]?$|[.:,] ["“«(]?\p{Lu})/u;
/** Behind the number of a name that nothing before it opens: nothing, or a stop or dash, alone or before a title. */
const STOPPED = /^(?: ?[.:\-–—])?$|^ ?[.:\-–—] ?["“«(]?\p{Lu}/u;

/**
 * Adds to a reading the names that it does not look at, where exactly their number is missing: those with a comma for the stop behind their
 * number (`Điều 20, Phí`) or behind a stray mark (`. Điều 20. Phí`), where a sentence ends before them, and those below a line that ends no
 * sentence or beside heads that are marked, where no other line has the name.
 */
export function fillMissing(
  { heads }: Reading,
  headings: Rows<Heading>,
): { readonly heads: Rows<UnitHeading>; readonly warnings: readonly DocumentWarning[] } {
  const found: UnitHeading[] = [];
  let before: UnitHeading | null = null;
  for (const head of heads) {
    found.push(...(before === null ? missingFirst(head, headings) : missingBetween(before, head, headings)));
    before = head;
  }
  if (before !== null) found.push(...missingLast(before, headings));
  return {
    heads: mergeHeads(heads, found, headings),
    warnings: found.filter(isMisprinted).map(({ heading, label }) => ({
      code: "MISPRINTED_HEADING",
      line: heading.lineNumber,
      message: `"${label}${heading.shape.stray ? "" : ","}" stands where its number is missing and was taken for it`,
    })),
  };
}

function missingBetween(
  before: UnitHeading,
  next: UnitHeading,
  headings: Rows<Heading>,
): readonly UnitHeading[] {
  const low = before.value[0] ?? 0;
  const count = (next.value[0] ?? 0) - low - 1;
  if (before.value.length !== 1 || next.value.length !== 1 || count < 1 || count > MAX_MISSING) return [];
  if (before.row === "" || before.row !== next.row) return [];
  // An opening mark that a scan misread quotes the rest of the document.
  const isQuoted = next.heading.shape.quoted;
  const isMarked = before.heading.shape.level > 0 || next.heading.shape.level > 0;
  const found: UnitHeading[] = [];
  const closed: UnitHeading[] = [];
  for (let index = before.heading.index + 1; index < next.heading.index; index++) {
    const heading = headings.at(index);
    if (heading === undefined || (heading.shape.quoted && !isQuoted)) continue;
    const head = readHead(heading, next.row);
    if (head === null) continue;
    const expected = (found.at(-1)?.value[0] ?? low) + 1;
    if (isMarked && heading.followsPage) continue;
    if (!heading.shape.opens || isMarked) closed.push(head);
    else if (head.value[0] === expected && expected <= low + count) found.push(head);
  }
  return closed.length === 0 ? found : withClosed(found, closed, { before, next });
}

/** The heads with those below lines that end no sentence, where each is the only one of its number, and stands between its neighbours. */
function withClosed(
  found: readonly UnitHeading[],
  closed: readonly UnitHeading[],
  { before, next }: { readonly before: UnitHeading; readonly next: UnitHeading },
): readonly UnitHeading[] {
  const byValue = groupBy(closed, ({ value }) => value[0] ?? 0);
  const heads: UnitHeading[] = [];
  let last = before;
  for (const head of [...found, next]) {
    for (let value = (last.value[0] ?? 0) + 1; value < (head.value[0] ?? 0); value++) {
      const [only, other] = byValue.get(value) ?? [];
      if (only === undefined || other !== undefined) continue;
      const { line } = only.heading;
      if (line <= last.heading.line || line >= head.heading.line) continue;
      heads.push(only);
      last = only;
    }
    if (head !== next) heads.push(head);
    last = head;
  }
  return heads;
}

/** The first number, before the second: behind a stray mark, or the only one below a line that ends no sentence. */
function missingFirst(head: UnitHeading, headings: Rows<Heading>): readonly UnitHeading[] {
  if (head.value.length !== 1 || head.value[0] !== 2 || head.row === "") return [];
  const closed: UnitHeading[] = [];
  for (let index = head.heading.index - 1; index >= 0; index--) {
    const heading = headings.at(index);
    if (heading === undefined || heading.shape.quoted) continue;
    const first = readHead(heading, head.row);
    if (first?.value[0] !== 1) continue;
    if (heading.shape.opens && heading.shape.stray) return [first];
    if (!heading.shape.opens) closed.push(first);
  }
  return closed.length === 1 ? closed : [];
}

/** The numbers that go on after the last, behind stray marks, or the only ones below lines that end no sentence. */
function missingLast(last: UnitHeading, headings: Rows<Heading>): readonly UnitHeading[] {
  const found: UnitHeading[] = [];
  if (last.value.length !== 1 || last.row === "") return found;
  const closed: UnitHeading[] = [];
  for (let index = last.heading.index + 1; index < headings.length; index++) {
    const heading = headings.at(index);
    if (heading === undefined || heading.shape.quoted) continue;
    const head = readHead(heading, last.row);
    if (head === null) continue;
    if (!heading.shape.opens) closed.push(head);
    else if (heading.shape.stray && head.value[0] === (last.value[0] ?? 0) + found.length + 1)
      found.push(head);
  }
  const [only] = closed;
  const isNext = only !== undefined && closed.length === 1 && only.value[0] === (last.value[0] ?? 0) + 1;
  return found.length === 0 && isNext ? closed : found;
}

function readHead(heading: Heading, row: string): UnitHeading | null {
  const { designator, shape, text } = heading;
  if (designator?.row.id !== row || designator.number.value.length !== 1) return null;
  const rest = text.slice(designator.end);
  if (shape.level > 0 || !(shape.opens ? TITLED : STOPPED).test(rest)) return null;
  const bare = { designator, shape, text: text.slice(0, designator.end) + rest.replace(/^,/u, "") };
  return isReference(bare) ? null : nameByWord(heading, designator);
}

/** True behind a stray mark, and with a comma for the stop. */
function isMisprinted({ heading }: UnitHeading): boolean {
  return heading.shape.stray || heading.text.startsWith(",", heading.designator?.end ?? 0);
}
