/** What a forge knows of the pull request through which a file reached the default branch. */
export interface MergedPullRequest {
  readonly number: number;
  /** Immutable numeric id of the account that merged. */
  readonly mergedById: number;
  readonly mergedAt: Date;
  readonly mergeCommit: string;
  /** Head of the pull request as merged. */
  readonly mergedHead: string;
  /** Head that the required check has judged, or null: it has judged none. */
  readonly checkedHead: string | null;
  /** Whether the pull request's branch lives in another repository. */
  readonly isFromFork: boolean;
}
