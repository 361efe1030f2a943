import { accepted, type Result } from "../../domain/result.ts";
import { type Folder, parseTree, type TreeEntry } from "./parse-tree.ts";

/** A tree object as stored; null if there is no such folder. */
export type RawTree = { readonly id: string; readonly content: Uint8Array } | null;

export interface EntryDifference {
  readonly before: TreeEntry | null;
  readonly now: TreeEntry | null;
}

const NONE: Folder = new Map();

/**
 * The entries in which two trees differ, by name. The entries with which both trees begin or end are skipped unparsed: a history of ten thousand
 * runs compares two folders of ten thousand entries for each commit. Twins are refused only among the entries that are parsed.
 */
export function diffTrees(before: RawTree, now: RawTree): Result<ReadonlyMap<string, EntryDifference>> {
  const range = before === null || now === null ? null : findRange(before, now);
  const old = parseRange(before, range?.start ?? 0, range?.beforeEnd);
  if (!old.ok) return old;
  const fresh = parseRange(now, range?.start ?? 0, range?.nowEnd);
  if (!fresh.ok) return fresh;
  const differences = new Map<string, EntryDifference>();
  for (const [name, entry] of fresh.value) {
    const was = old.value.get(name) ?? null;
    if (was?.id !== entry.id || was.mode !== entry.mode) differences.set(name, { before: was, now: entry });
  }
  for (const [name, entry] of old.value) {
    if (!fresh.value.has(name)) differences.set(name, { before: entry, now: null });
  }
  return accepted(differences);
}

function parseRange(tree: RawTree, start: number, end: number | undefined): Result<Folder> {
  return tree === null ? accepted(NONE) : parseTree(tree.id, tree.content.subarray(start, end));
}

type Tree = NonNullable<RawTree>;

/** Bytes between two remembered ends of entries. */
const STRIDE = 4096;
/** Ends of entries that are known of a tree's content, in order. Neighbouring commits share them, so each is found once. */
const knownEnds = new WeakMap<Uint8Array, readonly number[]>();

/** Where the entries lie in which two trees differ: whole entries, behind those with which both begin and before those with which both end. */
function findRange(before: Tree, now: Tree) {
  const start = endOfCommonEntries(before, now);
  const suffix = commonSuffix(before.content.subarray(start), now.content.subarray(start));
  let beforeEnd = start;
  let nowEnd = start;
  // Inside the common end, entries that have equally many bytes behind them are the same entries.
  for (;;) {
    const [beforeRest, nowRest] = [before.content.length - beforeEnd, now.content.length - nowEnd];
    if (beforeRest === nowRest && nowRest <= suffix) return { start, beforeEnd, nowEnd };
    if (nowRest > suffix || nowRest > beforeRest) nowEnd = endOfEntry(now, nowEnd);
    if (beforeRest > suffix || beforeRest > nowRest) beforeEnd = endOfEntry(before, beforeEnd);
  }
}

/** End of the whole entries that both trees begin with. */
function endOfCommonEntries(before: Tree, now: Tree): number {
  const same = commonPrefix(before.content, now.content);
  const known = knownEnds.get(now.content) ?? knownEnds.get(before.content) ?? [];
  const ends = known.filter((end) => end <= same);
  let start = ends.at(-1) ?? 0;
  for (;;) {
    const end = endOfEntry(now, start);
    if (end > same || end === start) break;
    if (end - (ends.at(-1) ?? 0) >= STRIDE) ends.push(end);
    start = end;
  }
  for (const { content } of [before, now]) knownEnds.set(content, ends);
  return start;
}

/** The end of the entry that begins at `start`; the end of the content where it holds no whole entry. */
function endOfEntry({ id, content }: Tree, start: number): number {
  const nul = content.indexOf(0, start);
  const end = nul + 1 + id.length / 2;
  return nul === -1 || end > content.length ? content.length : end;
}

function commonPrefix(a: Uint8Array, b: Uint8Array): number {
  return searchCommon(a, b, (from, to) => [a.subarray(from, to), b.subarray(from, to)]);
}

function commonSuffix(a: Uint8Array, b: Uint8Array): number {
  return searchCommon(a, b, (from, to) => [
    a.subarray(a.length - to, a.length - from),
    b.subarray(b.length - to, b.length - from),
  ]);
}

/** A binary search finds the first difference with a few comparisons of long ranges. */
function searchCommon(
  a: Uint8Array,
  b: Uint8Array,
  rangeOf: (from: number, to: number) => readonly [Uint8Array, Uint8Array],
): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (Buffer.compare(...rangeOf(low, middle)) === 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
