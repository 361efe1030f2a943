import { type AskedRequest, boundFilesOf, subjectOf } from "../../domain/asked-request.ts";
import { memberListPrefix } from "../../domain/batch-request.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { approvalsPath } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { Folder } from "../../trust/git/parse-tree.ts";
import { listFiles } from "../../trust/paths.ts";
import type { HistoryReader } from "./history.ts";

/**
 * Refuses where a list of units or members stands beside the request and is not the one that it binds: whoever approves has read that list. A file
 * that is missing has misled nobody (docs/threats.md R-41).
 */
export async function refuseOtherList(
  reader: HistoryReader,
  folder: Folder | null,
  request: AskedRequest,
): Promise<Refusal | null> {
  if (folder === null) return null;
  const bound = new Map(boundFilesOf(request).map(({ name, sha256 }) => [name, sha256]));
  for (const { name, id } of listFiles(folder).filter(({ name }) => isOfRequest(name, request))) {
    const bytes = await reader.blob(id);
    const actual = bytes === null ? "not a file that can be read" : sha256Hex(bytes);
    const expected = bound.get(name) ?? "no such file";
    if (actual !== expected)
      return refusal("STOP_LIST_CHANGED", {
        field: approvalsPath(subjectOf(request), name),
        expected,
        actual,
      });
  }
  return null;
}

/** The folder of a batch keeps the lists of its earlier requests, which bind them; those of this one begin with its nonce. */
function isOfRequest(name: string, request: AskedRequest): boolean {
  if (request.schema === "iu-cutter/request/1") return true;
  return name.startsWith(memberListPrefix(request.nonce)) || !name.startsWith("members-");
}
