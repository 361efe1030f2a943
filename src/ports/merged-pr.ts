import type { MergedPullRequest } from "../domain/merged-pull-request.ts";

/** Asks the forge through which pull request a file reached the default branch. */
export interface MergedPullRequests {
  /** Null where the forge does not know, does not answer, or gives an incomplete answer: unknown is never taken for yes or no. */
  read(question: {
    readonly path: string;
    /** The commit through which the file reached the default branch. */
    readonly landing: string;
  }): Promise<MergedPullRequest | null>;
}
