import type { GitStore } from "./git-store.ts";

export interface User {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly type: "User" | "Bot";
}

export interface Token {
  readonly user: User;
  /** Value of `x-oauth-scopes` for classic tokens; null for installation and fine-grained ones. */
  readonly scopes: string | null;
  readonly permission: "admin" | "push" | "pull";
}

export interface Pull {
  readonly number: number;
  readonly id: number;
  readonly headRef: string;
  baseRef: string;
  /** Full name of the repository that the head stands in: another one than the base's for a fork, null where it was deleted. */
  readonly headRepository: string | null;
  readonly user: User;
  title: string;
  body: string | null;
  state: "open" | "closed";
  headSha: string;
  baseSha: string;
  mergedAt: Date | null;
  mergedBy: User | null;
  mergeSha: string | null;
  locked: boolean;
  draft?: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: User;
  body: string;
  readonly createdAt: Date;
  updatedAt: Date;
  /** Why it is folded away, as GraphQL says it (`outdated`); null: it is shown. */
  minimizedAs: string | null;
}

export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly user: User;
  readonly state: string;
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: Date;
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly target: string | null;
  readonly creator: User;
  readonly createdAt: Date;
}

/** Settings of the repository that `cutter doctor --github` reads. */
interface RepositorySettings {
  rulesets: readonly Record<string, unknown>[];
  branchRules: readonly Record<string, unknown>[];
  environments: readonly Record<string, unknown>[];
  codeOwnerErrors: readonly Record<string, unknown>[];
  workflowPermissions: Record<string, unknown>;
  forkApproval: Record<string, unknown>;
  /** An archived repository takes no write. */
  isArchived: boolean;
}

/** A start of a workflow, with its one job. */
export interface Start {
  readonly id: number;
  /** Name of the file in `.github/workflows/`. */
  readonly file: string;
  readonly event: string;
  readonly group: string;
  status: "pending" | "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "cancelled" | null;
  readonly createdAt: Date;
  updatedAt: Date;
  startedAt: Date | null;
  runner: { readonly id: number; readonly name: string } | null;
}

/** A runner that is registered. */
export interface Runner {
  readonly id: number;
  readonly name: string;
  readonly labels: readonly string[];
  isOnline: boolean;
  readonly isEphemeral: boolean;
}

/** Everything that the loopback GitHub remembers beside git. */
export interface GitHubWorld {
  readonly owner: string;
  readonly name: string;
  readonly repositoryId: number;
  readonly git: GitStore;
  readonly tokens: Map<string, Token>;
  readonly pulls: Pull[];
  readonly comments: Comment[];
  readonly reviews: Review[];
  readonly statuses: Status[];
  readonly settings: RepositorySettings;
  readonly starts: Start[];
  readonly runners: Runner[];
  readonly now: () => Date;
  nextId(): number;
  /** Where the server listens, without a slash at the end. */
  url: string;
}

/** Brings every open pull request to where its branch stands, and publishes `refs/pull/N/head`, as a push does. */
export async function followBranches(world: GitHubWorld): Promise<void> {
  for (const pull of world.pulls) {
    if (pull.state === "closed") continue;
    const head = await world.git.resolve(`refs/heads/${pull.headRef}`);
    if (head === null || pull.headRepository !== `${world.owner}/${world.name}`) continue;
    const known = await world.git.resolve(`refs/pull/${pull.number}/head`);
    if (known !== head) await world.git.git(["update-ref", `refs/pull/${pull.number}/head`, head]);
    pull.headSha = head;
    pull.baseSha = (await world.git.resolve(`refs/heads/${pull.baseRef}`)) ?? pull.baseSha;
  }
}
