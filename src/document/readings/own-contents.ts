import { partitionPoint } from "../../collections/partition-point.ts";
import { type Rows, rowAt } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import type { Heading } from "../headings/heading.ts";
import { foldWords } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { compareValues } from "./number-order.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** A first entry alone may be a reference. */
const MIN_ENTRIES = 2;
const MAX_ENTRIES = 2000;
const PROBE_BYTES = 16;
/** Lines with text between two entries at most: the rest of a title that the page breaks, and the lines of the parts. */
const MAX_LINES = 8;
/** The end of the sentence that introduces contents. */
const INTRODUCES = /[:：]\s*$/u;

/** The heads without the entries of a table of contents. */
export interface Listed {
  readonly heads: Rows<UnitHeading>;
  readonly warnings: readonly DocumentWarning[];
}

/** The heads without the entries of contents that stand inside a unit, and the lines of headings among those entries. */
export interface WithoutOwnContents extends Listed {
  readonly lines: ReadonlySet<number>;
}

/** Leaves out the entries of contents that stand inside the unit which they list first; they are its text. */
export function leaveOutOwnContents(
  scanned: ScannedSource,
  heads: Rows<UnitHeading>,
  headings: Rows<Heading>,
): WithoutOwnContents {
  const entries = new Set(findOwnContents(scanned, heads));
  if (entries.size === 0) return { heads, lines: new Set(), warnings: [] };
  const kept = new UnitHeadingList(headings);
  const lines = new Set<number>();
  let last: UnitHeading | null = null;
  for (const [index, head] of [...heads].entries()) {
    const isEntry = entries.has(index);
    if (!isEntry) kept.push(head);
    else if (last !== null)
      for (let at = last.heading.index + 1; at < head.heading.index; at++)
        lines.add(rowAt(headings, at).line);
    last = isEntry ? head : null;
  }
  return {
    heads: kept,
    lines,
    warnings: [warnOfEntries(entries.size, rowAt(heads, [...entries][0] ?? 0).heading)],
  };
}

/** Tells how many entries were left out, and where the first of them stands. */
export function warnOfEntries(count: number, heading: Heading): DocumentWarning {
  const message = `${count} entries of a table of contents look like headings and were not cut`;
  return { code: "CONTENTS_ENTRIES", line: heading.lineNumber, message };
}

/**
 * Positions of the entries of contents that stand inside the first unit which they list (`SECTION 1. SHORT TITLE; TABLE OF CONTENTS.`, and
 * below it `Sec. 1. Short title; table of contents.`, `Sec. 2. …`): up to the place where the second of them begins, and each of them stands
 * from there on.
 */
function findOwnContents(scanned: ScannedSource, heads: Rows<UnitHeading>): readonly number[] {
  const all = [...heads];
  const firsts = all.flatMap((_, index) =>
    listsHolder(all, index) && isIntroduced(scanned, all[index]?.heading.line ?? 0) ? [index] : [],
  );
  if (firsts.length === 0) return [];
  const placesOf = findPlaces(all);
  const entries: number[] = [];
  for (const first of firsts) {
    const end = placeFrom(placesOf, all[first + 1], first + 2);
    const count = end - first;
    if (count < MIN_ENTRIES || count > MAX_ENTRIES || first < (entries.at(-1) ?? 0)) continue;
    const block = Array.from({ length: count }, (_, offset) => first + offset);
    if (block.every((at) => isEntry(all, at, { scanned, placesOf, first, end }))) entries.push(...block);
  }
  return entries;
}

/** True for a name that the one before it has, with the same title. */
function listsHolder(heads: readonly UnitHeading[], index: number): boolean {
  const [holder, entry] = [heads[index - 1], heads[index]];
  if (holder === undefined || entry === undefined || entry.row !== holder.row) return false;
  if (entry.value.length === 0 || compareValues(entry.value, holder.value) !== 0) return false;
  const title = titleOf(entry);
  return entry.heading.shape.level === 0 && title !== "" && title === titleOf(holder);
}

/** True where the text before a line announces what follows. */
function isIntroduced(scanned: ScannedSource, line: number): boolean {
  let above = line - 1;
  while (above > 0 && scanned.mask.classes[above] === LINE.blank) above--;
  const start = scanned.table.starts[above] ?? 0;
  const end = scanned.table.textEnds[above] ?? start;
  return INTRODUCES.test(scanned.source.toString("utf8", Math.max(start, end - PROBE_BYTES), end));
}

/** True where the name stands again from `end` on, and few lines follow it up to the next one. */
function isEntry(
  heads: readonly UnitHeading[],
  index: number,
  found: {
    readonly scanned: ScannedSource;
    readonly placesOf: ReadonlyMap<string, readonly number[]>;
    readonly first: number;
    readonly end: number;
  },
): boolean {
  const { scanned, placesOf, first, end } = found;
  const [head, next] = [heads[index], heads[index + 1]];
  if (head === undefined || next === undefined || head.heading.shape.level > 0) return false;
  if (index > first && placeFrom(placesOf, head, end) < 0) return false;
  return countLines(scanned, head.heading.line, next.heading.line) <= MAX_LINES;
}

function findPlaces(heads: readonly UnitHeading[]): ReadonlyMap<string, readonly number[]> {
  const placesOf = new Map<string, number[]>();
  for (const [index, head] of heads.entries()) {
    const places = placesOf.get(nameOf(head));
    if (places === undefined) placesOf.set(nameOf(head), [index]);
    else places.push(index);
  }
  return placesOf;
}

/** The first place of the name from a position on, or -1. */
function placeFrom(
  placesOf: ReadonlyMap<string, readonly number[]>,
  head: UnitHeading | undefined,
  from: number,
): number {
  const places = head === undefined ? [] : (placesOf.get(nameOf(head)) ?? []);
  return places[partitionPoint(places.length, (at) => (places[at] ?? 0) >= from)] ?? -1;
}

function nameOf({ row, value }: UnitHeading): string {
  return `${row} ${value.join(".")}`;
}

function titleOf({ heading, label }: UnitHeading): string {
  return foldWords(heading.text.slice(label.length));
}

/** Lines with text between two lines, counted as far as it takes. */
function countLines({ mask }: ScannedSource, line: number, next: number): number {
  let count = 0;
  for (let between = line + 1; between < next && count <= MAX_LINES; between++)
    if (mask.classes[between] !== LINE.blank) count++;
  return count;
}
