import type { Result } from "../domain/result.ts";

/**
 * A person's own clone of the control repository, worked with the person's own git: their configuration, their signing set-up, their
 * credentials. The working tree and the index that they have open are left alone.
 */
export interface PersonRepository {
  /** Name of the remote to fetch from and push to, or null where there is none. */
  readonly remote: string | null;
  /** Brings the remote's branches up to date; nothing without a remote. */
  fetch(): Promise<Result<null>>;
  /** The newest commit of a branch: the remote's where there is a remote, else the local one; null where neither has it. */
  tipOf(branch: string): Promise<string | null>;
  /** The bytes of a file in a commit, or null. */
  readFile(commit: string, path: string): Promise<Uint8Array | null>;
  /** Commits the files on top of `parent` with the person's signature and points the local branch at it. */
  commitSigned(change: {
    readonly branch: string;
    readonly parent: string;
    readonly files: Readonly<Record<string, string>>;
    readonly message: string;
  }): Promise<Result<string>>;
  /** Merges `commit` into the branch with a merge commit; refuses where they conflict. */
  merge(change: {
    readonly branch: string;
    readonly commit: string;
    readonly message: string;
  }): Promise<Result<string>>;
  push(branch: string): Promise<Result<null>>;
}
