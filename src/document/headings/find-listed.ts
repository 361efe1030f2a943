import type { Rows } from "../../collections/rows.ts";
import { LINE } from "../source/line-class.ts";
import { textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { Heading } from "./heading.ts";
import { ListedNames } from "./listed-names.ts";

/** Tables of contents of a document at most; further ones belong to its parts. */
const MAX_TABLES = 8;
/** Headings at which the entries may begin: one of a column or the like may stand above the first. */
const MAX_SKIPPED = 3;
/** Places at most where the text may begin that a table lists. */
const MAX_STARTS = 6;
const MIN_ENTRIES = 3;
/** Share of the entries that stand again further down, in order. */
const MIN_LISTED = 0.7;
/** The same for entries behind the text that they list, which may go on with the beginning of each text on one line. */
const MIN_LISTED_BEFORE = 0.9;
const MAX_TOLD_LINE = 40_000;
/** Lines between two entries at most: the titles of both, and the name of a chapter. */
const MAX_BETWEEN = 4;
const MAX_LINE = 240;
/** The text is so many times as long as the table of contents, in bytes. */
const MIN_TIMES = 2;

/**
 * Lines of headings that are the entries of a table of contents: below its heading, few lines apart, and most of them, with their titles, again
 * further down and in the same order, with text; or before it, where the table is the end of the document.
 */
export function findListed(scanned: ScannedSource, headings: Rows<Heading>): ReadonlySet<number> {
  const lines = new Set<number>();
  const tables: number[] = [];
  for (const { shape, index } of headings) {
    if (shape.stands?.kind !== "contents" || tables.length === MAX_TABLES) continue;
    if (tables.at(-1) === index - 1) tables.pop();
    tables.push(index);
  }
  const names = new ListedNames(scanned, headings);
  const search = { scanned, headings, names };
  for (const table of tables)
    for (const at of findEntries(search, table + 1)) lines.add(headings.at(at)?.line ?? -1);
  return lines;
}

interface Search {
  readonly scanned: ScannedSource;
  readonly headings: Rows<Heading>;
  readonly names: ListedNames;
}

function findEntries(search: Search, first: number): readonly number[] {
  for (let skipped = 0; skipped < MAX_SKIPPED; skipped++) {
    const block = findBlock(search, first + skipped);
    if (block.length > 0) return block;
  }
  return findLastBlock(search, first);
}

/** The longest block of entries from a heading on whose first entry stands again behind it. */
function findBlock(search: Search, first: number): readonly number[] {
  const { names } = search;
  const end = endOfBlock(search, first);
  let best: readonly number[] = [];
  if (end - first < MIN_ENTRIES) return best;
  const starts = names.placesOf(first).filter((at) => at > first + 1 && at <= end);
  for (const start of starts.slice(0, MAX_STARTS)) {
    const block = matchBlock(search, first, start);
    if (block.length > best.length) best = block;
  }
  return best;
}

/** The headings from one on, where they are the last of the document and most of them stand before it. */
function findLastBlock(search: Search, first: number): readonly number[] {
  const { headings, names } = search;
  const count = headings.length - first;
  if (count < MIN_ENTRIES || endOfBlock(search, first, MAX_TOLD_LINE) < headings.length) return [];
  let listed = 0;
  for (let at = first; at < headings.length; at++) {
    const place = names.findSame(at, 0);
    if (place >= 0 && place < first) listed++;
  }
  return listed >= count * MIN_LISTED_BEFORE
    ? Array.from({ length: count }, (_, offset) => first + offset)
    : [];
}

/** One past the last heading up to which only short lines stand. */
function endOfBlock({ scanned, headings }: Search, first: number, longest = MAX_LINE): number {
  let at = first;
  for (; at + 1 < headings.length; at++) {
    const [line = 0, next = 0] = [headings.at(at)?.line, headings.at(at + 1)?.line];
    if (!isShort(scanned, [line, next], longest)) break;
  }
  return at + 1;
}

function isShort(
  { source, table, mask }: ScannedSource,
  [line, next]: readonly [line: number, next: number],
  longest: number,
): boolean {
  let between = 0;
  for (let at = line; at < next; at++) {
    if (mask.classes[at] === LINE.blank || mask.classes[at] === LINE.underline) continue;
    const start = textStart(source, table, at);
    if ((table.textEnds[at] ?? start) - start > longest || ++between > MAX_BETWEEN) return false;
  }
  return true;
}

/** The entries from `first` up to the last one that the text from `start` on has; empty where it has too few of them. */
function matchBlock({ headings, scanned, names }: Search, first: number, start: number): readonly number[] {
  let listed = 0;
  let from = start;
  let last = first - 1;
  for (let at = first; at < start; at++) {
    const place = names.findSame(at, from);
    if (place < 0) continue;
    listed++;
    from = place + 1;
    last = at;
  }
  const count = last + 1 - first;
  while (last + 1 < start && isTight(scanned, lineAt(headings, last), lineAt(headings, last + 1))) last++;
  if (listed < MIN_ENTRIES) return [];
  if (listed < count * MIN_LISTED) return [];
  const byteAt = (at: number) => headings.at(at)?.startByte ?? scanned.source.length;
  return byteAt(from) - byteAt(start) >= (byteAt(last) - byteAt(first)) * MIN_TIMES
    ? Array.from({ length: last + 1 - first }, (_, offset) => first + offset)
    : [];
}

function lineAt(headings: Rows<Heading>, at: number): number {
  return headings.at(at)?.line ?? 0;
}

/** True where no blank line stands between: a last entry that the text has in other words, or not at all. */
function isTight({ mask }: ScannedSource, line: number, next: number): boolean {
  for (let at = line + 1; at < next; at++) if (mask.classes[at] === LINE.blank) return false;
  return true;
}
