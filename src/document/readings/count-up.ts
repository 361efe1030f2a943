import type { Rows } from "../../collections/rows.ts";
import { trimEndOf } from "../names/trim-end.ts";
import { longestAscent } from "./longest-ascent.ts";
import { longestChain } from "./number-order.ts";
import { depthOf, hasTitle } from "./numbered-head.ts";
import type { UnitHeading } from "./unit-heading.ts";

const MIN_UNITS = 3;
/** Lines inside paragraphs count only if they make the numbering so many times longer. */
const TIGHT_GAIN = 1.5;
/** Numbers with gaps are taken only if they are so many times more than those that count up one by one. */
const ASCENT_GAIN = 1.2;
/** Less than this share of the candidates in one ascent is no code but chance. */
const MIN_ASCENT_SHARE = 0.6;
/** An ascent of so many of the candidates needs no gain. */
const ALL_BUT_SOME = 0.95;
/** A depth carries titles if this share of its heads has one. */
const MIN_TITLED_SHARE = 0.6;
/** Lines from one entry of a bare table of contents to the next. */
const MAX_ENTRY_LINES = 2;
const MIN_ENTRIES = 3;
const AFTER_ENTRY = /[.\s\d]/u;
/** A numbering that begins again so often, and of which a smaller share counts up, numbers items below the units. */
const MIN_RESTARTS = 3;
const MIN_CHAIN_SHARE = 0.6;

/**
 * The heads of one column that number the document's units: those that count up, or ascend as codes do (`12.04.010`, `12.04.020`), down
 * to the deepest level whose heads have titles; the top level where none has. Numbers may begin again after the line of a chapter or annex.
 */
export function countUp(column: Rows<UnitHeading>, chapters: readonly number[]): readonly UnitHeading[] {
  const all = withoutEntries([...column]);
  const starts = all.filter((head) => head.heading.shape.startsBlock);
  const chain = (heads: readonly UnitHeading[]) => chainOf(heads, chapters);
  const divided = chain(starts);
  if (starts.length === all.length) return toDepth(divided, starts, chain);
  const tight = chain(all);
  return tight.length > divided.length * TIGHT_GAIN
    ? toDepth(tight, all, chain)
    : toDepth(divided, starts, chain);
}

function chainOf(heads: readonly UnitHeading[], chapters: readonly number[]): readonly UnitHeading[] {
  const through = pick(heads, longestChain(heads.map((head) => head.value)));
  const anew = chapters.length === 0 ? [] : beginAnew(heads, chapters);
  const chain = anew.length > through.length ? anew : through;
  const codes = heads.filter((head) => depthOf(head) > 1);
  const ascents = [ascentOf(codes, chain.length), ascentOf(heads, chain.length)];
  return ascents.reduce((best, ascent) => (ascent.length > best.length ? ascent : best), chain);
}

/** The heads that ascend, whatever the steps; none where they are few among the others, or hardly more than those of a chain. */
function ascentOf(heads: readonly UnitHeading[], chained: number): readonly UnitHeading[] {
  const ascent = pick(
    heads,
    longestAscent(
      heads.map((head) => head.value),
      "last",
    ),
  );
  const share = ascent.length / heads.length;
  const isMore = ascent.length > chained * ASCENT_GAIN && share >= MIN_ASCENT_SHARE;
  return isMore || share >= ALL_BUT_SOME ? ascent : [];
}

/** The heads that count up in each chapter, from its first number. */
function beginAnew(heads: readonly UnitHeading[], chapters: readonly number[]): readonly UnitHeading[] {
  const found: (readonly UnitHeading[])[] = [];
  let next = 0;
  for (let chapter = 0; chapter <= chapters.length; chapter++) {
    const end = chapters[chapter] ?? Number.POSITIVE_INFINITY;
    const first = next;
    while (next < heads.length && (heads[next]?.heading.line ?? end) < end) next++;
    const own = heads.slice(first, next);
    const chain = pick(own, longestChain(own.map((head) => head.value)));
    if (chain.length >= own.length * MIN_CHAIN_SHARE) found.push(chain);
  }
  return found.flat();
}

/** Leaves out what is numbered below the depth of the units, and counts again, so that an inserted number finds its place. */
function toDepth(
  chain: readonly UnitHeading[],
  heads: readonly UnitHeading[],
  chainOf: (heads: readonly UnitHeading[]) => readonly UnitHeading[],
): readonly UnitHeading[] {
  if (chain.length < MIN_UNITS) return [];
  const depth = cutDepth(chain);
  const upper = heads.filter((head) => depthOf(head) <= depth);
  const kept = chain.some((head) => depthOf(head) > depth) ? chainOf(upper) : chain;
  return isNested(kept, upper) ? [] : kept;
}

function cutDepth(chain: readonly UnitHeading[]): number {
  const depths = new Map<number, { heads: number; titled: number }>();
  for (const head of chain) {
    const depth = depthOf(head);
    const found = depths.get(depth) ?? { heads: 0, titled: 0 };
    found.heads++;
    if (hasTitle(head)) found.titled++;
    depths.set(depth, found);
  }
  const sorted = [...depths].sort(([a], [b]) => a - b);
  let cut = 0;
  let count = 0;
  for (const [depth, { heads, titled }] of sorted) {
    const enough = count >= MIN_UNITS;
    if (enough && titled < heads * MIN_TITLED_SHARE) break;
    cut = depth;
    count += heads;
  }
  return cut;
}

/** True when the numbering begins again and again and most of it does not count up: it numbers items. */
function isNested(kept: readonly UnitHeading[], heads: readonly UnitHeading[]): boolean {
  const first = kept[0];
  if (first === undefined) return true;
  const restarts = heads.filter((head) => head.key === first.key).length;
  return restarts >= MIN_RESTARTS && kept.length < heads.length * MIN_CHAIN_SHARE;
}

/** Leaves out the lines of a table of contents without page numbers: three or more follow each other, and their numbers come again. */
function withoutEntries(heads: readonly UnitHeading[]): readonly UnitHeading[] {
  const lastOf = new Map(heads.map((head) => [head.key, head]));
  const kept: UnitHeading[] = [];
  let run: UnitHeading[] = [];
  for (const head of heads) {
    const last = run.at(-1);
    const follows = last !== undefined && head.heading.line - last.heading.line <= MAX_ENTRY_LINES;
    if (!follows) {
      if (run.length < MIN_ENTRIES) kept.push(...run);
      run = [];
    }
    if (isEntryOf(head, lastOf.get(head.key))) run.push(head);
    else {
      if (run.length < MIN_ENTRIES) kept.push(...run);
      run = [];
      kept.push(head);
    }
  }
  if (run.length < MIN_ENTRIES) kept.push(...run);
  return kept;
}

/** True when the later head has the number and words of the entry. */
function isEntryOf(entry: UnitHeading, later: UnitHeading | undefined): boolean {
  if (later === undefined || later.heading.line <= entry.heading.line) return false;
  return later.heading.text.startsWith(trimEndOf(entry.heading.text, AFTER_ENTRY));
}

function pick(heads: readonly UnitHeading[], indexes: readonly number[]): readonly UnitHeading[] {
  return indexes.flatMap((index) => heads[index] ?? []);
}
