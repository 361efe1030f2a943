import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { ControlRepository, GitObject } from "../../ports/control-repository.ts";
import { type ParsedCommit, parseCommit } from "../../trust/git/parse-commit.ts";
import { parseLinks } from "../../trust/git/parse-links.ts";
import { type Folder, isFolder, parseTree } from "../../trust/git/parse-tree.ts";
import type { EntryChange } from "../../trust/provenance.ts";
import { type ChangeIndex, changedPaths, changesBelow, indexChanges, type Node } from "./change-index.ts";
import {
  type HistoryMemory,
  type KnownHistory,
  NOTHING_KNOWN,
  parseKnownHistory,
  renderKnownHistory,
} from "./known-history.ts";
import { cachePromise, cachePromiseWithin } from "./promise-cache.ts";

/** The history of one commit as far as it concerns `approvals/`: the whole of it, or the part beside another history. */
export interface History {
  readonly tip: string;
  readonly commits: ReadonlyMap<string, Node>;
  /** Every change of `approvals/<name>`, wherever in the history. */
  changesOf(name: string): readonly EntryChange[];
  /** Every change of `approvals/<runId>/<file>`. */
  changesInRun(runId: string, file: string): Promise<readonly EntryChange[]>;
  has(commit: string): boolean;
  /** Whether `earlier` is an ancestor of `later`, also through a history that this one stands beside. */
  isBefore(earlier: string, later: string): boolean;
}

/** Reads commits and trees once, and builds the history of a tip once. */
export interface HistoryReader {
  open(tip: string): Promise<History>;
  /** The commits that lead to `tip` and that `main` does not hold. */
  openBeside(main: History, tip: string): Promise<History>;
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
const READ_AHEAD = 256;

/** Fewer unknown commits than these are read again sooner than the memory is written. */
const WORTH_REMEMBERING = 64;

/** `memory` spares the reading of what an earlier process has read: a commit's id fixes all that leads to it. */
export function createHistoryReader(
  repository: ControlRepository,
  memory: HistoryMemory | null = null,
): HistoryReader {
  const nodes = new Map<string, Promise<Node>>();
  const trees = new Map<string, Promise<GitObject>>();
  const folders = new Map<string, Promise<Folder>>();
  const commits = new Map<string, Promise<Result<ParsedCommit>>>();
  const blobs = new Map<string, Promise<Uint8Array | null>>();
  const histories = new Map<string, Promise<History>>();
  let known: Promise<KnownHistory> | null = null;

  const recall = async (): Promise<KnownHistory> => {
    const content = (await memory?.read()) ?? null;
    const recalled = (content === null ? null : parseKnownHistory(content)) ?? NOTHING_KNOWN;
    for (const [id, each] of recalled.commits) nodes.set(id, Promise.resolve(each));
    return recalled;
  };

  const tree = (id: string): Promise<GitObject> =>
    cachePromiseWithin(trees, id, MAX_TREES, () => readObject(repository, id, "tree"));
  const folder = (id: string): Promise<Folder> =>
    cachePromiseWithin(folders, id, MAX_OBJECTS, async () => must(parseTree(id, (await tree(id)).content)));
  const node = (id: string): Promise<Node> =>
    cachePromise(nodes, id, async () => {
      const links = must(parseLinks(id, (await readObject(repository, id, "commit")).content));
      const entry = (await folder(links.tree)).get("approvals");
      return { ...links, approvals: entry !== undefined && isFolder(entry) ? entry.id : null };
    });

  /** A commit names its parents only once it is read; guessed commits are read together, in a fraction of the time. */
  const readAhead = async (tip: string): Promise<void> => {
    const unread = ((await repository.guessHistory?.(tip)) ?? []).filter((id) => !nodes.has(id));
    for (let at = 0; at < unread.length; at += READ_AHEAD) {
      await Promise.allSettled(unread.slice(at, at + READ_AHEAD).map(node));
    }
  };

  const build = async (tip: string, main: History | null): Promise<History> => {
    const commits = await readReachable(tip, node, (id) => main?.has(id) ?? false);
    const find = (id: string): Node | null => commits.get(id) ?? main?.commits.get(id) ?? null;
    const mainline: ReadonlySet<string> = main === null ? firstParents(tip, commits) : new Set();
    const earlier = main === null ? await (known ?? recall()) : NOTHING_KNOWN;
    const fresh = [...commits].filter(([id]) => !earlier.commits.has(id));
    const index = joinChanges(earlier.changes, await indexChanges({ commits: fresh, find, tree }));
    if (main === null) {
      const now = { commits: new Map([...earlier.commits, ...commits]), changes: index };
      known = Promise.resolve(now);
      if (fresh.length >= WORTH_REMEMBERING) await memory?.write(renderKnownHistory(now));
    }
    const changesOf = (name: string) =>
      (index.get(name) ?? [])
        .filter(({ commit }) => commits.has(commit))
        .map((change) => ({ ...change, isMainline: mainline.has(change.commit) }));
    return {
      tip,
      commits,
      has: (commit) => commits.has(commit),
      isBefore: (earlier, later) => earlier !== later && reaches(later, earlier, find),
      changesOf,
      changesInRun: (runId, file) => changesBelow(changesOf(runId), file, folder),
    };
  };

  return {
    open: (tip) =>
      cachePromise(histories, tip, async () => {
        known ??= recall();
        await known;
        await readAhead(tip);
        return await build(tip, null);
      }),
    openBeside: (main, tip) => cachePromise(histories, `${main.tip}..${tip}`, () => build(tip, main)),
    commit: (id) =>
      cachePromiseWithin(commits, id, MAX_OBJECTS, async () =>
        parseCommit(id, (await readObject(repository, id, "commit")).content),
      ),
    folder,
    topFolder: async (commit) => await folder((await node(commit)).tree),
    async runFolder(commit, runId) {
      const { approvals } = await node(commit);
      const entry = approvals === null ? undefined : (await folder(approvals)).get(runId);
      return entry !== undefined && isFolder(entry) ? await folder(entry.id) : null;
    },
    async changedPaths(commit) {
      const now = await node(commit);
      const [parent] = now.parents;
      return await changedPaths(parent === undefined ? null : await node(parent), now, tree);
    },
    blob: (id) =>
      cachePromiseWithin(blobs, id, MAX_OBJECTS, async () => {
        const object = await repository.readObject(id);
        return object?.type === "blob" ? object.content : null;
      }),
  };
}

function joinChanges(earlier: ChangeIndex, fresh: ChangeIndex): ChangeIndex {
  const joined = new Map(earlier);
  for (const [name, changes] of fresh) joined.set(name, [...(earlier.get(name) ?? []), ...changes]);
  return joined;
}

/** Every commit that is reachable from `tip` and not known yet; a commit that cannot be read makes the history unjudgeable. */
async function readReachable(
  tip: string,
  node: (id: string) => Promise<Node>,
  isKnown: (id: string) => boolean,
): Promise<ReadonlyMap<string, Node>> {
  const reached = new Map<string, Node>();
  let front = [tip];
  const seen = new Set(front);
  while (front.length > 0) {
    const next: string[] = [];
    for (const [id, each] of await Promise.all(front.map(async (id) => [id, await node(id)] as const))) {
      reached.set(id, each);
      for (const parent of each.parents) {
        if (seen.has(parent) || isKnown(parent)) continue;
        seen.add(parent);
        next.push(parent);
      }
    }
    front = next;
  }
  return reached;
}

function reaches(from: string, wanted: string, find: (id: string) => Node | null): boolean {
  const seen = new Set([from]);
  for (const id of seen) for (const parent of find(id)?.parents ?? []) seen.add(parent);
  return seen.has(wanted);
}

function firstParents(tip: string, reached: ReadonlyMap<string, Node>): ReadonlySet<string> {
  const line = new Set<string>();
  for (let id: string | undefined = tip; id !== undefined; id = reached.get(id)?.parents[0]) line.add(id);
  return line;
}

async function readObject(
  repository: ControlRepository,
  id: string,
  type: GitObject["type"],
): Promise<GitObject> {
  const object = await repository.readObject(id);
  if (object?.type === type) return object;
  throw new RefusalError(
    refusal("STOP_REPO_STATE_UNTRUSTED", {
      field: "history",
      expected: `the ${type} ${id}`,
      actual: object === null ? "missing" : `a ${object.type}`,
    }),
  );
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new RefusalError(result.refusal);
}
