import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import { findTopLevel } from "../adapters/git/git-folder.ts";
import { openPersonRepository } from "../adapters/git/person-repository.ts";
import { lateAfter } from "../adapters/runner/late-after.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { readPersonalEnvironment } from "../config/personal-environment.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { ApproveParts } from "../engine/approve.ts";
import type { Clock } from "../ports/clock.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export {
  type ApprovalPreview,
  type ApproveOrder,
  type ApproveParts,
  type ApproverDecision,
  previewApproval,
  type SignedApproval,
  signApproval,
} from "../engine/approve.ts";

export interface ApproveSetup {
  /** The person's clone. */
  readonly repo: string;
  readonly defaultBranch: string;
  /** Public root keys; with none the policy is taken as it stands. */
  readonly rootKeyFiles: readonly string[];
  /** The person's own environment: that of this process, where nothing is said. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** Aborted when the process is asked to end. */
  readonly interrupted?: AbortSignal;
}

/** What a person needs to approve: their own clone, their own git and environment, and the judge to advise them. */
export async function composeApprove(setup: ApproveSetup): Promise<Result<ApproveParts & AsyncDisposable>> {
  const { defaultBranch, environment = readPersonalEnvironment(), clock = systemClock } = setup;
  const keys = await readRootKeys(setup.rootKeyFiles);
  if (!keys.ok) return keys;
  const repo = findTopLevel(setup.repo);
  const repository = await openPersonRepository({
    path: repo,
    environment,
    defaultBranch,
    ...(setup.interrupted && { late: lateAfter(setup.interrupted) }),
  });
  const searchPath = environment["PATH"];
  const raw = await createControlRepository({ path: repo, ...(searchPath !== undefined && { searchPath }) });
  return accepted({
    repository,
    judging: {
      repository: asOrigin(raw, repository.remote),
      verifiers: makeVerifiers(),
      rootKeys: keys.value.length === 0 ? null : keys.value,
    },
    clock,
    defaultBranch,
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  });
}

/** The clone with the branches of its remote, as the runner fetches them; the person's own branches are nobody else's. */
function asOrigin(repository: ControlRepository, remote: string | null): ControlRepository {
  if (remote === null) return repository;
  const roads = [
    { from: `refs/remotes/${remote}/`, to: "refs/heads/" },
    { from: "refs/cutter/pull/", to: "refs/pull/" },
  ];
  return {
    ...repository,
    async listRefs() {
      const refs = await repository.listRefs();
      return refs.flatMap(({ ref, id }) =>
        roads
          .filter(({ from }) => ref.startsWith(from))
          .map(({ from, to }) => ({ ref: `${to}${ref.slice(from.length)}`, id })),
      );
    },
  };
}
