import type { Rows } from "../../collections/rows.ts";
import { trimEndOf } from "../names/trim-end.ts";
import { longestAscent } from "./longest-ascent.ts";
import { longestChain } from "./number-order.ts";
import { depthOf, hasTitle, isInLowerCase, restOf } from "./numbered-head.ts";
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
/** Numbers below those of the top level are inserted units only where a smaller share of the top heads has some. */
const MAX_INSERTED_SHARE = 0.5;
/** Lines from one entry of a bare table of contents to the next. */
const MAX_ENTRY_LINES = 2;
const MIN_ENTRIES = 3;
/** A longer line that ends as a sentence does is text, and no entry. */
const MAX_ENTRY_SENTENCE = 60;
const AFTER_ENTRY = /[.\s\d]/u;
/** A numbering that begins again so often, and of which a smaller share counts up, numbers items below the units. */
const MIN_RESTARTS = 3;
const MIN_CHAIN_SHARE = 0.6;
/** A line of text below a title, and no rest of it. */
const TEXT = /^[^\p{Ll}\p{Nd}].*[.;:。；：]$/u;
const INTRODUCES = /[:：]$/u;
const IS_ITEM = /[;,]$/u;

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
  const through = countThrough(heads);
  if (chapters.length === 0) return through;
  const anew = beginAnew(heads, chapters);
  return anew.length > through.length ? anew : through;
}

/** The heads of one count: those that count up one by one, or ascend as codes do. */
function countThrough(heads: readonly UnitHeading[]): readonly UnitHeading[] {
  const chain = pick(heads, longestChain(heads.map((head) => head.value)));
  const coded = heads.filter((head) => depthOf(head) > 1);
  const codes = withTops(ascentOf(coded, chain.length), heads);
  const best = codes.length > chain.length ? codes : chain;
  // Below a number of their own, codes are the whole count: other numbers without a dot are the items of lists.
  const [first] = codes;
  if (best === codes && first !== undefined && depthOf(first) === 1) return codes;
  const ascent = ascentOf(heads, best.length);
  return ascent.length > best.length ? ascent : best;
}

/** Adds to codes the undotted numbers that stand above the first of their codes: `7` before `7.1`. */
function withTops(codes: readonly UnitHeading[], heads: readonly UnitHeading[]): readonly UnitHeading[] {
  const found: UnitHeading[] = [];
  const tops = new Map<number, UnitHeading>();
  let next = 0;
  let above: number | undefined;
  for (const head of codes) {
    for (let at = heads[next]; at !== undefined && at.heading.line < head.heading.line; at = heads[++next])
      if (depthOf(at) === 1) tops.set(at.value[0] ?? 0, at);
    const [first = 0] = head.value;
    const top = first === above ? undefined : tops.get(first);
    if (top !== undefined) found.push(top);
    found.push(head);
    above = first;
    tops.clear();
  }
  return found;
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
    const chain = countThrough(own);
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
  const depth = Math.max(cutDepth(chain), insertedDepth(chain));
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

/**
 * Depth of the numbers with a stop that insert units between bare ones (`2`, `2.1`, `3`), or 0: no level has titles, few numbers have others
 * below them, none introduces a list of those, and none of those reads as an item of a list.
 */
function insertedDepth(chain: readonly UnitHeading[]): number {
  const top = chain.filter((head) => depthOf(head) === 1);
  const below = chain.filter((head) => depthOf(head) > 1);
  if (top.length < MIN_UNITS || below.length > top.length || chain.filter(hasTitle).length * 2 > chain.length)
    return 0;
  const holding = new Set(below.map(({ value }) => value[0]));
  const holders = top.filter(({ value }) => holding.has(value[0]));
  const isList =
    holders.some(({ heading }) => INTRODUCES.test(heading.text)) ||
    below.some((head) => IS_ITEM.test(head.heading.text) || isInLowerCase(head));
  return isList || holders.length >= top.length * MAX_INSERTED_SHARE ? 0 : Math.max(...chain.map(depthOf));
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
      if (!areEntries(run)) kept.push(...run);
      run = [];
    }
    const later = lastOf.get(head.key);
    // An article that was repealed stands under another title than in the list.
    const isListed = run.length > 0 && depthOf(head) > 1 && (later?.heading.line ?? 0) > head.heading.line;
    if (isListed || isEntryOf(head, later)) run.push(head);
    else {
      if (!areEntries(run)) kept.push(...run);
      run = [];
      kept.push(head);
    }
  }
  if (!areEntries(run)) kept.push(...run);
  return kept;
}

/** True for entries of a table, which are titles; the numbers of an annex hold clauses or text (`1. Scope`, and below it `1.1 The buyer …`). */
function areEntries(run: readonly UnitHeading[]): boolean {
  if (run.length < MIN_ENTRIES) return false;
  const filled = run.filter(({ heading }, index) => {
    const next = run[index + 1]?.heading.line ?? heading.line + 1;
    return next > heading.line + 1 && TEXT.test(heading.linesBelow(1)[0] ?? "");
  });
  if (filled.length * 2 > run.length) return false;
  const below = run.filter((head) => depthOf(head) > 1);
  return below.length === run.length || below.filter(hasTitle).length >= below.length * MIN_TITLED_SHARE;
}

/** True when the later head has the number and words of the entry. */
function isEntryOf(entry: UnitHeading, later: UnitHeading | undefined): boolean {
  if (later === undefined || later.heading.line <= entry.heading.line) return false;
  const { text } = entry.heading;
  if (text.length > MAX_ENTRY_SENTENCE && text.endsWith(".")) return false;
  return restOf(later).startsWith(trimEndOf(restOf(entry), AFTER_ENTRY));
}

function pick(heads: readonly UnitHeading[], indexes: readonly number[]): readonly UnitHeading[] {
  return indexes.flatMap((index) => heads[index] ?? []);
}
