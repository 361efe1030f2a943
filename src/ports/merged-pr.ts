/** Asks a forge about the pull request through which a file reached the default branch. */
export interface MergedPullRequests {
  /** Null if the forge does not know, does not answer, or answers incompletely: unknown is never taken for yes or no. */
  read(question: {
    readonly path: string;
    /** The commit through which the file reached the default branch. */
    readonly landing: string;
  }): Promise<MergedPullRequest | null>;
}

export interface MergedPullRequest {
  readonly number: number;
  /** Immutable numeric id of the account that merged. */
  readonly mergedById: number;
  readonly mergedAt: Date;
  readonly mergeCommit: string;
  /** Head of the pull request as merged. */
  readonly mergedHead: string;
  /** Head that the required check has judged, or null if it has judged none. */
  readonly checkedHead: string | null;
  /** Whether the pull request's branch lives in another repository. */
  readonly isFromFork: boolean;
}
