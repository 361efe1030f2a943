import { isBatchId } from "../../domain/batch.ts";
import { gateFile } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { HistoryReader } from "../approvals/history.ts";
import { parseRequest } from "../approvals/parse-request.ts";
import { ENACTING } from "./judge-leaf.ts";

/** What was approved: the run or batch, and its request byte for byte. */
export interface ApprovedRequest {
  readonly subject: string;
  readonly text: string;
}

/**
 * The request that the approval of a commit answers, as it stands there: that of the run, or that of a batch which names the run with the
 * request of its own.
 */
export async function findApprovedRequest(
  reader: HistoryReader,
  commit: string,
  asked: { readonly runId: string; readonly payloadSha256: string },
): Promise<ApprovedRequest | null> {
  const own = await readText(reader, commit, asked.runId);
  if (own !== null && sha256Hex(own) === asked.payloadSha256) return { subject: asked.runId, text: own };
  for (const path of await reader.changedPaths(commit)) {
    const subject = path.slice("approvals/".length);
    const text = isBatchId(subject) ? await readText(reader, commit, subject) : null;
    const request = text === null ? null : parseRequest(text);
    if (text === null || request?.schema !== "iu-cutter/batch-request/1") continue;
    const isListed = request.members.some(
      ({ run_id, payload_sha256 }) => run_id === asked.runId && payload_sha256 === asked.payloadSha256,
    );
    if (isListed) return { subject, text };
  }
  return null;
}

async function readText(reader: HistoryReader, commit: string, subject: string): Promise<string | null> {
  const entry = (await reader.runFolder(commit, subject))?.get(gateFile(ENACTING, "request"));
  const bytes = entry === undefined ? null : await reader.blob(entry.id);
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}
