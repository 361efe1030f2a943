import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { approvalsFolder, approvalsPath } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { type Folder, isFolder, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { refuseTwin, refuseUnlessFolder, refuseUnsafeFolder } from "../../trust/paths.ts";
import type { History, HistoryReader } from "./history.ts";

/** The approvals of a run, and the policy, as they are at the tip. */
export interface ApprovalsAtTip {
  readonly history: History;
  readonly approvals: Folder;
  /** Null: the run has no folder on the default branch. */
  readonly folder: Folder | null;
  /** sha256 of `policy.json` as it stands, trusted or not. */
  readonly policySha256: string | null;
}

/** A browser may give the file an ending. */
export const HOLD_FILE = /^hold(?:\.[a-z]+)?$/i;

/**
 * Reads the tree down to the run's folder; refuses a HOLD, look-alike names, links and submodules on the way. Without a run, it reads only
 * `approvals/` and passes over a HOLD.
 */
export async function readApprovalsAtTip(
  reader: HistoryReader,
  history: History,
  runId: string | null,
): Promise<Result<ApprovalsAtTip>> {
  const top = await reader.topFolder(history.tip);
  const twin = refuseTwin(top, "approvals", "the top folder");
  if (twin !== null) return refused(twin);
  const entry = top.get("approvals");
  if (entry === undefined)
    return accepted({ history, approvals: new Map(), folder: null, policySha256: null });
  const notFolder = refuseUnlessFolder(entry, "approvals");
  if (notFolder !== null) return refused(notFolder);

  const approvals = await reader.folder(entry.id);
  const standing = [...approvals.keys()].find((name) => HOLD_FILE.test(name));
  const held =
    standing === undefined ? refuseTwin(approvals, "HOLD", "approvals") : hold(`approvals/${standing}`);
  if (runId !== null && held !== null) return refused(held);
  const policySha256 = await digestOf(reader, approvals.get("policy.json"));
  if (runId === null) return accepted({ history, approvals, folder: null, policySha256 });
  const runTwin = refuseTwin(approvals, runId, "approvals");
  if (runTwin !== null) return refused(runTwin);
  const runEntry = approvals.get(runId);
  if (runEntry === undefined) return accepted({ history, approvals, folder: null, policySha256 });
  const notRunFolder = refuseUnlessFolder(runEntry, approvalsFolder(runId));
  if (notRunFolder !== null) return refused(notRunFolder);

  const folder = await reader.folder(runEntry.id);
  if (folder.has("HOLD")) return refused(hold(approvalsPath(runId, "HOLD")));
  const unsafe = refuseUnsafeFolder(folder, runId);
  return unsafe === null ? accepted({ history, approvals, folder, policySha256 }) : refused(unsafe);
}

async function digestOf(reader: HistoryReader, entry: TreeEntry | undefined): Promise<string | null> {
  if (entry === undefined || isFolder(entry)) return null;
  const bytes = await reader.blob(entry.id);
  return bytes === null ? null : sha256Hex(bytes);
}

function hold(field: string) {
  return refusal("STOP_HOLD", { field, expected: "no HOLD file", actual: "a HOLD file" });
}
