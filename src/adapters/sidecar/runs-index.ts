import { appendFile } from "node:fs/promises";
import { z } from "zod";
import { type IndexedRun, indexedRunSchema } from "../../domain/indexed-run.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { mustAccess } from "./attempt-io.ts";
import { writeDurably } from "./durable-file.ts";
import { readIfThere } from "./read-if-there.ts";
import { refuseUnsafe } from "./refuse-unsafe.ts";
import { wholeLines } from "./whole-lines.ts";

const lineSchema = z.looseObject({ run_id: z.string() });

/**
 * Appends the line of a run to the runs index, unless it is there: a resumed closeout does not write it twice. What a crash has torn behind
 * the last newline is dropped; throws a `RefusalError`: `STOP_STATE_CORRUPT` where a whole line is damaged, `STOP_STATE_IO` where the
 * index can't be read or written, `STOP_STATE_UNSAFE` where others can change it.
 */
export async function appendIndex(path: string, line: { readonly run_id: string }): Promise<void> {
  const unsafe = refuseUnsafe(path);
  if (unsafe) throw new RefusalError(unsafe);
  const content = (await mustAccess(path, readIfThere(path))) ?? new Uint8Array();
  const { lines, wholeBytes } = wholeLines(content);
  let number = 0;
  for (const bytes of lines) {
    number += 1;
    const name = `reports/runs-index.jsonl line ${number}`;
    const file = { name, holds: "the line of a closed run", schema: lineSchema };
    const parsed = parseStateFile(file, bytes);
    if (!parsed.ok) throw new RefusalError(parsed.refusal);
    if (parsed.value.run_id === line.run_id) return;
  }
  const rendered = `${JSON.stringify(line)}\n`;
  if (wholeBytes === content.length) {
    await mustAccess(path, appendFile(path, rendered, { mode: 0o640, flush: true }));
  } else await writeDurably(path, Buffer.concat([content.subarray(0, wholeBytes), Buffer.from(rendered)]));
}

/**
 * The whole lines of the index, by run. One that is not of its form says nothing, nor does a file that others can change or that can't be read:
 * then the journals tell, and who appends to the index is refused.
 */
export async function readIndex(path: string): Promise<ReadonlyMap<string, IndexedRun>> {
  const content = refuseUnsafe(path) ? null : await readIfThere(path).catch(() => null);
  const { lines } = wholeLines(content ?? new Uint8Array());
  const file = { name: path, holds: "the line of a run that is over", schema: indexedRunSchema };
  const over = new Map<string, IndexedRun>();
  for (const bytes of lines) {
    const line = parseStateFile(file, bytes);
    if (line.ok) over.set(line.value.run_id, line.value);
  }
  return over;
}
