import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { ControlRepository, GitObject } from "../../ports/control-repository.ts";
import { type ParsedCommit, parseCommit } from "../../trust/git/parse-commit.ts";
import { type CommitLinks, parseLinks } from "../../trust/git/parse-links.ts";
import { type Folder, isFolder, parseTree, type TreeEntry } from "../../trust/git/parse-tree.ts";
import type { EntryChange } from "../../trust/provenance.ts";

/** The whole history of one commit as far as it concerns `approvals/`. */
export interface History {
  readonly tip: string;
  /** Every change of `approvals/<name>`, wherever in the history. */
  changesOf(name: string): readonly EntryChange[];
  /** Every change of `approvals/<runId>/<file>`. */
  changesInRun(runId: string, file: string): Promise<readonly EntryChange[]>;
  has(commit: string): boolean;
}

/** Reads commits and trees once, and builds the history of a tip once. */
export interface HistoryReader {
  open(tip: string): Promise<History>;
  commit(id: string): Promise<Result<ParsedCommit>>;
  folder(id: string): Promise<Folder>;
  /** The folder that `approvals/<runId>` is in a commit, or null. */
  runFolder(commit: string, runId: string): Promise<Folder | null>;
  /** Names at the top of the tree in which a commit differs from its first parent; below `approvals` one level deeper. */
  changedPaths(commit: string): Promise<readonly string[]>;
  blob(id: string): Promise<Uint8Array | null>;
}

interface Node extends CommitLinks {
  readonly approvals: string | null;
}

const EMPTY: Folder = new Map();

export function createHistoryReader(repository: ControlRepository): HistoryReader {
  const nodes = new Map<string, Promise<Node>>();
  const folders = new Map<string, Promise<Folder>>();
  const histories = new Map<string, Promise<History>>();

  const folder = (id: string): Promise<Folder> => remember(folders, id, () => readFolder(repository, id));
  const node = (id: string): Promise<Node> =>
    remember(nodes, id, async () => {
      const links = must(parseLinks(id, (await readObject(repository, id, "commit")).content));
      const entry = (await folder(links.tree)).get("approvals");
      return { ...links, approvals: entry !== undefined && isFolder(entry) ? entry.id : null };
    });
  const approvals = async (id: string | null): Promise<Folder> => (id === null ? EMPTY : await folder(id));

  const runFolder = async (commit: string, runId: string): Promise<Folder | null> => {
    const entry = (await approvals((await node(commit)).approvals)).get(runId);
    return entry !== undefined && isFolder(entry) ? await folder(entry.id) : null;
  };

  const open = async (tip: string): Promise<History> => {
    const reached = await reachable(tip, node);
    const mainline = firstParents(tip, reached);
    const index = await indexChanges(reached, mainline, approvals);
    return {
      tip,
      has: (commit) => reached.has(commit),
      changesOf: (name) => index.get(name) ?? [],
      changesInRun: (runId, file) => changesBelow(index.get(runId) ?? [], file, folder),
    };
  };

  return {
    open: (tip) => remember(histories, tip, () => open(tip)),
    commit: async (id) => parseCommit(id, (await readObject(repository, id, "commit")).content),
    folder,
    runFolder,
    async changedPaths(commit) {
      const now = await node(commit);
      const [parent] = now.parents;
      const before = parent === undefined ? null : await node(parent);
      const top = differences(before === null ? EMPTY : await folder(before.tree), await folder(now.tree));
      const below = differences(await approvals(before?.approvals ?? null), await approvals(now.approvals));
      return [...top.filter((name) => name !== "approvals"), ...below.map((name) => `approvals/${name}`)];
    },
    async blob(id) {
      const object = await repository.readObject(id);
      return object?.type === "blob" ? object.content : null;
    },
  };
}

/** Every commit that `tip` leads to. A commit that cannot be read leaves the history unjudgeable. */
async function reachable(tip: string, node: (id: string) => Promise<Node>): Promise<Map<string, Node>> {
  const reached = new Map<string, Node>();
  let front = [tip];
  const seen = new Set(front);
  while (front.length > 0) {
    const next: string[] = [];
    const loaded = await Promise.all(front.map(async (id) => [id, await node(id)] as const));
    for (const [id, each] of loaded) {
      reached.set(id, each);
      for (const parent of each.parents) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        next.push(parent);
      }
    }
    front = next;
  }
  return reached;
}

function firstParents(tip: string, reached: ReadonlyMap<string, Node>): ReadonlySet<string> {
  const line = new Set<string>();
  for (let id: string | undefined = tip; id !== undefined; id = reached.get(id)?.parents[0]) line.add(id);
  return line;
}

async function indexChanges(
  reached: ReadonlyMap<string, Node>,
  mainline: ReadonlySet<string>,
  approvals: (id: string | null) => Promise<Folder>,
): Promise<ReadonlyMap<string, EntryChange[]>> {
  const index = new Map<string, EntryChange[]>();
  for (const [commit, { parents, approvals: own }] of reached) {
    const parentIds = parents.map((id) => reached.get(id)?.approvals ?? null);
    if (parentIds.length > 0 && parentIds.every((id) => id === own)) continue;
    const now = await approvals(own);
    const before = await Promise.all(parentIds.map(approvals));
    const changed = new Set(
      before.length === 0 ? now.keys() : before.flatMap((each) => differences(each, now)),
    );
    for (const name of changed) {
      const changes = index.get(name) ?? [];
      index.set(name, changes);
      changes.push({
        commit,
        entry: now.get(name) ?? null,
        parents: parents.map((id, at) => ({ commit: id, entry: before[at]?.get(name) ?? null })),
        isMainline: mainline.has(commit),
      });
    }
  }
  return index;
}

async function changesBelow(
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
    const isSameEverywhere = parents.length > 0 && parents.every((parent) => isEqual(parent.entry, entry));
    if (isSameEverywhere || (entry === null && parents.length === 0)) continue;
    found.push({ commit: change.commit, entry, parents, isMainline: change.isMainline });
  }
  return found;
}

function differences(before: Folder, now: Folder): readonly string[] {
  const changed: string[] = [];
  for (const [name, entry] of now) if (!isEqual(before.get(name) ?? null, entry)) changed.push(name);
  for (const name of before.keys()) if (!now.has(name)) changed.push(name);
  return changed;
}

function isEqual(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a === null || b === null ? a === b : a.id === b.id && a.mode === b.mode;
}

async function readFolder(repository: ControlRepository, id: string): Promise<Folder> {
  return must(parseTree(id, (await readObject(repository, id, "tree")).content));
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

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  // A failed reading is not remembered: the next fetch may bring what was missing.
  made.catch(() => memory.delete(key));
  return made;
}
