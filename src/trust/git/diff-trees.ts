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
 * The entries in which two trees differ, by name. The entries that both trees begin with are skipped unparsed: a history of a thousand runs
 * compares two folders of a thousand entries for each commit. Twins are refused only among the entries that are parsed.
 */
export function diffTrees(before: RawTree, now: RawTree): Result<ReadonlyMap<string, EntryDifference>> {
  const start = before === null || now === null ? 0 : commonEntries(before, now);
  const old = parseFrom(before, start);
  if (!old.ok) return old;
  const fresh = parseFrom(now, start);
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

function parseFrom(tree: RawTree, start: number): Result<Folder> {
  return tree === null ? accepted(NONE) : parseTree(tree.id, tree.content.subarray(start));
}

/** Length of the whole entries that both trees begin with. */
function commonEntries(a: NonNullable<RawTree>, b: NonNullable<RawTree>): number {
  const same = commonBytes(a.content, b.content);
  const idBytes = a.id.length / 2;
  let start = 0;
  for (;;) {
    const nul = a.content.indexOf(0, start);
    const end = nul + 1 + idBytes;
    if (nul === -1 || end > same) return start;
    start = end;
  }
}

/** A binary search finds the first difference with a few comparisons of long ranges. */
function commonBytes(a: Uint8Array, b: Uint8Array): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (Buffer.compare(a.subarray(low, middle), b.subarray(low, middle)) === 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
