import type { Gate } from "../../domain/gates.ts";
import { type BatchClaims, claimKey, readBatchClaims } from "./batch-claims.ts";
import type { History, HistoryReader } from "./history.ts";
import { namesApproval } from "./names-approval.ts";

/** Read once a history: each row of a batch's ledger asks for them. */
const known = new WeakMap<History, Promise<BatchClaims>>();

/**
 * Whether an approval of the gate that names the request (null: any) stands at the tip, or stood there and was taken away: in the run's own
 * folder, or in that of a batch whose approved list names the run with this request.
 */
export async function hasStood(
  reader: HistoryReader,
  history: History,
  asked: { readonly runId: string; readonly gate: Gate; readonly payloadSha256: string | null },
): Promise<boolean> {
  if (await namesApproval(reader, history, asked)) return true;
  const claims = known.get(history) ?? readBatchClaims(reader, history);
  known.set(history, claims);
  const payloads = (await claims).get(claimKey(asked.runId, asked.gate));
  return payloads !== undefined && (asked.payloadSha256 === null || payloads.has(asked.payloadSha256));
}
