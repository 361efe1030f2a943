import type { MergedPullRequest } from "../domain/merged-pull-request.ts";

/** Asks a forge about the pull request through which a file reached the default branch. */
export interface MergedPullRequests {
  /** Null if the forge does not know, does not answer, or answers incompletely: unknown is never taken for yes or no. */
  read(question: {
    readonly path: string;
    /** The commit through which the file reached the default branch. */
    readonly landing: string;
  }): Promise<MergedPullRequest | null>;
}
