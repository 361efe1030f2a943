import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import type { Environment } from "../config/environment.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { isObjectId } from "../domain/text-forms.ts";
import type { ApprovalJudgeParts } from "../engine/approvals/approval-judge.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export interface OfflineOrder {
  readonly repo: string;
  /** A branch, a full ref name or a commit id. */
  readonly ref: string;
  readonly rootKeyFiles: readonly string[];
  readonly now: Date;
}

export interface OfflineParts extends AsyncDisposable {
  readonly parts: ApprovalJudgeParts;
}

/** The parts of a judge that has no sidecar, no database, no forge and no network. */
export async function openOfflineParts(
  order: OfflineOrder,
  environment: Environment,
): Promise<Result<OfflineParts>> {
  const rootKeys = await readRootKeys(order.rootKeyFiles);
  if (!rootKeys.ok) return rootKeys;
  const found = await openRepository(order.repo, environment);
  if (!found.ok) return found;
  const repository = found.value;
  const defaultRef = await chooseRef(order.ref, (ref) => repository.resolveRef(ref));
  if (defaultRef === null) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        ...{ field: "--ref", expected: `a branch or commit of ${order.repo}`, actual: order.ref },
        wayOut: "Name with --ref the branch or commit that counts as the default branch of this clone.",
      }),
    );
  }
  return accepted({
    parts: {
      repository,
      defaultRef,
      rootKeys: rootKeys.value,
      verifiers: makeVerifiers(),
      now: () => order.now,
    },
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  });
}

async function openRepository(path: string, environment: Environment) {
  try {
    return accepted(await createControlRepository({ path, searchPath: environment.PATH }));
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}

/**
 * Looks for branches alone, so that a tag of the same name can't take the place of a branch; full ref names and commit ids are
 * taken as they are.
 */
async function chooseRef(
  name: string,
  resolve: (ref: string) => Promise<string | null>,
): Promise<string | null> {
  if (isObjectId(name)) return name;
  const candidates = [name, `refs/heads/${name}`, `refs/remotes/${name}`, `refs/remotes/origin/${name}`];
  for (const candidate of candidates) {
    if (candidate !== "HEAD" && !candidate.startsWith("refs/")) continue;
    if ((await resolve(candidate)) !== null) return candidate;
  }
  return null;
}
