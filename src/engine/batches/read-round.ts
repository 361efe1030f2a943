import { batchRequestFile } from "../../domain/batch-files.ts";
import type { BatchRequest } from "../../domain/batch-request.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { BatchFolder } from "../../ports/sidecar.ts";
import type { Round } from "./batch-position.ts";

/** The request of a round as it was written; `STOP_STATE_CORRUPT` where it is not the one that the journal names. */
export async function readAskedRound(
  folder: Pick<BatchFolder, "readFile">,
  { gate, payloadSha256 }: Pick<Round, "gate" | "payloadSha256">,
): Promise<Result<{ readonly text: string; readonly content: BatchRequest }>> {
  const file = batchRequestFile(gate);
  const bytes = await folder.readFile(file.name);
  const parsed = parseStateFile(file, bytes);
  if (!parsed.ok) return parsed;
  const text = Buffer.from(bytes ?? []).toString("utf8");
  const actual = sha256Hex(text);
  if (actual === payloadSha256) return accepted({ text, content: parsed.value });
  return refused(refusal("STOP_STATE_CORRUPT", { field: file.name, expected: payloadSha256, actual }));
}
