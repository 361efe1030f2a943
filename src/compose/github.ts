import { findAccountId } from "../adapters/github/find-account-id.ts";
import { createGitHubClient } from "../adapters/github/github-client.ts";
import { createGitHubForge } from "../adapters/github/github-forge.ts";
import type { GitHubRepository } from "../adapters/github/github-repository.ts";
import { createMergedPulls } from "../adapters/github/merged-pulls.ts";
import { createOwnAccount } from "../adapters/github/own-account.ts";
import type { JobEnvironment } from "../config/job-environment.ts";
import type { Settings } from "../config/settings.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { Forge } from "../ports/forge.ts";
import type { MergedPullRequests } from "../ports/merged-pr.ts";
import type { Progress } from "../ports/progress.ts";
import type { Redactor } from "../reports/redact.ts";

/** The parts that talk to GitHub: the forge where people meet the bot, and the record of who merged which pull request. */
export interface GitHubSide {
  readonly forge: Forge;
  readonly mergedPrs: MergedPullRequests;
  /** Numeric id of an account. */
  findAccountId(login: string): Promise<Result<number>>;
}

/** Wires the GitHub side; null where the settings name no repository on GitHub. Nothing is sent to GitHub before the first call. */
export function composeGitHub(parts: {
  readonly settings: Settings;
  readonly token: string | undefined;
  readonly progress: Progress;
  readonly redactor: Redactor;
  readonly late: AbortSignal;
}): Result<GitHubSide | null> {
  const { github, controlRepository } = parts.settings;
  if (github === null) return accepted(null);
  if (parts.token === undefined) {
    const field = "GITHUB_TOKEN";
    return refused(
      refusal("STOP_CONFIG_INVALID", {
        field,
        expected: "a token for the control repository",
        actual: "none",
      }),
    );
  }
  const { apiUrl, owner, repo } = github;
  const gitHub = openGitHubRepository({
    apiUrl,
    owner,
    repo,
    token: parts.token,
    defaultBranch: controlRepository.defaultBranch,
    progress: parts.progress,
    late: parts.late,
  });
  if (!gitHub.ok) return gitHub;
  return accepted({
    forge: createGitHubForge({ ...gitHub.value, redactor: parts.redactor }),
    mergedPrs: createMergedPulls(gitHub.value),
    findAccountId: (login) => findAccountId(gitHub.value.client, login),
  });
}

/** The repository on GitHub with a client for it; refuses an address over which the token would travel unencrypted. */
export function openGitHubRepository(parts: {
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  readonly defaultBranch: string;
  readonly progress: Progress;
  /** Left out by a job of its own, which a signal ends at once. */
  readonly late?: AbortSignal;
}): Result<GitHubRepository> {
  const { apiUrl, token, progress, late, ...gitHub } = parts;
  if (!isPrivateChannel(apiUrl)) {
    const expected = "https, or http on the loopback interface";
    return refused(refusal("STOP_CONFIG_INVALID", { field: "github.apiUrl", expected, actual: apiUrl }));
  }
  // A server on the loopback interface belongs to a test or a demonstration: writes to it are not spaced, and its limits are kept all the same.
  const pace = isLoopback(apiUrl) ? "none" : "github";
  const client = createGitHubClient({ apiUrl, token, progress, pace, ...(late !== undefined && { late }) });
  return accepted({ ...gitHub, client, account: createOwnAccount(client) });
}

/** The repository that a job runs for. */
export function openJobRepository(job: JobEnvironment, progress: Progress): Result<GitHubRepository> {
  const [owner = "", repo = ""] = job.GITHUB_REPOSITORY.split("/");
  const { GITHUB_API_URL: apiUrl, GITHUB_TOKEN: token } = job;
  return openGitHubRepository({ apiUrl, owner, repo, token, defaultBranch: "main", progress });
}

/** The token travels with every request, so only TLS or the loopback interface may carry it. */
function isPrivateChannel(apiUrl: string): boolean {
  return new URL(apiUrl).protocol === "https:" || isLoopback(apiUrl);
}

function isLoopback(apiUrl: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(apiUrl).hostname);
}
