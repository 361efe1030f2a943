import { type Change, type CompareTrees, indexChanges, type ReadTree } from "./change-index.ts";
import type { CommitGraph } from "./commit-graph.ts";
import {
  type HistoryMemory,
  type KnownHistory,
  NOTHING_KNOWN,
  parseKnownHistory,
  renderKnownHistory,
} from "./known-history.ts";
import { type ReadNode, readNodes } from "./read-nodes.ts";

/** What commits changed under `approvals/`: each is compared once, by this process or by an earlier one, since its id fixes it. */
export interface ChangeLog {
  /** What an earlier process has kept. */
  recall(): Promise<KnownHistory>;
  /** Compares those of the commits that were not compared yet with their parents. */
  compare(commits: Iterable<string>): Promise<void>;
  /** The changes of `approvals/<name>` by every commit that was compared. */
  changesOf(name: string): readonly Change[];
  /** Keeps what is known of a history that was compared as a whole. */
  keep(tip: string, commits: CommitGraph): Promise<void>;
}

/** Fewer unknown commits than these are read again sooner than the memory is written. */
const WORTH_KEEPING = 64;

export function createChangeLog(parts: {
  readonly node: ReadNode;
  readonly tree: ReadTree;
  readonly differences: CompareTrees;
  readonly memory: HistoryMemory | null;
}): ChangeLog {
  const { node, tree, differences, memory } = parts;
  const compared = new Set<string>();
  const changes = new Map<string, Change[]>();
  let known = NOTHING_KNOWN;
  let recalled: Promise<KnownHistory> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const recall = (): Promise<KnownHistory> => {
    recalled ??= (async () => {
      const content = (await memory?.read()) ?? null;
      known = (content === null ? null : parseKnownHistory(content)) ?? NOTHING_KNOWN;
      return known;
    })();
    return recalled;
  };

  const compareFresh = async (commits: Iterable<string>): Promise<void> => {
    const fresh = [...commits].filter((id) => !compared.has(id) && !known.commits.has(id));
    const nodes = await readNodes(fresh, node);
    for (const [name, each] of await indexChanges({ commits: fresh, nodes, tree, differences })) {
      const earlier = changes.get(name);
      if (earlier === undefined) changes.set(name, [...each]);
      else for (const change of each) earlier.push(change);
    }
    for (const id of fresh) compared.add(id);
  };

  return {
    recall,
    compare(commits) {
      // One after another: two at once could compare the same commit twice.
      const work = last.then(() => compareFresh(commits));
      last = work.catch(() => undefined);
      return work;
    },
    changesOf: (name) => [...known.changesOf(name), ...(changes.get(name) ?? [])],
    async keep(tip, commits) {
      const fresh = [...commits.keys()].filter((id) => !known.commits.has(id)).length;
      if (memory === null || fresh < WORTH_KEEPING) return;
      const kept = new Map([...known.commits, ...commits]);
      const all = new Map(known.allChanges());
      for (const [name, each] of changes) {
        const ofKept = each.filter(({ commit }) => kept.has(commit));
        if (ofKept.length > 0) all.set(name, [...(all.get(name) ?? []), ...ofKept]);
      }
      await memory.write(renderKnownHistory({ tip, commits: kept, changes: all }));
    },
  };
}
