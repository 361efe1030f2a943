import { type Refusal, RefusalError } from "../domain/refusal.ts";

/**
 * The control repository: the git repository that holds `approvals/`. Objects are read raw, and the reader hashes them again; replace refs,
 * grafts, the repository's configuration, mailmap and GIT_* variables of the environment have no effect.
 */
export interface ControlRepository {
  /**
   * Brings the runner's own full-history clone up to date with its origin, if it has one. Throws a `RefusalError`
   * (`STOP_REPO_UNREACHABLE`) where that fails or takes too long.
   */
  refresh(): Promise<void>;
  /** Object id of a full ref name (`refs/heads/main`), or null. */
  resolveRef(ref: string): Promise<string | null>;
  /** Every ref that points at a commit, by full name: it may hold the original of a squashed commit, or an approval not merged yet. */
  listRefs(): Promise<readonly { readonly ref: string; readonly id: string }[]>;
  /**
   * The raw content of an object, whose id was checked by hashing; null if it does not exist. Throws an `OversizeObject` for one that no
   * judgement needs.
   */
  readObject(id: string): Promise<GitObject | null>;
  /**
   * Ids of the commits that git lists as reachable from `tip`, and not from `known`: a hint of what to read ahead, never a fact. The history
   * itself is built from the parents of commits that were read and hashed.
   */
  guessHistory?(tip: string, known: string | null): Promise<readonly string[]>;
  /** What makes the state of the repository untrustworthy: shallow, replace refs, grafts, alternates … Empty when clean. */
  stateFindings(): Promise<readonly string[]>;
  /**
   * Commits `files` (path → text) on top of `parent` (null: the tip of the default branch, or a root commit) as an unsigned commit
   * of the bot and points `ref` at it; does not move a ref that changed since it was read.
   */
  commitFiles(change: {
    readonly ref: string;
    readonly parent: string | null;
    readonly files: Readonly<Record<string, string>>;
    readonly message: string;
    readonly at: Date;
  }): Promise<string>;
}

export interface GitObject {
  readonly id: string;
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly content: Uint8Array;
}

/** An object that is too large to be held in memory. It was hashed, and this is how it begins. */
export class OversizeObject extends RefusalError {
  readonly start: Uint8Array;

  constructor(carried: Refusal, start: Uint8Array) {
    super(carried);
    this.start = start;
  }
}
