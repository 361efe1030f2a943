import type { EntryDifference, RawTree } from "../../trust/git/diff-trees.ts";
import type { CommitLinks } from "../../trust/git/parse-links.ts";
import { type Folder, isFolder, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { type EntryChange, isSame } from "../../trust/provenance.ts";

/** A commit, with the id of its folder `approvals`. */
export interface Node extends CommitLinks {
  readonly approvals: string | null;
}

/** A change by a commit; on which line that lies depends on the tip from which it is seen. */
export type Change = Omit<EntryChange, "isMainline">;

/** Every change of `approvals/<name>`, by name. */
export type ChangeIndex = ReadonlyMap<string, readonly Change[]>;

export type ReadTree = (id: string) => Promise<RawTree>;

type Differences = ReadonlyMap<string, EntryDifference>;

export type CompareTrees = (before: RawTree, now: RawTree) => Differences;

/** How folders are read and compared. */
export interface Trees {
  readonly tree: ReadTree;
  readonly differences: CompareTrees;
}

/** How many commits are compared at the same time, so that their trees are read together. */
const AT_ONCE = 24;

export interface ComparedCommits extends Trees {
  readonly commits: readonly string[];
  /** Every one of the commits, and their parents. */
  readonly nodes: ReadonlyMap<string, Node>;
}

/** Compares each of the commits that changed `approvals` with its parents. */
export async function indexChanges({ commits, nodes, ...trees }: ComparedCommits): Promise<ChangeIndex> {
  const changes = new Map<string, Change[]>();
  const find: FindNode = (id) => nodes.get(id) ?? null;
  const changing = commits.flatMap((commit) => {
    const node = find(commit);
    return node !== null && changesApprovals(node, find) ? [{ commit, node }] : [];
  });
  for (let at = 0; at < changing.length; at += AT_ONCE) {
    const compared = await Promise.all(
      changing.slice(at, at + AT_ONCE).map(({ commit, node }) => compare(commit, node, find, trees)),
    );
    for (const { commit, parents, differences } of compared) {
      for (const name of new Set(differences.flatMap((each) => [...each.keys()]))) {
        const known = changes.get(name) ?? [];
        changes.set(name, known);
        known.push({ commit, ...entriesOf(name, parents, differences) });
      }
    }
  }
  return changes;
}

/** Names at the top of the tree in which two commits differ, and `approvals/<name>` for those in `approvals`. */
export async function changedPaths(
  before: Node | null,
  now: Node,
  { tree, differences }: Trees,
): Promise<readonly string[]> {
  const top = differences(before === null ? null : await tree(before.tree), await tree(now.tree));
  const below = differences(await approvalsOf(before, tree), await approvalsOf(now, tree));
  return [
    ...[...top.keys()].filter((name) => name !== "approvals"),
    ...[...below.keys()].map((name) => `approvals/${name}`),
  ];
}

/** The changes of one file in a folder, found among the known changes of the folder. */
export async function changesBelow(
  changes: readonly EntryChange[],
  file: string,
  folder: (id: string) => Promise<Folder>,
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

type FindNode = (id: string) => Node | null;

function changesApprovals({ parents, approvals }: Node, find: FindNode): boolean {
  return parents.length === 0 || parents.some((id) => (find(id)?.approvals ?? null) !== approvals);
}

async function compare(commit: string, node: Node, find: FindNode, { tree, differences: diff }: Trees) {
  const { parents } = node;
  const parentNodes = parents.map(find);
  const own = await approvalsOf(node, tree);
  const others =
    parents.length === 0 ? [null] : await Promise.all(parentNodes.map((each) => approvalsOf(each, tree)));
  const differences: readonly Differences[] = others.map((other) => diff(other, own));
  return { commit, parents, differences };
}

/** The entry of a name in a commit and in each of its parents; a parent without a difference has the same entry as the commit. */
function entriesOf(name: string, parents: readonly string[], differences: readonly Differences[]) {
  const entry = differences.find((each) => each.has(name))?.get(name)?.now ?? null;
  return {
    entry,
    parents: parents.map((commit, at) => {
      const difference = differences[at]?.get(name);
      return { commit, entry: difference === undefined ? entry : difference.before };
    }),
  };
}

async function approvalsOf(node: Node | null, tree: ReadTree): Promise<RawTree> {
  return node?.approvals ? await tree(node.approvals) : null;
}

function isEqual(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return (a === null && b === null) || isSame(a, b);
}
