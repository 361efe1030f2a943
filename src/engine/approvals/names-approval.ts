import { parseStatement } from "../../domain/approval.ts";
import type { Gate } from "../../domain/gates.ts";
import { gateFile } from "../../domain/run-paths.ts";
import { gateFiles } from "../../trust/paths.ts";
import type { History, HistoryReader } from "./history.ts";

/** Whether an approval of the gate in the folder of the run or batch names the request (null: any), at the tip or before it was taken away. */
export async function namesApproval(
  reader: HistoryReader,
  history: History,
  asked: { readonly runId: string; readonly gate: Gate; readonly payloadSha256: string | null },
): Promise<boolean> {
  const names = async (id: string): Promise<boolean> => {
    const bytes = await reader.blob(id);
    const parsed = bytes === null ? null : parseStatement(bytes);
    return (
      parsed?.ok === true &&
      (asked.payloadSha256 ?? parsed.value.payloadSha256) === parsed.value.payloadSha256
    );
  };
  const folder = await reader.runFolder(history.tip, asked.runId);
  for (const { id } of folder === null ? [] : gateFiles(folder, asked.gate).approvals) {
    if (await names(id)) return true;
  }
  for (const { entry } of await history.changesInRun(asked.runId, gateFile(asked.gate, "approval"))) {
    if (entry !== null && (await names(entry.id))) return true;
  }
  return false;
}
