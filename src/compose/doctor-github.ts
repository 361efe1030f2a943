import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import { readQueue } from "../adapters/github/read-queue.ts";
import { readRepositoryFacts } from "../adapters/github/read-settings.ts";
import { orRefuse } from "../adapters/github/refuse-failure.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { readSettings } from "../config/settings.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { createApprovalJudge } from "../engine/approvals/approval-judge.ts";
import { type KeyFile, verifierFor } from "../engine/approvals/verify-commit.ts";
import type { Progress } from "../ports/progress.ts";
import { checkQueue } from "../trust/check-queue.ts";
import { type CheckKey, checkRepository } from "../trust/check-repository.ts";
import { findBotWorkflows } from "../trust/find-bot-workflows.ts";
import type { WorkflowFile } from "../trust/find-workflow-faults.ts";
import type { RepositoryCheck } from "../trust/repository-check.ts";
import { type ControlTree, openControlTree } from "./control-tree.ts";
import { openGitHubRepository } from "./github.ts";
import { readRootKeys, systemOf } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export type { RepositoryCheck };

const SETTINGS = {
  reason: "STOP_REPO_UNREACHABLE",
  expected: "the settings of the repository",
  afterwards: "run `cutter doctor --github` again",
} as const;

/** The label by which the workflows ask for the bot's runners. */
const RUNNER_LABEL = "cutter";

/** Compares the control repository's settings on GitHub with what safety needs. Only reads. */
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
  const { apiUrl, owner, repo, actions } = github;
  const gitHub = openGitHubRepository({
    apiUrl,
    owner,
    repo,
    token: environment.GITHUB_TOKEN,
    defaultBranch,
    progress,
  });
  if (!gitHub.ok) return gitHub;
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
  if (!policy.ok) return policy;
  const logins = policy.value.policy.persons.flatMap((person) =>
    person.github === undefined ? [] : [person.github.login],
  );
  const facts = await orRefuse(SETTINGS, () =>
    readRepositoryFacts(gitHub.value, { environment: "cutter", logins }),
  );
  const tree = await openControlTree(repository, defaultRef);
  const workflows = await readWorkflows(tree);
  const owners = await tree.read(".github/CODEOWNERS");
  const botWorkflows = findBotWorkflows(workflows);
  const now = systemClock.now();
  const queue = await orRefuse(SETTINGS, () =>
    readQueue(gitHub.value, {
      workflows: new Set(botWorkflows.map(({ path: file }) => file)),
      label: RUNNER_LABEL,
      now,
    }),
  );
  return accepted([
    ...checkRepository({
      facts,
      policy: policy.value.policy,
      repository: `${owner}/${repo}`,
      defaultBranch,
      workflows,
      actions: actions ?? `${owner}/${repo}`,
      codeOwners: owners === null ? null : Buffer.from(owners).toString("utf8"),
      checkKeys: await readCheckKeys(tree, workflows, rootKeys.value),
    }),
    ...checkQueue({ facts: queue, workflows: botWorkflows, sidecar: settings.value.sidecar, now }),
  ]);
}

async function readWorkflows(tree: ControlTree): Promise<readonly WorkflowFile[]> {
  const folder = ".github/workflows";
  const names = (await tree.list(folder)).filter((name) => /\.ya?ml$/.test(name));
  return Promise.all(
    names.map(async (name) => ({
      name,
      text: Buffer.from((await tree.read(`${folder}/${name}`)) ?? []).toString("utf8"),
    })),
  );
}

/** The root keys that the workflows name for checking approvals, each compared with those that the runner pins. */
async function readCheckKeys(
  tree: ControlTree,
  workflows: readonly WorkflowFile[],
  pinned: readonly KeyFile[],
): Promise<readonly CheckKey[]> {
  const verifiers = makeVerifiers();
  const read = ({ system, content }: KeyFile) => verifierFor(verifiers, system).readKey(content);
  const known = new Set((await Promise.all(pinned.map(read))).map(({ fingerprint }) => fingerprint));
  const named = workflows.flatMap(({ text }) => [...text.matchAll(/^ *root-keys: *(\S.*)$/gm)]);
  const paths = new Set(named.flatMap(([, value = ""]) => value.replace(/["']/g, "").trim().split(/\s+/)));
  return Promise.all(
    [...paths].map(async (path) => {
      const content = await tree.read(path);
      if (content === null) return { path, standing: "no such file" };
      const { fingerprint } = await read({ system: systemOf(path), content });
      if (fingerprint === "") return { path, standing: "no key" };
      return { path, standing: known.has(fingerprint) ? "pinned by the runner" : "not pinned by the runner" };
    }),
  );
}
