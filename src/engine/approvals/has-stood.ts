import type { Gate } from "../../domain/gates.ts";
import { claimsOf } from "./batch-claims.ts";
import type { History, HistoryReader } from "./history.ts";
import { namesApproval } from "./names-approval.ts";

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
  const payloads = await claimsOf(reader, history, asked);
  return asked.payloadSha256 === null ? payloads.size > 0 : payloads.has(asked.payloadSha256);
}
