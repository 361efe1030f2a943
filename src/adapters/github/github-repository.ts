import type { GitHubClient } from "./github-client.ts";
import type { OwnAccount } from "./own-account.ts";

/** A repository on GitHub, the client that talks to it, and the account of the client's token. */
export interface GitHubRepository {
  readonly client: GitHubClient;
  readonly account: OwnAccount;
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
}
