import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { GitHubRepository } from "./github-repository.ts";

/** Refuses a token that lacks rights to open requests and write comments in the repository, as far as GitHub tells them. */
export async function refuseWithoutAccess({
  client,
  owner,
  repo,
}: GitHubRepository): Promise<Refusal | null> {
  const { data, headers } = await client.octokit.rest.repos.get({ owner, repo });
  const scopes = headers["x-oauth-scopes"];
  const held = typeof scopes === "string" ? scopes.split(/, */).filter((scope) => scope !== "") : null;
  const wanted = data.private ? ["repo"] : ["repo", "public_repo"];
  const missing = [
    ...(data.permissions !== undefined && !data.permissions.push ? ["write access to the repository"] : []),
    ...(held !== null && held.length > 0 && !held.some((scope) => wanted.includes(scope))
      ? [`the scope ${wanted.join(" or ")}`]
      : []),
    ...(data.archived || data.disabled ? ["a repository that is not archived or disabled"] : []),
  ];
  if (missing.length === 0) return null;
  return refusal("STOP_REQUEST_FAILED", {
    field: `${owner}/${repo}`,
    expected: "a token that may write contents, pull requests and comments",
    actual: `missing: ${missing.join("; ")}`,
    wayOut:
      "Give the job a token with contents, pull-requests and issues write on this repository, then run `cutter orchestrate reconcile`.",
  });
}
