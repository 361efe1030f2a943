import type { Result } from "../../domain/result.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { type ParsedCommit, parseCommit } from "../../trust/git/parse-commit.ts";
import type { CommitLinks } from "../../trust/git/parse-links.ts";
import { type Folder, isFolder } from "../../trust/git/parse-tree.ts";
import type { EntryChange } from "../../trust/provenance.ts";
import { changedPaths, changesBelow, type Node } from "./change-index.ts";
import { createChangeLog } from "./change-log.ts";
import { firstParents, leadingTo, makeIsBefore, readReachable } from "./commit-graph.ts";
import type { HistoryMemory } from "./known-history.ts";
import { type ObjectSource, strictSource } from "./object-source.ts";
import { cachePromise, cachePromiseWithin } from "./promise-cache.ts";
import { createSideHistory, type SideHistory } from "./side-history.ts";

/** The history of one commit as far as it concerns `approvals/`. */
export interface History {
  readonly tip: string;
  /** Every change of `approvals/<name>`, wherever in the history. */
  changesOf(name: string): Promise<readonly EntryChange[]>;
  /** Every change of `approvals/<runId>/<file>`. */
  changesInRun(runId: string, file: string): Promise<readonly EntryChange[]>;
  has(commit: string): boolean;
  parentsOf(commit: string): readonly string[];
  /** Whether `earlier` is an ancestor of `later`. */
  isBefore(earlier: string, later: string): boolean;
  /**
   * The same history without the changes by `commit` and what leads to it, except those by commits that may be signed by a root key. A
   * commit of elsewhere leaves nothing out. Where whole histories are kept, and so cost nothing, nothing is left out either.
   */
  since(commit: string | null): History;
  /** The history with every change, where this one leaves some out. */
  readonly whole: History | null;
}

/** Reads commits and trees once, and builds the history of a tip once. */
export interface HistoryReader {
  open(tip: string): Promise<History>;
  /** The commits that lead to one of `tips` and that `main` does not hold. */
  openBeside(main: History, tips: readonly string[]): Promise<SideHistory>;
  /** A commit whose author, time or signature matters; any other is read for its tree and its parents alone. */
  commit(id: string): Promise<Result<ParsedCommit>>;
  /** The folder at the top of a commit. */
  topFolder(commit: string): Promise<Folder>;
  folder(id: string): Promise<Folder>;
  /** The folder `approvals/<runId>` of a commit, or null. */
  runFolder(commit: string, runId: string): Promise<Folder | null>;
  /** Names at the top of the tree in which a commit differs from its first parent, and `approvals/<name>` for those in `approvals`. */
  changedPaths(commit: string): Promise<readonly string[]>;
  blob(id: string): Promise<Uint8Array | null>;
}

/** Neighbouring commits are compared one after the other and share trees; a tree that was evicted is read again. */
const MAX_TREES = 128;
/** How many commits, folders and files are kept from one judgement to the next. */
const MAX_OBJECTS = 64;
/** What is beside the default branch is judged again and again while nothing moves. */
const MAX_SIDES = 8;
const READ_AHEAD = 256;

export interface HistoryOptions {
  /** Spares the reading of what an earlier process has read. */
  readonly memory?: HistoryMemory | null;
  /** Whether a root key may have signed a commit of this content: what that changed is never left out. */
  readonly mayBeRooted?: (content: Uint8Array) => Promise<boolean>;
  /** Strict where nothing is said. */
  readonly source?: ObjectSource;
  /** Of an excerpt of a history: which commits follow which there, in the place of the parents that a commit itself names. */
  readonly joins?: ReadonlyMap<string, readonly string[]> | null;
}

export function createHistoryReader(
  repository: ControlRepository,
  {
    memory = null,
    mayBeRooted = async () => false,
    source = strictSource(repository),
    joins = null,
  }: HistoryOptions = {},
): HistoryReader {
  const parents = new Map<string, readonly string[]>();
  const topTrees = new Map<string, string>();
  const rooted = new Set<string>();
  const trees = new Map<string, ReturnType<ObjectSource["tree"]>>();
  const folders = new Map<string, Promise<Folder>>();
  const commits = new Map<string, Promise<Result<ParsedCommit>>>();
  const blobs = new Map<string, Promise<Uint8Array | null>>();
  const histories = new Map<string, Promise<History>>();
  const sides = new Map<string, Promise<SideHistory>>();
  /** The folder `approvals` in a top folder. */
  const approvalsIn = new Map<string, Promise<string | null>>();

  const tree = (id: string) => cachePromiseWithin(trees, id, MAX_TREES, () => source.tree(id));
  const folder = (id: string): Promise<Folder> =>
    cachePromiseWithin(folders, id, MAX_OBJECTS, async () => source.folder(await tree(id)));
  const linksOf = async (id: string): Promise<CommitLinks> => {
    const [topTree, known] = [topTrees.get(id), parents.get(id)];
    if (topTree !== undefined && known !== undefined) return { tree: topTree, parents: known };
    const content = await source.commit(id);
    const named = source.links(id, content);
    const read = { ...named, parents: joins?.get(id) ?? named.parents };
    if (await mayBeRooted(content)) rooted.add(id);
    parents.set(id, read.parents);
    topTrees.set(id, read.tree);
    return read;
  };
  const node = async (id: string): Promise<Node> => {
    const read = await linksOf(id);
    const find = async (): Promise<string | null> => {
      const entry = read.tree === "" ? undefined : (await folder(read.tree)).get("approvals");
      return entry !== undefined && isFolder(entry) ? entry.id : null;
    };
    return { ...read, approvals: await cachePromise(approvalsIn, read.tree, find) };
  };
  const entryOf = async (id: string, name: string) => {
    const read = await tree(id);
    // Most folders that are offered lack the name, and need not be parsed.
    return Buffer.from(read.content).includes(` ${name}\0`) ? ((await folder(id)).get(name) ?? null) : null;
  };
  const log = createChangeLog({ node, tree, memory, differences: source.differences });

  /** A commit names its parents only once it is read; guessed commits are read together, in a fraction of the time. */
  const readAhead = async (tip: string, known: string | null): Promise<void> => {
    const unread = ((await repository.guessHistory?.(tip, known)) ?? []).filter((id) => !parents.has(id));
    for (let at = 0; at < unread.length; at += READ_AHEAD) {
      await Promise.allSettled(unread.slice(at, at + READ_AHEAD).map(linksOf));
    }
  };

  const links = { known: parents, read: (ids: readonly string[]) => Promise.all(ids.map(linksOf)) };

  const build = async (tip: string): Promise<History> => {
    const graph = await readReachable([tip], links, () => false);
    const parentsOf = (id: string) => graph.get(id) ?? [];
    const mainline = firstParents(tip, graph);
    const isBefore = makeIsBefore(parentsOf);
    const parts = new Map<string, History>();

    const view = (covered: Pick<typeof graph, "has" | "keys">, whole: History | null): History => {
      const compare = async (): Promise<void> => {
        await log.compare(covered.keys());
        if (whole === null) await log.keep(tip, graph);
      };
      const once = new Map<string, Promise<void>>();
      const changesOf = async (name: string) => {
        await cachePromise(once, tip, compare);
        return log
          .changesOf(name)
          .filter(({ commit }) => covered.has(commit))
          .map((change) => ({ ...change, isMainline: mainline.has(change.commit) }));
      };
      const own: History = {
        tip,
        whole,
        has: (commit) => graph.has(commit),
        parentsOf,
        isBefore,
        changesOf,
        changesInRun: async (runId, file) => await changesBelow(await changesOf(runId), file, folder),
        since(commit) {
          if (commit === null || memory !== null || whole !== null) return own;
          const older = leadingTo(commit, parentsOf);
          const newer = [...graph.keys()].filter((id) => !older.has(id) || rooted.has(id));
          const part = parts.get(commit) ?? view(new Set(newer), own);
          parts.set(commit, part);
          return part;
        },
      };
      return own;
    };
    return view(graph, null);
  };

  return {
    open: (tip) =>
      cachePromise(histories, tip, async () => {
        const known = await log.recall();
        if (known.tip !== null && !parents.has(known.tip))
          for (const [id, each] of known.commits) parents.set(id, each);
        await readAhead(tip, known.tip);
        return await build(tip);
      }),
    openBeside: (main, tips) =>
      cachePromiseWithin(sides, `${main.tip}..${tips.join(" ")}`, MAX_SIDES, async () =>
        createSideHistory(await readReachable(tips, links, main.has), {
          main,
          readers: { node, entryOf, below: (changes, file) => changesBelow(changes, file, folder) },
        }),
      ),
    commit: (id) =>
      cachePromiseWithin(commits, id, MAX_OBJECTS, async () => parseCommit(id, await source.commit(id))),
    folder,
    topFolder: async (commit) => await folder((await linksOf(commit)).tree),
    async runFolder(commit, runId) {
      const { approvals } = await node(commit);
      const entry = approvals === null ? undefined : (await folder(approvals)).get(runId);
      return entry !== undefined && isFolder(entry) ? await folder(entry.id) : null;
    },
    async changedPaths(commit) {
      const now = await node(commit);
      const [parent] = now.parents;
      return await changedPaths(parent === undefined ? null : await node(parent), now, {
        tree,
        differences: source.differences,
      });
    },
    blob: (id) => cachePromiseWithin(blobs, id, MAX_OBJECTS, () => source.file(id)),
  };
}
