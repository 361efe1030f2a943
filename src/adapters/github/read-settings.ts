import type { RepositoryFacts } from "../../domain/repository-facts.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { known } from "./known.ts";
import { readTokenAccess } from "./refuse-without-access.ts";

/**
 * Reads the settings of the repository that safety depends on. A setting that the token may not see is null, never counted as safe. A
 * repository that it may not see at all is thrown as GitHub's failure.
 */
export async function readRepositoryFacts(
  repository: GitHubRepository,
  asked: { readonly environment: string; readonly logins: readonly string[] },
): Promise<RepositoryFacts> {
  const { rest } = repository.client.octokit;
  const target = { owner: repository.owner, repo: repository.repo };
  const access = await readTokenAccess(repository);
  const rules = await known(
    async () =>
      (await rest.repos.getBranchRules({ ...target, branch: repository.defaultBranch, per_page: 100 })).data,
  );
  const ids = [
    ...new Set((rules ?? []).flatMap((rule) => (rule.ruleset_id === undefined ? [] : [rule.ruleset_id]))),
  ];
  const rulesets = await Promise.all(
    ids.map((id) => known(async () => (await rest.repos.getRepoRuleset({ ...target, ruleset_id: id })).data)),
  );
  const environment = await known(
    async () => (await rest.repos.getEnvironment({ ...target, environment_name: asked.environment })).data,
  );
  const workflow = await known(
    async () => (await rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(target)).data,
  );
  const owners = await known(
    async () => (await rest.repos.codeownersErrors({ ...target, ref: repository.defaultBranch })).data.errors,
  );
  const people = await Promise.all(
    asked.logins.map(async (login) => {
      const found = await known(
        async () => (await rest.repos.getCollaboratorPermissionLevel({ ...target, username: login })).data,
      );
      return { login, id: found?.user?.id ?? null, permission: found?.permission ?? null };
    }),
  );
  return {
    fullName: access.fullName,
    isArchived: access.isArchived,
    missingRights: access.missing,
    defaultBranch: access.defaultBranch,
    tokenIsAdmin: access.isAdmin,
    rules: rules?.map((rule) => ({ type: rule.type, parameters: parametersOf(rule) })) ?? null,
    bypassActors: rulesets.some((ruleset) => ruleset?.bypass_actors === undefined)
      ? null
      : rulesets
          .flatMap((ruleset) => ruleset?.bypass_actors ?? [])
          .map((actor) => `${actor.actor_type} ${actor.actor_id ?? ""}`.trim()),
    environment:
      environment === null
        ? null
        : {
            hasBranchPolicy:
              environment.deployment_branch_policy !== null &&
              environment.deployment_branch_policy !== undefined,
            reviewers: (environment.protection_rules ?? []).filter(
              (rule) => rule.type === "required_reviewers",
            ).length,
          },
    workflowToken: workflow && {
      isReadOnly: workflow.default_workflow_permissions === "read",
      mayOpenPulls: workflow.can_approve_pull_request_reviews,
    },
    codeOwnerErrors:
      owners?.map(({ line, source, kind }) => `line ${line}: ${kind}: ${source ?? ""}`.trim()) ?? null,
    people,
  };
}

function parametersOf(rule: object): Readonly<Record<string, unknown>> {
  return "parameters" in rule && typeof rule.parameters === "object" ? { ...rule.parameters } : {};
}
