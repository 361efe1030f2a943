import { appendFile, stat } from "node:fs/promises";
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

/** The runs that the index names, as this process has left the file; null where it has not appended yet. */
interface Known {
  /** What changes with the file: its inode, size and time of the last change, in nanoseconds. */
  readonly stamp: string;
  readonly runIds: Set<string>;
}

/** Appends to the runs index. A process that closes thousands of runs reads the lines once, and again only where somebody else has changed the file. */
export class IndexWriter {
  readonly #path: string;
  #known: Known | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Appends the line of a run, unless it is there: a resumed closeout does not write it twice. What a crash has torn behind the last newline is
   * dropped; throws a `RefusalError`: `STOP_STATE_CORRUPT` where a whole line is damaged, `STOP_STATE_IO` where the index can't be read or
   * written, `STOP_STATE_UNSAFE` where others can change it.
   */
  async append(line: { readonly run_id: string }): Promise<void> {
    const unsafe = refuseUnsafe(this.#path);
    if (unsafe) throw new RefusalError(unsafe);
    const stamp = await readStamp(this.#path);
    const runIds = this.#known?.stamp === stamp ? this.#known.runIds : await this.#readWhole();
    this.#known = null;
    if (!runIds.has(line.run_id)) {
      const rendered = `${JSON.stringify(line)}\n`;
      await mustAccess(this.#path, appendFile(this.#path, rendered, { mode: 0o640, flush: true }));
      runIds.add(line.run_id);
    }
    this.#known = { stamp: await readStamp(this.#path), runIds };
  }

  /** The runs that the file names, once what a crash has torn is dropped. */
  async #readWhole(): Promise<Set<string>> {
    const content = (await mustAccess(this.#path, readIfThere(this.#path))) ?? new Uint8Array();
    const { lines, wholeBytes } = wholeLines(content);
    const runIds = new Set<string>();
    for (const [at, bytes] of [...lines].entries()) {
      const name = `reports/runs-index.jsonl line ${at + 1}`;
      const file = { name, holds: "the line of a closed run", schema: lineSchema };
      const parsed = parseStateFile(file, bytes);
      if (!parsed.ok) throw new RefusalError(parsed.refusal);
      runIds.add(parsed.value.run_id);
    }
    if (wholeBytes !== content.length) await writeDurably(this.#path, content.subarray(0, wholeBytes));
    return runIds;
  }
}

async function readStamp(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? "none" : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
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
