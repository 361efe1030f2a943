import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import { createPullRequests } from "../adapters/github/pull-check.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import type { JobEnvironment } from "../config/job-environment.ts";
import { accepted, type Result } from "../domain/result.ts";
import { checkPull, type ToldPullCheck } from "../engine/approvals/check-pull.ts";
import type { Progress } from "../ports/progress.ts";
import type { PullEvent } from "../ports/pull-requests.ts";
import { createRedactor } from "../reports/redact.ts";
import { openJobRepository } from "./github.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export type { PullCheck, ToldPullCheck } from "../engine/approvals/check-pull.ts";

export interface PullCheckOrder {
  readonly job: JobEnvironment;
  readonly environment: Environment;
  readonly event: PullEvent;
  /** A clone of the control repository that holds the pull request's head. */
  readonly clone: string;
  readonly rootKeyFiles: readonly string[];
  readonly comment: boolean;
  readonly progress: Progress;
}

/** Checks a pull request on GitHub, with the root keys and the clone that the job names. */
export async function checkPullOnGitHub(order: PullCheckOrder): Promise<Result<ToldPullCheck>> {
  const gitHub = openJobRepository(order.job, order.progress);
  if (!gitHub.ok) return gitHub;
  const redactor = createRedactor([order.job.GITHUB_TOKEN]);
  const parts = {
    pulls: createPullRequests(gitHub.value),
    openControl: () => openControl(order),
    verifiers: makeVerifiers(),
    clock: systemClock,
    redact: (text: string) => redactor.redact(text),
  };
  return accepted(await checkPull(parts, order.event, { comment: order.comment }));
}

async function openControl({ clone, rootKeyFiles, environment }: PullCheckOrder) {
  const rootKeys = await readRootKeys(rootKeyFiles);
  if (!rootKeys.ok) return rootKeys;
  const repository = await createControlRepository({ path: clone, searchPath: environment.PATH });
  return accepted({
    repository,
    rootKeys: rootKeys.value,
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  });
}
