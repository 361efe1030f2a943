import { failure, ok, page, type Route, text } from "./answer.ts";
import { repositoryBody, statusBody, userBody } from "./render.ts";
import type { GitHubWorld, User } from "./world.ts";

const REPO = "/repos/{owner}/{repo}";

/** An account as its own page shows it. */
function accountBody(world: GitHubWorld, user: User) {
  const dates = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  const unset = { company: null, blog: null, location: null, email: null, hireable: null, bio: null };
  return { ...userBody(world, user), name: user.name, ...unset, ...counts, ...dates };
}

/** The repository, its settings, the token's own user, and commit statuses. */
export const REPOSITORY_ROUTES: Readonly<Record<string, Route>> = {
  [`get ${REPO}`]: ({ world, token }) => ok(repositoryBody(world, token)),
  "get /user": ({ world, token }) =>
    token.user.type === "Bot"
      ? failure(403, "Resource not accessible by integration")
      : ok(accountBody(world, token.user)),
  "get /users/{username}": ({ world, params }) => {
    const wanted = params["username"]?.toLowerCase();
    const found = [...world.tokens.values()].find(({ user }) => user.login.toLowerCase() === wanted);
    return found === undefined ? failure(404, "Not Found") : ok(accountBody(world, found.user));
  },
  "get /installation/repositories": ({ world, token }) =>
    token.user.type === "Bot"
      ? ok({ total_count: 1, repositories: [repositoryBody(world, token)] })
      : failure(
          403,
          "You must authenticate with an installation access token in order to list repositories for an installation.",
        ),
  [`post ${REPO}/statuses/{sha}`]: (ask) => {
    const { world, token, params } = ask;
    const description = text(ask, "description");
    if (description.length > 140)
      return failure(422, "Validation Failed", [
        { resource: "Status", field: "description", code: "custom" },
      ]);
    const status = {
      id: world.nextId(),
      sha: params["sha"] ?? "",
      state: text(ask, "state"),
      context: text(ask, "context") || "default",
      description: description || null,
      target: text(ask, "target_url") || null,
      creator: token.user,
      createdAt: world.now(),
    };
    world.statuses.push(status);
    return ok(statusBody(world, status), 201);
  },
  [`get ${REPO}/commits/{ref}/statuses`]: ({ world, params }) =>
    page(
      world.statuses
        .filter((status) => status.sha === params["ref"])
        .map((status) => statusBody(world, status)),
    ),
  [`get ${REPO}/codeowners/errors`]: ({ world }) => ok({ errors: world.settings.codeOwnerErrors }),
  [`get ${REPO}/rulesets`]: ({ world }) => page(world.settings.rulesets),
  [`get ${REPO}/rulesets/{ruleset_id}`]: ({ world, params }) => {
    const found = world.settings.rulesets.find((one) => one["id"] === Number(params["ruleset_id"]));
    return found === undefined ? failure(404, "Not Found") : ok(found);
  },
  [`get ${REPO}/rules/branches/{branch}`]: ({ world }) => page(world.settings.branchRules),
  [`get ${REPO}/collaborators/{username}/permission`]: ({ world, params }) => {
    const token = [...world.tokens.values()].find(({ user }) => user.login === params["username"]);
    if (token === undefined) return failure(404, "Not Found");
    const permission = token.permission === "push" ? "write" : token.permission === "pull" ? "read" : "admin";
    const user = { ...userBody(world, token.user), role_name: permission };
    return ok({ permission, role_name: permission, user });
  },
  [`get ${REPO}/environments/{environment_name}`]: ({ world, params }) => {
    const found = world.settings.environments.find((one) => one["name"] === params["environment_name"]);
    return found === undefined ? failure(404, "Not Found") : ok(found);
  },
  [`get ${REPO}/actions/permissions/workflow`]: ({ world }) => ok(world.settings.workflowPermissions),
  [`get ${REPO}/actions/permissions/fork-pr-contributor-approval`]: ({ world }) =>
    ok(world.settings.forkApproval),
};
