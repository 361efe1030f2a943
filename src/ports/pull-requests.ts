import type { Result } from "../domain/result.ts";

/** A pull request as the event describes it that started the job: a claim until the forge confirms it. */
export interface PullEvent {
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  readonly isFork: boolean;
  /** Immutable id of the account that caused the event, such as the last push. */
  readonly senderId: number;
}

/** The present state of a pull request, as the forge tells it. */
export interface PullFacts {
  readonly headSha: string;
  readonly baseSha: string;
  readonly baseRef: string;
  readonly defaultBranch: string;
  readonly isFork: boolean;
}

/** The calls to a forge that the check of a pull request needs. What the forge refuses is thrown as a `RefusalError`. */
export interface PullRequests {
  readFacts(number: number): Promise<PullFacts>;
  /**
   * Every path that `head` adds, changes, removes or renames (then by both names) since its merge base with `base`; refused if there may be
   * more than the forge lists. Both are commits, so that a push in between does not change the list.
   */
  readChangedPaths(range: {
    readonly base: string;
    readonly head: string;
  }): Promise<Result<readonly string[]>>;
  /** Sets the status of the judged head, which may be required before merging. */
  setStatus(status: CheckStatus & { readonly sha: string }): Promise<void>;
  /** Shows the verdict in the check's only comment; the newest replaces the last. */
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
