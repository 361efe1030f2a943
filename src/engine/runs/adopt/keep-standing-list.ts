import { shownFile, type WrittenFile } from "../../../domain/shown-cut.ts";
import { sha256Hex } from "../../../json/canonical-json.ts";
import { listFiles } from "../../../trust/paths.ts";
import { createHistoryReader } from "../../approvals/history.ts";
import type { RunSession } from "../../session/run-session.ts";

/**
 * The list of units that stands beside the run's requests on the default branch, as files of the run. Whoever is asked whether drafts are to be
 * taken back reads it there, whether or not the plan could be made again; the request has to bind it.
 */
export async function keepStandingList(session: RunSession, tip: string): Promise<readonly WrittenFile[]> {
  const { parts, folder } = session;
  const reader = createHistoryReader(parts.repository);
  const standing = await reader.runFolder(tip, folder.runId);
  const kept: WrittenFile[] = [];
  for (const { name, id } of standing === null ? [] : listFiles(standing)) {
    const bytes = await reader.blob(id);
    if (bytes === null) continue;
    const text = Buffer.from(bytes).toString("utf8");
    await folder.writeFile(shownFile(name), text);
    kept.push({ name, sha256: sha256Hex(text) });
  }
  return kept;
}
