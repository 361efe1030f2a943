import { check } from "../domain/check.ts";
import { type Policy, RULE_NAMES, ruleOf } from "../domain/policy.ts";
import type { RepositoryFacts } from "../domain/repository-facts.ts";
import { checkTokenRights } from "./check-token-rights.ts";
import { findWorkflowFaults, type WorkflowFile } from "./find-workflow-faults.ts";
import { listUnowned } from "./list-unowned.ts";
import { type RepositoryCheck, way } from "./repository-check.ts";

/** The status that has to be required: the check's verdict on exactly the head commit. */
export const REQUIRED_CONTEXT = "iu-cutter/approval";

/** A root key that the repository's approval check trusts. */
export interface CheckKey {
  /** Where the workflow looks for it. */
  readonly path: string;
  readonly standing: "pinned by the runner" | "not pinned by the runner" | "no key" | "no such file";
}

/** Compares a repository's settings with what safety needs: every gate can be opened, and none can be bypassed. */
export function checkRepository(asked: {
  readonly facts: RepositoryFacts;
  readonly policy: Policy;
  /** The name that the configuration has, `owner/name`. */
  readonly repository: string;
  readonly defaultBranch: string;
  readonly workflows: readonly WorkflowFile[];
  /** Where the bot's own actions are taken from, `owner/name`. */
  readonly actions: string;
  /** Text of `.github/CODEOWNERS`; null: there is none. */
  readonly codeOwners: string | null;
  readonly checkKeys: readonly CheckKey[];
}): readonly RepositoryCheck[] {
  const { facts, policy, defaultBranch, workflows, actions, codeOwners, checkKeys } = asked;
  const isMerging = RULE_NAMES.some((name) => ruleOf(policy, name).accepted.includes("merged_pr"));
  return [
    ...checkStanding(facts, asked.repository),
    way(
      check("default branch", defaultBranch, facts.defaultBranch ?? "unknown"),
      "Correct `controlRepository.defaultBranch`, or the repository's default branch.",
    ),
    ...checkRules(facts),
    ...checkOwners(facts, codeOwners),
    ...checkPinnedKeys(checkKeys),
    way(
      check("who may pass by the rules", "nobody", nameActors(facts.bypassActors)),
      "Empty the bypass list of every ruleset; the token needs write access to the rulesets to see it.",
    ),
    way(
      check(
        "token of the bot",
        "no administrator",
        told(facts.tokenIsAdmin, "administrator", "no administrator"),
      ),
      "Give the bot a token with contents and pull-requests write alone.",
    ),
    ...checkTokenRights(facts, workflows),
    way(
      check("environment cutter", "main alone", nameEnvironment(facts)),
      "Make the environment `cutter` with a deployment branch policy that names the default branch alone.",
    ),
    way(
      check(
        "token of workflows by default",
        "read",
        told(facts.workflowToken?.isReadOnly ?? null, "read", "write"),
      ),
      "Set Settings, Actions, Workflow permissions to read.",
    ),
    ...workflows.map((file) => {
      const [first] = findWorkflowFaults(file, actions);
      return way(
        check(`workflow ${file.name}`, "nothing to misuse", first ?? "nothing to misuse"),
        `Correct the named line; the bot's own actions are those of ${actions}, which \`github.actions\` of the configuration names.`,
      );
    }),
    ...(isMerging ? checkPeople(facts, policy) : []),
  ];
}

/** GitHub answers to the old name of a repository, too; nobody knows for how long. */
function checkStanding({ fullName, isArchived }: RepositoryFacts, named: string): readonly RepositoryCheck[] {
  const isSame = fullName.toLowerCase() === named.toLowerCase();
  return [
    way(
      check("name of the repository", named, isSame ? named : fullName),
      "Correct `github.owner` and `github.repo` of the configuration, and `controlRepository.origin`, to the name that the repository has now.",
    ),
    way(
      check("the repository can be written to", "yes", isArchived ? "no: archived" : "yes"),
      "Unarchive the repository: Settings, General, Danger Zone, Unarchive this repository.",
    ),
  ];
}

function checkRules({ rules }: RepositoryFacts): readonly RepositoryCheck[] {
  const found = (type: string) => rules?.find((rule) => rule.type === type) ?? null;
  const has = (type: string) => (rules === null ? "unknown" : found(type) === null ? "no" : "yes");
  const contexts = found("required_status_checks")?.parameters["required_status_checks"];
  const required = Array.isArray(contexts) && contexts.some((one) => one?.context === REQUIRED_CONTEXT);
  const methods = found("pull_request")?.parameters["allowed_merge_methods"];
  const importIt = "Import `.github/rulesets/main.json` under Settings, Rules, Rulesets.";
  return [
    way(check("changes by pull request alone", "yes", has("pull_request")), importIt),
    way(check("history is never rewritten", "yes", has("non_fast_forward")), importIt),
    way(check("the branch cannot be deleted", "yes", has("deletion")), importIt),
    way(
      check(
        `the status ${REQUIRED_CONTEXT} is required`,
        "yes",
        rules === null ? "unknown" : required ? "yes" : "no",
      ),
      importIt,
    ),
    way(
      check(
        "review of owners is required",
        "yes",
        rules === null
          ? "unknown"
          : found("pull_request")?.parameters["require_code_owner_review"] === true
            ? "yes"
            : "no",
      ),
      importIt,
    ),
    way(
      check("ways to merge", "merge", Array.isArray(methods) ? methods.join(", ") : "any"),
      "Allow merge commits alone: squash and rebase drop the signatures of approvals.",
    ),
  ];
}

/** GitHub silently ignores a line whose owner does not exist; only its list of errors tells so. */
function checkOwners(
  { codeOwnerErrors }: RepositoryFacts,
  codeOwners: string | null,
): readonly RepositoryCheck[] {
  const unowned = codeOwners === null ? "no .github/CODEOWNERS" : listUnowned(codeOwners).join(", ");
  const [first = "none", ...more] = codeOwnerErrors ?? ["unknown"];
  return [
    way(
      check("paths without an owner", "none", unowned || "none"),
      "Name an account or a team with write access for `/.github/`, `/approvals/policy.json` and `/approvals/keys/` in `.github/CODEOWNERS`.",
    ),
    way(
      check("errors in CODEOWNERS", "none", more.length === 0 ? first : `${first} and ${more.length} more`),
      "Put an account (`@login`) or a team (`@organisation/team`) with write access where `.github/CODEOWNERS` names none; an organisation alone owns nothing.",
    ),
  ];
}

/** The check advises by the root keys that it is given; with other keys than the runner's its advice would be wrong. */
function checkPinnedKeys(keys: readonly CheckKey[]): readonly RepositoryCheck[] {
  const wayOut =
    "Commit the public root key that `rootKeys` of the runner pins to this path, or correct `root-keys` of the workflow that runs verify-approval.";
  const rows: readonly CheckKey[] =
    keys.length > 0 ? keys : [{ path: "root-keys", standing: "no such file" }];
  return rows.map(({ path, standing }) =>
    way(check(`root key of the check, ${path}`, "pinned by the runner", standing), wayOut),
  );
}

/** A person who opens a gate by merging needs the right to merge, under exactly the account that the policy pins. */
function checkPeople({ people }: RepositoryFacts, policy: Policy): readonly RepositoryCheck[] {
  return policy.persons.flatMap(({ id, github }) => {
    if (github === undefined) return [];
    const account = people.find(({ login }) => login === github.login);
    const may = ["admin", "write", "maintain"].includes(account?.permission ?? "")
      ? "may merge"
      : "may not merge";
    const wayOut = "Correct login and id in the policy, or give the person write access.";
    return [
      way(
        check(
          `account of ${id}`,
          `${github.login}, id ${github.id}`,
          `${github.login}, id ${account?.id ?? "unknown"}`,
        ),
        wayOut,
      ),
      way(check(`rights of ${id}`, "may merge", may), wayOut),
    ];
  });
}

function nameActors(actors: readonly string[] | null): string {
  if (actors === null) return "unknown";
  return actors.length === 0 ? "nobody" : actors.join(", ");
}

function nameEnvironment({ environment }: RepositoryFacts): string {
  if (environment === null) return "unknown, or no such environment";
  return environment.hasBranchPolicy ? "main alone" : "any branch";
}

function told(value: boolean | null, yes: string, no: string): string {
  if (value === null) return "unknown";
  return value ? yes : no;
}
