import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { readFailure } from "./read-failure.ts";

const THEN = "then run `cutter orchestrate reconcile`";

/** What GitHub tells of a token's rights on the repository. */
interface TokenAccess {
  /** The name that the repository has now, `owner/name`. */
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly isAdmin: boolean;
  readonly isArchived: boolean;
  readonly isDisabled: boolean;
  /** Rights that the token lacks to open requests and write comments; those of an app's token GitHub does not tell. */
  readonly missing: readonly string[];
}

/** Reads the rights of the token, as far as GitHub tells them. */
export async function readTokenAccess({ client, owner, repo }: GitHubRepository): Promise<TokenAccess> {
  const { octokit } = client;
  const { data, headers } = await octokit.rest.repos.get({ owner, repo });
  const scopes = headers["x-oauth-scopes"];
  const held = typeof scopes === "string" ? scopes.split(/, */).filter((scope) => scope !== "") : null;
  const wanted = data.private ? ["repo"] : ["repo", "public_repo"];
  const lacksPush = data.permissions !== undefined && !data.permissions.push;
  return {
    fullName: data.full_name,
    defaultBranch: data.default_branch,
    // Of the token of a workflow alone GitHub says nothing; no workflow can be given the right to administer.
    isAdmin: data.permissions?.admin ?? false,
    isArchived: data.archived === true,
    isDisabled: data.disabled === true,
    missing: [
      ...(lacksPush && !(held === null && (await isOfAnApp(octokit)))
        ? ["write access to the repository"]
        : []),
      ...(held !== null && held.length > 0 && !held.some((scope) => wanted.includes(scope))
        ? [`the scope ${wanted.join(" or ")}`]
        : []),
    ],
  };
}

/** To an app's token, and so to that of a workflow, GitHub says of every repository that it may not push; what it may is told nowhere. */
async function isOfAnApp(octokit: GitHubRepository["client"]["octokit"]): Promise<boolean> {
  try {
    await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: 1 });
    return true;
  } catch (thrown) {
    if ([401, 403, 404].includes(readFailure(thrown)?.status ?? 0)) return false;
    throw thrown;
  }
}

/** Refuses a repository that takes nothing, and a token that lacks rights to open requests and write comments in it. */
export async function refuseWithoutAccess(repository: GitHubRepository): Promise<Refusal | null> {
  const { isArchived, isDisabled, missing } = await readTokenAccess(repository);
  const field = `${repository.owner}/${repository.repo}`;
  if (isArchived || isDisabled)
    return refusal("STOP_GITHUB_REPOSITORY", {
      field,
      expected: "a repository that can be written to",
      actual: isArchived ? "archived" : "disabled",
      wayOut: isArchived
        ? `Unarchive the repository: Settings, General, Danger Zone, Unarchive this repository; ${THEN}.`
        : `The owner of the repository asks GitHub to enable it; ${THEN}.`,
    });
  if (missing.length === 0) return null;
  return refusal("STOP_GITHUB_FORBIDDEN", {
    field,
    expected: "a token that may write contents, pull requests and comments",
    actual: `missing: ${missing.join("; ")}`,
    wayOut: `Give the job a token with contents and pull-requests write on this repository; ${THEN}.`,
  });
}
