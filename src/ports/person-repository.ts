import type { Result } from "../domain/result.ts";
import type { SignatureSystem } from "../domain/signature.ts";

/** The key with which the person's git would sign now. */
export interface SigningKey {
  /** `x509` is one that git knows and no policy can pin. */
  readonly system: SignatureSystem | "x509";
  /** Full fingerprint, of the key or of its signing subkey; null where nobody knows before git signs. */
  readonly fingerprint: string | null;
}

/** What a commit changes. */
export interface PersonCommit {
  readonly parent: string;
  /** Paths that it takes away. */
  readonly removed: readonly string[];
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly message: string;
}

/**
 * A person's own clone of the control repository, used through the person's own git: their configuration, signing set-up and credentials.
 * Their working tree and index are left alone, unless the branch that moves is the one they have checked out. Commits are made beside the
 * branches, so that each can be judged before one moves.
 */
export interface PersonRepository {
  /** Name of the remote to fetch from and push to, or null if there is none. */
  readonly remote: string | null;
  /** Address of the remote, or null if there is none. */
  remoteUrl(): Promise<string | null>;
  /** Every address that the remote is fetched from or pushed to. */
  remoteUrls(): Promise<readonly string[]>;
  /** Brings the remote-tracking branches up to date, and drops those of branches that are gone; does nothing without a remote. */
  fetch(): Promise<Result<null>>;
  /** Fetches the heads of pull requests too, beside the branches: one may hold the original of a squashed commit. */
  fetchPulls(): Promise<void>;
  /**
   * The newest commit of a branch; null if there is none. With a remote it is the remote's, or the local one where that is ahead of it.
   */
  tipOf(branch: string): Promise<string | null>;
  /** The newest commit of the remote's branch, which everybody sees; without a remote that of the local one. */
  remoteTipOf(branch: string): Promise<string | null>;
  /** Whether `later` is `earlier` or comes after it. */
  contains(later: string, earlier: string): Promise<boolean>;
  /** Whether a commit that leads to `tip` and not to `known` changed something below the path. */
  changedSince(known: string, tip: string, path: string): Promise<boolean>;
  /** The bytes of a file in a commit, or null. */
  readFile(commit: string, path: string): Promise<Uint8Array | null>;
  signingKey(): Promise<SigningKey>;
  /** Writes the commit without a signature, for a judge to read; no branch leads to it. */
  draft(change: PersonCommit, at: Date): Promise<string>;
  /** Writes the commit with the person's signature; no branch leads to it. */
  commitSigned(change: PersonCommit): Promise<Result<string>>;
  /** Writes the merge commit that brings `commit` into `onto`; no branch leads to it. Refuses if they conflict. */
  join(change: {
    readonly onto: string;
    readonly commit: string;
    readonly message: string;
  }): Promise<Result<string>>;
  /** Points the local branch at the commit, and never takes a commit from it. */
  move(branch: string, commit: string): Promise<Result<null>>;
  /** Brings the commit to the remote's branch, never by force; does nothing without a remote. */
  push(branch: string, commit: string): Promise<Result<null>>;
}
