import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";
import { RefusalError } from "../../domain/refusal.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { writeDurably } from "./durable-file.ts";
import { wholeLines } from "./whole-lines.ts";

const lineSchema = z.looseObject({ run_id: z.string() });

/**
 * Appends the line of a run to the runs index, unless it is there: a resumed closeout does not write it twice. What a crash has torn behind
 * the last newline is dropped; throws a `RefusalError` (`STOP_STATE_CORRUPT`) where a whole line is damaged.
 */
export async function appendIndex(path: string, line: { readonly run_id: string }): Promise<void> {
  const content = await readFile(path).catch(emptyWhereMissing);
  const { lines, wholeBytes } = wholeLines(content);
  for (const [index, bytes] of lines.entries()) {
    const name = `reports/runs-index.jsonl line ${index + 1}`;
    const file = { name, holds: "the line of a closed run", schema: lineSchema };
    const parsed = parseStateFile(file, bytes);
    if (!parsed.ok) throw new RefusalError(parsed.refusal);
    if (parsed.value.run_id === line.run_id) return;
  }
  const rendered = `${JSON.stringify(line)}\n`;
  if (wholeBytes === content.length) await appendFile(path, rendered, { mode: 0o640, flush: true });
  else await writeDurably(path, Buffer.concat([content.subarray(0, wholeBytes), Buffer.from(rendered)]));
}

function emptyWhereMissing(cause: { code?: string }): Uint8Array {
  if (cause.code === "ENOENT") return new Uint8Array();
  throw cause;
}
