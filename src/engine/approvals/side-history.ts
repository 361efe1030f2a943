import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import { type EntryChange, isSame } from "../../trust/provenance.ts";
import { type CommitGraph, makeIsBefore } from "./commit-graph.ts";
import type { History } from "./history.ts";
import { cachePromise } from "./promise-cache.ts";
import { type ReadNode, readNodes } from "./read-nodes.ts";

/** What leads to one or more heads and is not on the default branch. */
export type SideHistory = Pick<History, "changesInRun" | "isBefore">;

/** How the folders of these commits are read. */
export interface SideReaders {
  readonly node: ReadNode;
  /** The entry of a name in the folder `approvals`, given by its id. */
  readonly entryOf: (approvals: string, name: string) => Promise<TreeEntry | null>;
  readonly below: (changes: readonly EntryChange[], file: string) => Promise<readonly EntryChange[]>;
}

/**
 * A history that anybody may offer. Only what is asked for is looked up, and once for each folder: a head may change a hundred thousand names
 * in each of as many commits, or in one commit with as many parents (docs/threats.md A-170).
 */
export function createSideHistory(
  graph: CommitGraph,
  { main, readers }: { readonly main: History; readonly readers: SideReaders },
): SideHistory {
  const { node, entryOf, below } = readers;
  const known = new Map<string, Promise<readonly EntryChange[]>>();

  const findChanges = async (name: string): Promise<readonly EntryChange[]> => {
    const nodes = await readNodes([...graph.keys()], node);
    const entries = new Map<string, Promise<TreeEntry | null>>();
    const entryIn = async (commit: string): Promise<TreeEntry | null> => {
      const approvals = nodes.get(commit)?.approvals ?? null;
      return approvals === null
        ? null
        : await cachePromise(entries, approvals, () => entryOf(approvals, name));
    };
    const changes: EntryChange[] = [];
    for (const commit of graph.keys()) {
      const { parents = [] } = nodes.get(commit) ?? {};
      const entry = await entryIn(commit);
      const before: EntryChange["parents"][number][] = [];
      for (const parent of parents) before.push({ commit: parent, entry: await entryIn(parent) });
      const isChanged =
        before.length === 0
          ? entry !== null
          : before.some((parent) => parent.entry !== entry && !isSame(parent.entry, entry));
      if (isChanged) changes.push({ commit, entry, parents: before, isMainline: false });
    }
    return changes;
  };

  return {
    isBefore: makeIsBefore((id) => graph.get(id) ?? main.parentsOf(id)),
    changesInRun: async (runId, file) =>
      await below(await cachePromise(known, runId, () => findChanges(runId)), file),
  };
}
