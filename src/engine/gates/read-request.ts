import type { Gate } from "../../domain/gates.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { createHistoryReader } from "../approvals/history.ts";

/** The text of a gate's request as it stands in a commit, or null where there is none. */
export async function readRequestText(
  repository: ControlRepository,
  place: { readonly commit: string; readonly runId: string; readonly gate: Gate },
): Promise<string | null> {
  const reader = createHistoryReader(repository);
  const folder = await reader.runFolder(place.commit, place.runId);
  const entry = folder?.get(`${place.gate}.request.json`);
  const content = entry === undefined ? null : await reader.blob(entry.id);
  return content === null ? null : Buffer.from(content).toString("utf8");
}
