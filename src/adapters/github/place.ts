import type { GitHubClient } from "./github-client.ts";

/** The repository on GitHub that everything is said in, and the client that says it. */
export interface Place {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
}
