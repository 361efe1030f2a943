import type { ControlRepository } from "../../ports/control-repository.ts";

/**
 * A branch that stops every run while it exists: made with one push, which no rule of the default branch is about. Whoever is in a hurry
 * may write it small, or with something behind a slash.
 */
const HOLD_BRANCH = /^refs\/heads\/hold(?:\/.*)?$/i;

/** The branch that holds every run, or null. */
export async function findHoldBranch(repository: ControlRepository): Promise<string | null> {
  const refs = await repository.listRefs();
  return refs.find(({ ref }) => HOLD_BRANCH.test(ref))?.ref ?? null;
}
