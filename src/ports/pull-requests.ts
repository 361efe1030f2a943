import type { Result } from "../domain/result.ts";

/** A pull request as the event that started the job tells of it: a claim, until the forge has said the same. */
export interface PullEvent {
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  readonly isFork: boolean;
  /** Immutable id of the account that pushed last. */
  readonly senderId: number;
}

/** A pull request as the forge says that it is now. */
export interface PullFacts {
  readonly headSha: string;
  readonly baseSha: string;
  readonly baseRef: string;
  readonly defaultBranch: string;
  readonly isFork: boolean;
}

/** What the check of a pull request needs of a forge. */
export interface PullRequests {
  readFacts(number: number): Promise<PullFacts>;
  /**
   * Every path that `head` adds, changes, removes or renames against where it left `base`, by both names; refused where there may be
   * more than the forge tells. Both are commits, so that no push in between changes what is listed.
   */
  readChangedPaths(range: {
    readonly base: string;
    readonly head: string;
  }): Promise<Result<readonly string[]>>;
  /** Names the head that was judged, as the status that may be required before merging. */
  setStatus(status: CheckStatus & { readonly sha: string }): Promise<void>;
  /** Shows the verdict in the one comment of the check; the newest takes the place of the last. */
  showVerdict(verdict: {
    readonly number: number;
    readonly runId: string;
    readonly markdown: string;
  }): Promise<void>;
}

export interface CheckStatus {
  readonly state: "success" | "failure" | "pending";
  readonly description: string;
}
