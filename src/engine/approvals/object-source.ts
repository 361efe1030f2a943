import { must } from "../../domain/must.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { type ControlRepository, type GitObject, OversizeObject } from "../../ports/control-repository.ts";
import { diffTrees, type EntryDifference, type RawTree } from "../../trust/git/diff-trees.ts";
import { type CommitLinks, parseLinks, scanLinks } from "../../trust/git/parse-links.ts";
import { type Folder, parseTree } from "../../trust/git/parse-tree.ts";

/** What a history is read from. */
export interface ObjectSource {
  /** The content of a commit. */
  commit(id: string): Promise<Uint8Array>;
  links(id: string, content: Uint8Array): CommitLinks;
  tree(id: string): Promise<NonNullable<RawTree>>;
  folder(tree: NonNullable<RawTree>): Folder;
  differences(before: RawTree, now: RawTree): ReadonlyMap<string, EntryDifference>;
  /** The content of a file, or null where the object is none. */
  file(id: string): Promise<Uint8Array | null>;
}

/** Reads what the default branch leads to: an object that can't be read as what it is makes the history unjudgeable. */
export function strictSource(repository: ControlRepository): ObjectSource {
  return {
    commit: async (id) => (await readObject(repository, id, "commit")).content,
    links: (id, content) => must(parseLinks(id, content)),
    tree: (id) => readObject(repository, id, "tree"),
    folder: ({ id, content }) => must(parseTree(id, content)),
    differences: (before, now) => must(diffTrees(before, now)),
    async file(id) {
      const object = await repository.readObject(id);
      return object?.type === "blob" ? object.content : null;
    },
  };
}

/**
 * Reads what anybody may offer, such as the head of a pull request. An object that can't be read as what it is says nothing there, and shuts no
 * gate: a commit has its tree and its parents as far as they can be read, a folder is empty, a file is none. One that is missing or has
 * another hash is the clone's fault and is refused.
 */
export function lenientSource(repository: ControlRepository): ObjectSource {
  const strict = strictSource(repository);
  return {
    commit: (id) => unlessOversize(strict.commit(id), (start) => start),
    links: scanLinks,
    tree: (id) => unlessOversize(strict.tree(id), () => ({ id, content: new Uint8Array() })),
    folder: (tree) => (isFit(tree) ? strict.folder(tree) : new Map()),
    differences(before, now) {
      const found = diffTrees(before, now);
      return found.ok
        ? found.value
        : strict.differences(isFit(before) ? before : null, isFit(now) ? now : null);
    },
    file: (id) => unlessOversize<Uint8Array | null>(strict.file(id), () => null),
  };
}

function isFit(tree: RawTree): boolean {
  return tree !== null && parseTree(tree.id, tree.content).ok;
}

async function unlessOversize<T>(reading: Promise<T>, instead: (start: Uint8Array) => T): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof OversizeObject) return instead(cause.start);
    throw cause;
  }
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
