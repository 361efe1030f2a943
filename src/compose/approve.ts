import { openPersonRepository } from "../adapters/git/person-repository.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { readPersonalEnvironment } from "../config/personal-environment.ts";
import type { ApproveParts } from "../engine/approve.ts";

export {
  type ApprovalPreview,
  type ApproveOrder,
  type ApproveParts,
  type ApproverDecision,
  previewApproval,
  signApproval,
} from "../engine/approve.ts";

/** What a person needs to approve: their own clone, their own git and environment. */
export async function composeApprove(options: {
  readonly repo: string;
  readonly defaultBranch: string;
}): Promise<ApproveParts> {
  return {
    repository: await openPersonRepository({ path: options.repo, environment: readPersonalEnvironment() }),
    clock: systemClock,
    defaultBranch: options.defaultBranch,
  };
}
