import type { ControlRepository } from "../../ports/control-repository.ts";

/** Branches that stop every run while they exist: made with one push, which no rule of the default branch is about. */
const HOLD_BRANCHES = ["refs/heads/HOLD", "refs/heads/hold"] as const;

/** The branch that holds every run, or null. */
export async function findHoldBranch(repository: ControlRepository): Promise<string | null> {
  for (const ref of HOLD_BRANCHES) {
    if ((await repository.resolveRef(ref)) !== null) return ref;
  }
  return null;
}
