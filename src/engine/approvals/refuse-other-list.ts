import { type AskedRequest, boundFilesOf, subjectOf } from "../../domain/asked-request.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { approvalsPath, gateFile } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { Folder } from "../../trust/git/parse-tree.ts";
import { listFiles } from "../../trust/paths.ts";
import type { History, HistoryReader } from "./history.ts";
import { parseRequest } from "./parse-request.ts";

/**
 * Refuses where a list of units or members stands beside the request and is not the one that it binds: whoever approves has read that list. A file
 * that is missing has misled nobody (docs/threats.md R-41).
 */
export async function refuseOtherList(
  reader: HistoryReader,
  history: Pick<History, "changesInRun">,
  folder: Folder | null,
  request: AskedRequest,
): Promise<Refusal | null> {
  if (folder === null) return null;
  const bound = new Map(boundFilesOf(request).map(({ name, sha256 }) => [name, sha256]));
  const others = listFiles(folder).filter(({ name }) => !bound.has(name));
  // The folder of a batch keeps the lists of its earlier requests, which bind them.
  if (others.length > 0 && request.schema === "iu-cutter/batch-request/1")
    for (const earlier of await readEarlier(reader, history, subjectOf(request)))
      for (const { name, sha256 } of boundFilesOf(earlier)) if (!bound.has(name)) bound.set(name, sha256);
  for (const { name, id } of listFiles(folder)) {
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

/** Every request that stood in the folder of the batch on the default branch, whatever became of it. */
async function readEarlier(
  reader: HistoryReader,
  history: Pick<History, "changesInRun">,
  batchId: string,
): Promise<readonly AskedRequest[]> {
  const found: AskedRequest[] = [];
  for (const gate of GATE_NAMES) {
    for (const { entry } of await history.changesInRun(batchId, gateFile(gate, "request"))) {
      const bytes = entry === null ? null : await reader.blob(entry.id);
      const request = bytes === null ? null : parseRequest(bytes);
      if (request !== null && subjectOf(request) === batchId) found.push(request);
    }
  }
  return found;
}
