import { isBatchId } from "../../domain/batch.ts";
import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { gateFile } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isFolder } from "../../trust/git/parse-tree.ts";
import type { History, HistoryReader } from "./history.ts";
import { namesApproval } from "./names-approval.ts";
import { parseRequest } from "./parse-request.ts";

/** Digests of the members' requests that an approved list has named, by gate and run. */
export type BatchClaims = ReadonlyMap<string, ReadonlySet<string>>;

export function claimKey(runId: string, gate: Gate): string {
  return `${gate} ${runId}`;
}

/** What the approvals of batches explain: every member of each list on which an approval stands, or has stood, on the default branch. */
export async function readBatchClaims(reader: HistoryReader, history: History): Promise<BatchClaims> {
  const claims = new Map<string, Set<string>>();
  const entry = (await reader.topFolder(history.tip)).get("approvals");
  const approvals = entry !== undefined && isFolder(entry) ? await reader.folder(entry.id) : new Map();
  for (const batchId of [...approvals.keys()].filter(isBatchId))
    for (const gate of GATE_NAMES) await addClaims(claims, { reader, history, batchId, gate });
  return claims;
}

async function addClaims(
  claims: Map<string, Set<string>>,
  asked: {
    readonly reader: HistoryReader;
    readonly history: History;
    readonly batchId: string;
    readonly gate: Gate;
  },
): Promise<void> {
  const { reader, history, batchId, gate } = asked;
  const folder = await reader.runFolder(history.tip, batchId);
  const name = gateFile(gate, "request");
  const changes = await history.changesInRun(batchId, name);
  const standing = folder?.get(name);
  const blobs = new Set([
    ...(standing === undefined ? [] : [standing.id]),
    ...changes.flatMap(({ entry }) => (entry === null ? [] : [entry.id])),
  ]);
  for (const id of blobs) {
    const bytes = await reader.blob(id);
    const request = bytes === null ? null : parseRequest(bytes);
    if (bytes === null || request?.schema !== "iu-cutter/batch-request/1") continue;
    if (request.batch_id !== batchId || request.gate !== gate) continue;
    const about = { runId: batchId, gate, payloadSha256: sha256Hex(bytes) };
    if (!(await namesApproval(reader, history, about))) continue;
    for (const member of request.members) {
      const key = claimKey(member.run_id, gate);
      claims.set(key, (claims.get(key) ?? new Set()).add(member.payload_sha256));
    }
  }
}
