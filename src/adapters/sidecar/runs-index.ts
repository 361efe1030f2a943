import { appendFile, stat } from "node:fs/promises";
import { z } from "zod";
import { type IndexedRun, indexedRunSchema } from "../../domain/indexed-run.ts";
import { type Refusal, RefusalError } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { attemptIo, mustAccess } from "./attempt-io.ts";
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
      const file = { name: nameOf(at), holds: "the line of a closed run", schema: lineSchema };
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
  const over = new Map<string, IndexedRun>();
  for (const line of parseLines(content)) if (line.ok) over.set(line.value.run_id, line.value);
  return over;
}

/** Why `readIndex` leaves something out: the first of what is amiss. */
export async function refuseIndex(path: string): Promise<Refusal | null> {
  const unsafe = refuseUnsafe(path);
  if (unsafe !== null) return unsafe;
  const content = await attemptIo(path, readIfThere(path));
  if (!content.ok) return content.refusal;
  return parseLines(content.value).flatMap((line) => (line.ok ? [] : [line.refusal]))[0] ?? null;
}

function parseLines(content: Uint8Array | null): readonly Result<IndexedRun>[] {
  const holds = "the line of a run that is over";
  return [...wholeLines(content ?? new Uint8Array()).lines].map((bytes, at) =>
    parseStateFile({ name: nameOf(at), holds, schema: indexedRunSchema }, bytes),
  );
}

function nameOf(at: number): string {
  return `reports/runs-index.jsonl line ${at + 1}`;
}
