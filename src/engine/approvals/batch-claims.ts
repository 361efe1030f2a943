import { isBatchId } from "../../domain/batch.ts";
import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { gateFile } from "../../domain/run-paths.ts";
import type { UnitTree } from "../../domain/unit-leaf.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isFolder } from "../../trust/git/parse-tree.ts";
import type { History, HistoryReader } from "./history.ts";
import { namesApproval } from "./names-approval.ts";
import { parseRequest } from "./parse-request.ts";

/** The members' requests that an approved list has named, by gate and run, and then by digest: each with the tree that the list binds, if it does. */
type BatchClaims = ReadonlyMap<string, ReadonlyMap<string, UnitTree | null>>;

/** Read once a history: each row of a batch's ledger asks for them. */
const known = new WeakMap<History, Promise<BatchClaims>>();

export async function claimsOf(
  reader: HistoryReader,
  history: History,
  asked: { readonly runId: string; readonly gate: Gate },
): Promise<ReadonlyMap<string, UnitTree | null>> {
  const claims = known.get(history) ?? readBatchClaims(reader, history);
  known.set(history, claims);
  return (await claims).get(claimKey(asked.runId, asked.gate)) ?? new Map();
}

function claimKey(runId: string, gate: Gate): string {
  return `${gate} ${runId}`;
}

/** What the approvals of batches explain: every member of each list on which an approval stands, or has stood, on the default branch. */
async function readBatchClaims(reader: HistoryReader, history: History): Promise<BatchClaims> {
  const claims = new Map<string, Map<string, UnitTree | null>>();
  const entry = (await reader.topFolder(history.tip)).get("approvals");
  const approvals = entry !== undefined && isFolder(entry) ? await reader.folder(entry.id) : new Map();
  for (const batchId of [...approvals.keys()].filter(isBatchId))
    for (const gate of GATE_NAMES) await addClaims(claims, { reader, history, batchId, gate });
  return claims;
}

async function addClaims(
  claims: Map<string, Map<string, UnitTree | null>>,
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
      claims.set(key, (claims.get(key) ?? new Map()).set(member.payload_sha256, member.unit_tree ?? null));
    }
  }
}
