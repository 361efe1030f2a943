import { partitionPoint } from "../../collections/partition-point.ts";
import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { readPlainWords } from "../headings/heading-words.ts";
import { readPageEnd } from "../names/page-end.ts";
import { LINE } from "../source/line-class.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { listsTitle } from "./entry-title.ts";
import { isSuccessor } from "./number-order.ts";
import { findOwnChapters } from "./own-chapters.ts";
import { type Listed, warnOfEntries } from "./own-contents.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** At least this many entries are a table of contents even without its heading; fewer may be articles without text. */
const MIN_ENTRIES = 3;
/** An entry says at most so many characters of the title that it lists; a longer line is the text of an article. */
const MAX_ENTRY_TITLE = 200;
/** Share of the entries that must carry the title of what they list. */
const SAME_TITLE_SHARE = 0.6;
/** The leader and the page number at the end of an entry: `.... 12`, `. . . 12`, `… 12`, `_____ 12`, or wide white space before it. */
const IN_LEADER = /\.{3}|(?:\. ){3}|\s{3}|\t/u;
const LEADER_OR_SPACE = /[\s.]/u;
/** An entry does not end as a sentence does. */
const SENTENCE = /[.;]["”»)]?$/u;
const WIDE_SENTENCE = /[。；]["”»」)]?$/u;
const MAX_ENTRY_SENTENCE = 30;

/** True when a line ends as the entry of a table of contents does: with a leader and a page number. */
function endsWithPage(raw: string): boolean {
  const { before, gap, number } = readPageEnd(raw, { gap: LEADER_OR_SPACE, takesRoman: true });
  return number !== "" && (IN_LEADER.test(gap) || before.endsWith("…") || before.endsWith("___"));
}

/**
 * Leaves out the entries of a table of contents that are printed like headings. Entries follow each other without text between them or end
 * with a page number, and what they list stands further down, or above where the contents are at the end, under the same name and title.
 */
export function leaveOutContents(
  scanned: ScannedSource,
  heads: Rows<UnitHeading>,
  headings: Rows<Heading>,
): Listed {
  const entries = findEntries(scanned, heads, headings);
  if (entries.size === 0) return { heads, warnings: [] };
  const kept = new UnitHeadingList(headings);
  let index = 0;
  let first: UnitHeading | null = null;
  for (const head of heads) {
    if (!entries.has(index++)) kept.push(head);
    else first ??= head;
  }
  return { heads: kept, warnings: first === null ? [] : [warnOfEntries(entries.size, first.heading)] };
}

/** Positions of the unit headings that are entries. */
function findEntries(
  scanned: ScannedSource,
  heads: Rows<UnitHeading>,
  headings: Rows<Heading>,
): ReadonlySet<number> {
  const bare = findBare(scanned, heads, headings);
  if (bare.size === 0) return bare;
  const placesOf = findPlaces(heads);
  const atEnd = endsInContents(heads, headings);
  const later = (index: number) => {
    const places = placesOf.get(keyOf(heads.at(index))) ?? [];
    const next = laterPlace(places, index);
    return next < 0 && atEnd(index) ? earlierPlace(places, index) : next;
  };
  const isListed = listsContents(headings);
  const inOwnChapter = findOwnChapters(headings);
  const entries = new Set<number>();
  let repeated = 0;
  for (const index of bare) {
    const next = later(index);
    if (next < 0) continue;
    repeated++;
    if (!listsTitle(heads.at(index), heads.at(next))) continue;
    if (!isListed && inOwnChapter(heads.at(index)?.heading.line ?? 0)) continue;
    entries.add(index);
  }
  if (entries.size < repeated * SAME_TITLE_SHARE) return new Set();
  return inRuns(heads, entries, { scanned, later, isListed });
}

/**
 * The entries that stand in a run of several, carry a page number, or belong to a document that names its table of contents; with the last
 * entry of a run, which is followed by the text before the body. Articles without text that stand apart are none.
 */
function inRuns(
  heads: Rows<UnitHeading>,
  entries: ReadonlySet<number>,
  {
    scanned,
    later,
    isListed,
  }: {
    readonly scanned: ScannedSource;
    readonly later: (index: number) => number;
    readonly isListed: boolean;
  },
): ReadonlySet<number> {
  const kept = new Set<number>();
  let run: number[] = [];
  const close = () => {
    const last = (run.at(-1) ?? -1) + 1;
    const isContents = run.length >= MIN_ENTRIES || isListed || run.some((index) => isPaged(heads.at(index)));
    const isBare = !hasWords(heads.at(last)) && run.every((index) => hasWords(heads.at(index)));
    if (run.length > 1 && !isBare && later(last) > last && !isText(scanned, heads.at(last))) run.push(last);
    if (isContents && beginsAnew(heads, run)) for (const index of run) kept.add(index);
    run = [];
  };
  for (const index of entries) {
    if (run.length > 0 && index !== (run.at(-1) ?? 0) + 1) close();
    run.push(index);
  }
  close();
  return kept;
}

/** True unless the run goes on with the numbers before it, as articles without text do; what it lists may also follow at once. */
function beginsAnew(heads: Rows<UnitHeading>, run: readonly number[]): boolean {
  const first = heads.at(run[0] ?? -1);
  const before = (run[0] ?? 0) === 0 ? undefined : heads.at((run[0] ?? 0) - 1);
  const after = heads.at((run.at(-1) ?? -1) + 1);
  if (before === undefined || first === undefined || isPaged(first)) return true;
  return !isSuccessor(before.value, first.value) || keyOf(after) === keyOf(first);
}

function isPaged(head: UnitHeading | undefined): boolean {
  return endsWithPage(head?.heading.raw ?? "");
}

/** Positions of the unit headings without text before the next one, or with a page number at their end. */
function findBare(
  scanned: ScannedSource,
  heads: Rows<UnitHeading>,
  headings: Rows<Heading>,
): ReadonlySet<number> {
  const bare = new Set<number>();
  const known = linesWithoutText(headings);
  const isEmpty = (head: UnitHeading, next: number) =>
    !isText(scanned, head) && isBare(scanned, known, [head.heading.line, next]);
  let before: UnitHeading | null = null;
  let index = -1;
  for (const head of heads) {
    if (before !== null && isEmpty(before, head.heading.line)) bare.add(index);
    index++;
    if (head.heading.shape.level === 0 && endsWithPage(head.heading.raw)) bare.add(index);
    before = head;
  }
  if (before !== null && isEmpty(before, scanned.table.count)) bare.add(index);
  return bare;
}

/** Lines that name a container, and so may stand between the entries of a table of contents. */
function linesWithoutText(headings: Rows<Heading>): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const heading of headings)
    if (heading.shape.stands !== null && !heading.shape.isNamed) lines.add(heading.line);
  return lines;
}

/** The positions of every name, in order. */
function findPlaces(heads: Rows<UnitHeading>): ReadonlyMap<string, readonly number[]> {
  const placesOf = new Map<string, number[]>();
  let index = 0;
  for (const head of heads) {
    const key = keyOf(head);
    const places = placesOf.get(key);
    if (places === undefined) placesOf.set(key, [index]);
    else places.push(index);
    index++;
  }
  return placesOf;
}

/** Tells the entries that may stand behind what they list: they have a page number, or follow the last heading of contents. */
function endsInContents(heads: Rows<UnitHeading>, headings: Rows<Heading>): (index: number) => boolean {
  let contents = Number.POSITIVE_INFINITY;
  for (const { line, shape } of headings) if (shape.stands?.kind === "contents") contents = line;
  return (index) => isPaged(heads.at(index)) || (heads.at(index)?.heading.line ?? -1) > contents;
}

/** The first of the places, where it stands before `index`, or -1. */
function earlierPlace([first = -1]: readonly number[], index: number): number {
  return first < index ? first : -1;
}

/** The first of the places behind `index`, or -1. */
function laterPlace(places: readonly number[], index: number): number {
  return places[partitionPoint(places.length, (at) => (places[at] ?? 0) > index)] ?? -1;
}

function keyOf(head: UnitHeading | undefined): string {
  return head?.label.toLowerCase() ?? "";
}

const hasWords = (head?: UnitHeading) => (head?.heading.text.length ?? 0) > (head?.label.length ?? 0) + 2;

/** True when the text of the unit begins on the line of its name. */
function isText(scanned: ScannedSource, head: UnitHeading | undefined): boolean {
  if (head === undefined) return false;
  const { heading, label } = head;
  const isBold = heading.shape.form === "bold" && !heading.shape.alone;
  if (isBold && readPlainWords(scanned, heading.line, true).rest !== "") return true;
  if (endsWithPage(heading.raw)) return false;
  if (WIDE_SENTENCE.test(heading.text)) return true;
  const rest = heading.text.slice(label.length);
  return rest.length > MAX_ENTRY_TITLE || (rest.length > MAX_ENTRY_SENTENCE && SENTENCE.test(rest));
}

function isBare(
  scanned: ScannedSource,
  known: ReadonlySet<number>,
  [line, next]: readonly [line: number, next: number],
): boolean {
  for (let between = line + 1; between < next; between++) {
    const kind = scanned.mask.classes[between];
    if (kind === LINE.blank || kind === LINE.underline || kind === LINE.rule || known.has(between)) continue;
    return false;
  }
  return true;
}

function listsContents(headings: Rows<Heading>): boolean {
  for (const heading of headings) if (heading.shape.stands?.kind === "contents") return true;
  return false;
}
