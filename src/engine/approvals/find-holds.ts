import { approvalsPath } from "../../domain/run-paths.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { isFolder } from "../../trust/git/parse-tree.ts";
import { HOLD_FILE } from "./approvals-at-tip.ts";
import { createHistoryReader } from "./history.ts";
import { findHoldBranch } from "./hold-branch.ts";

/** Every HOLD of the control repository: a branch, a file under `approvals/` of the default branch, and those in folders of `runIds`. */
export async function findHolds(
  repository: ControlRepository,
  asked: { readonly defaultRef: string; readonly runIds: readonly string[] },
): Promise<readonly string[]> {
  const branch = await findHoldBranch(repository);
  const tip = await repository.resolveRef(asked.defaultRef);
  const found = branch === null ? [] : [branch];
  if (tip === null) return found;
  const reader = createHistoryReader(repository);
  const approvals = (await reader.topFolder(tip)).get("approvals");
  if (approvals === undefined || !isFolder(approvals)) return found;
  const names = [...(await reader.folder(approvals.id)).keys()].filter((name) => HOLD_FILE.test(name));
  found.push(...names.map((name) => `approvals/${name}`));
  for (const runId of asked.runIds)
    if ((await reader.runFolder(tip, runId))?.has("HOLD")) found.push(approvalsPath(runId, "HOLD"));
  return found;
}
