import type { CommitLinks } from "../../trust/git/parse-links.ts";
import { type Folder, isFolder, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { type EntryChange, isSame } from "../../trust/provenance.ts";

/** A commit of a history, with the id of its folder `approvals`. */
export interface Node extends CommitLinks {
  readonly approvals: string | null;
}

export interface ChangeIndex {
  /** Every change of `approvals/<name>`, by name. */
  readonly changes: ReadonlyMap<string, readonly EntryChange[]>;
  /** What a commit that changed `approvals` changed against its first parent: names at the top, and `approvals/<name>`. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

export type ReadFolder = (id: string) => Promise<Folder>;

const NONE: Folder = new Map();
/** Commits that are compared at the same time, so that their folders are read in one go. */
const AT_ONCE = 24;

/** Compares every commit with its parents, once for a history. */
export async function indexChanges(
  reached: ReadonlyMap<string, Node>,
  mainline: ReadonlySet<string>,
  folder: ReadFolder,
): Promise<ChangeIndex> {
  const changes = new Map<string, EntryChange[]>();
  const paths = new Map<string, readonly string[]>();
  const changing = [...reached].filter(([, node]) => changesApprovals(node, reached));
  for (let at = 0; at < changing.length; at += AT_ONCE) {
    const compared = await Promise.all(
      changing.slice(at, at + AT_ONCE).map(([commit, node]) => compare(commit, node, reached, folder)),
    );
    for (const { commit, parents, now, before, names, changedPaths } of compared) {
      paths.set(commit, changedPaths);
      for (const name of names) {
        const known = changes.get(name) ?? [];
        changes.set(name, known);
        known.push({
          commit,
          entry: now.get(name) ?? null,
          parents: parents.map((id, index) => ({ commit: id, entry: before[index]?.get(name) ?? null })),
          isMainline: mainline.has(commit),
        });
      }
    }
  }
  return { changes, paths };
}

/** Names at the top of the tree in which two commits differ; below `approvals` one level deeper. */
export async function changedPaths(
  before: Node | null,
  now: Node,
  folder: ReadFolder,
): Promise<readonly string[]> {
  const top = differences(before === null ? NONE : await folder(before.tree), await folder(now.tree));
  const below = differences(
    await approvalsOf(before?.approvals ?? null, folder),
    await approvalsOf(now.approvals, folder),
  );
  return [...top.filter((name) => name !== "approvals"), ...below.map((name) => `approvals/${name}`)];
}

/** The changes of one file in a folder whose changes are known. */
export async function changesBelow(
  changes: readonly EntryChange[],
  file: string,
  folder: ReadFolder,
): Promise<readonly EntryChange[]> {
  const below = async (entry: TreeEntry | null): Promise<TreeEntry | null> =>
    entry !== null && isFolder(entry) ? ((await folder(entry.id)).get(file) ?? null) : null;
  const found: EntryChange[] = [];
  for (const change of changes) {
    const entry = await below(change.entry);
    const parents = await Promise.all(
      change.parents.map(async (parent) => ({ commit: parent.commit, entry: await below(parent.entry) })),
    );
    const isUnchanged = parents.length > 0 && parents.every((parent) => isEqual(parent.entry, entry));
    if (isUnchanged || (entry === null && parents.length === 0)) continue;
    found.push({ commit: change.commit, entry, parents, isMainline: change.isMainline });
  }
  return found;
}

function changesApprovals({ parents, approvals }: Node, reached: ReadonlyMap<string, Node>): boolean {
  return parents.length === 0 || parents.some((id) => (reached.get(id)?.approvals ?? null) !== approvals);
}

async function compare(commit: string, node: Node, reached: ReadonlyMap<string, Node>, folder: ReadFolder) {
  const { parents } = node;
  const parentNodes = parents.map((id) => reached.get(id) ?? null);
  const now = await approvalsOf(node.approvals, folder);
  const before = await Promise.all(parentNodes.map((each) => approvalsOf(each?.approvals ?? null, folder)));
  const names = new Set(before.length === 0 ? now.keys() : before.flatMap((each) => differences(each, now)));
  const paths = await changedPaths(parentNodes[0] ?? null, node, folder);
  return { commit, parents, now, before, names, changedPaths: paths };
}

async function approvalsOf(id: string | null, folder: ReadFolder): Promise<Folder> {
  return id === null ? NONE : await folder(id);
}

function differences(before: Folder, now: Folder): readonly string[] {
  const changed: string[] = [];
  for (const [name, entry] of now) if (!isEqual(before.get(name) ?? null, entry)) changed.push(name);
  for (const name of before.keys()) if (!now.has(name)) changed.push(name);
  return changed;
}

function isEqual(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return (a === null && b === null) || isSame(a, b);
}
