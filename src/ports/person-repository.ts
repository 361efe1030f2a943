import type { Result } from "../domain/result.ts";

/**
 * A person's own clone of the control repository, used through the person's own git: their configuration, signing set-up and credentials.
 * Their working tree and index are left alone, unless the branch that moves is the one they have checked out.
 */
export interface PersonRepository {
  /** Name of the remote to fetch from and push to, or null if there is none. */
  readonly remote: string | null;
  /** Brings the remote-tracking branches up to date; does nothing without a remote. */
  fetch(): Promise<Result<null>>;
  /** The newest commit of a branch: the remote's if there is a remote, else the local one; null if neither has it. */
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
  /** Merges `commit` into the branch with a merge commit; refuses if they conflict. */
  merge(change: {
    readonly branch: string;
    readonly commit: string;
    readonly message: string;
  }): Promise<Result<string>>;
  push(branch: string): Promise<Result<null>>;
}
