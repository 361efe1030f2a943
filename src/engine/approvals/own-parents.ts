import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { ParsedCommit } from "../../trust/git/parse-commit.ts";
import type { History } from "./history.ts";

/**
 * Refuses a commit that the history joins to others than the parents it names itself. What a commit changes is seen against its parents, and
 * its signature covers only those: a history that tells others could let whoever has signed it bring in what stood there before.
 */
export function refuseOtherParents(
  history: Pick<History, "parentsOf">,
  id: string,
  { parents }: Pick<ParsedCommit, "parents">,
): Refusal | null {
  const describe = (commits: readonly string[]) => [...new Set(commits)].join(" ") || "no parent";
  const [expected, actual] = [describe(parents), describe(history.parentsOf(id))];
  if (actual === expected) return null;
  return refusal("STOP_PROOF_INVALID", { field: `history, commit ${id}`, expected, actual });
}
