import { gateFile } from "../../domain/run-paths.ts";
import type { UnitTree } from "../../domain/unit-leaf.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { ApprovedPayload } from "../../ports/approvals.ts";
import { claimsOf } from "./batch-claims.ts";
import type { History, HistoryReader } from "./history.ts";
import { namesApproval } from "./names-approval.ts";
import { parseRequest } from "./parse-request.ts";

/** The tree that an approved request binds for a run: its own request, or the list of its batch. Null where there is none, or it binds no tree. */
export async function readApprovedTree(
  reader: HistoryReader,
  history: History,
  asked: ApprovedPayload,
): Promise<UnitTree | null> {
  const { runId, gate, payloadSha256 } = asked;
  const entry = (await reader.runFolder(history.tip, runId))?.get(gateFile(gate, "request"));
  const bytes = entry === undefined ? null : await reader.blob(entry.id);
  if (bytes !== null && sha256Hex(bytes) === payloadSha256 && (await namesApproval(reader, history, asked))) {
    const request = parseRequest(bytes);
    return request?.schema === "iu-cutter/request/1" ? (request.plan.unit_tree ?? null) : null;
  }
  return (await claimsOf(reader, history, asked)).get(payloadSha256) ?? null;
}
