import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import { readRepositoryFacts } from "../adapters/github/read-settings.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { readSettings } from "../config/settings.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { createApprovalJudge } from "../engine/approval-judge.ts";
import { createHistoryReader } from "../engine/approvals/history.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import type { Progress } from "../ports/progress.ts";
import { judgeRepository, type RepositoryCheck } from "../trust/judge-repository.ts";
import type { WorkflowFile } from "../trust/judge-workflow.ts";
import { openPlace } from "./github.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export type { RepositoryCheck };

/** Compares the control repository's settings on GitHub with what safety needs. Reads alone. */
export async function examineGitHub(parts: {
  readonly root: string | null;
  readonly environment: Environment;
  readonly progress: Progress;
}): Promise<Result<readonly RepositoryCheck[]>> {
  const { environment, progress } = parts;
  const settings = await readSettings(parts.root ?? environment.CUTTER_ROOT);
  if (!settings.ok) return settings;
  const { github, controlRepository, rootKeys: keyFiles } = settings.value;
  if (github === null || environment.GITHUB_TOKEN === undefined) {
    const field = github === null ? "github" : "GITHUB_TOKEN";
    return refused(
      refusal("STOP_CONFIG_INVALID", {
        field,
        expected: "a repository on GitHub and a token",
        actual: "none",
      }),
    );
  }
  const { path, origin, defaultBranch } = controlRepository;
  const { apiUrl, owner, repo } = github;
  const place = openPlace({ apiUrl, owner, repo, token: environment.GITHUB_TOKEN, defaultBranch, progress });
  if (!place.ok) return place;
  const rootKeys = await readRootKeys(keyFiles);
  if (!rootKeys.ok) return rootKeys;
  const { PATH: searchPath } = environment;
  const transport = environment.HOME === undefined ? {} : { HOME: environment.HOME };
  await using repository = await createControlRepository({
    path,
    origin,
    defaultBranch,
    searchPath,
    transport,
  });
  await repository.refresh();
  const defaultRef = `refs/heads/${defaultBranch}`;
  const judge = createApprovalJudge({
    repository,
    defaultRef,
    rootKeys: rootKeys.value,
    verifiers: makeVerifiers(),
    now: () => systemClock.now(),
  });
  const policy = await judge.policy();
  if (policy.verdict === "refused") return refused(policy.refusal);
  const logins = policy.policy.persons.flatMap((person) =>
    person.github === undefined ? [] : [person.github.login],
  );
  const facts = await readRepositoryFacts(place.value, { environment: "cutter", logins });
  const workflows = await readWorkflows(repository, defaultRef);
  return accepted(judgeRepository({ facts, policy: policy.policy, defaultBranch, workflows }));
}

/** The workflows as the runner's own clone has them, not as GitHub tells. */
async function readWorkflows(repository: ControlRepository, ref: string): Promise<readonly WorkflowFile[]> {
  const reader = createHistoryReader(repository);
  const tip = await repository.resolveRef(ref);
  const commit = tip === null ? null : await reader.commit(tip);
  if (commit === null || !commit.ok) return [];
  let folder = await reader.folder(commit.value.tree);
  for (const name of [".github", "workflows"]) {
    const entry = folder.get(name);
    if (entry === undefined) return [];
    folder = await reader.folder(entry.id);
  }
  const files = [...folder.values()].filter((entry) => /\.ya?ml$/.test(entry.name));
  return Promise.all(
    files.map(async (entry) => ({
      name: entry.name,
      text: Buffer.from((await reader.blob(entry.id)) ?? []).toString("utf8"),
    })),
  );
}
