import { GATE_NAMES } from "../../domain/gates.ts";
import { readAsked } from "../../domain/journal-head.ts";
import { gateFile } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { RequestInGit } from "../../ports/approvals.ts";
import { REGULAR_FILE } from "../../trust/git/parse-tree.ts";
import type { HistoryReader } from "./history.ts";

/** The requests of a run or batch in a commit, of every gate that has one there. What lies in the place of one and names another run or gate is none. */
export async function readRequests(
  reader: Pick<HistoryReader, "runFolder" | "blob">,
  commit: string,
  id: string,
): Promise<readonly RequestInGit[]> {
  const folder = await reader.runFolder(commit, id);
  const found: RequestInGit[] = [];
  for (const gate of GATE_NAMES) {
    const entry = folder?.get(gateFile(gate, "request"));
    const bytes = entry?.mode === REGULAR_FILE ? await reader.blob(entry.id) : null;
    const asked = bytes === null ? null : readAsked(bytes);
    if (bytes !== null && asked?.id === id && asked.gate === gate)
      found.push({ gate, payloadSha256: sha256Hex(bytes), journal: asked.journal });
  }
  return found;
}
