import type { Gate } from "../../domain/gates.ts";
import { gateFile } from "../../domain/run-paths.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { createHistoryReader } from "./history.ts";

/** The text of a gate's request as it stands in a commit, or null where there is none. */
export async function readRequestText(
  repository: ControlRepository,
  at: { readonly commit: string; readonly runId: string; readonly gate: Gate },
): Promise<string | null> {
  const reader = createHistoryReader(repository);
  const folder = await reader.runFolder(at.commit, at.runId);
  const entry = folder?.get(gateFile(at.gate, "request"));
  const content = entry === undefined ? null : await reader.blob(entry.id);
  return content === null ? null : Buffer.from(content).toString("utf8");
}
