import type { GitHubClient } from "./github-client.ts";
import type { OwnAccount } from "./own-account.ts";

/** The repository on GitHub that everything is said in, the client that says it, and the account that it speaks for. */
export interface GitHubRepository {
  readonly client: GitHubClient;
  readonly account: OwnAccount;
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
}
