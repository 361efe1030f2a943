import { fdatasyncSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type JournalEntry, type JournalEvent, journalEventSchema } from "../../domain/journal.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { canonicalJson, type Json, sha256Hex } from "../../json/canonical-json.ts";

/** Hash that the first entry names as its predecessor. */
export const GENESIS = "0".repeat(64);

export interface ParsedJournal {
  readonly entries: readonly JournalEntry[];
  /** Length in bytes of the whole lines; anything behind it was torn by a crash. */
  readonly wholeBytes: number;
}

/** One line of the journal, newline included. `hash` covers the rest of the entry, so the last line is protected as well. */
export function renderEntry(
  seq: number,
  at: string,
  prev: string,
  event: JournalEvent,
): { line: string; entry: JournalEntry } {
  const content = { seq, at, prev, event } as const;
  const hash = sha256Hex(canonicalJson(content));
  return { line: `${JSON.stringify({ ...content, hash })}\n`, entry: { ...content, hash } };
}

/**
 * Reads a journal's bytes. What stands behind the last newline was torn by a crash and is not read;
 * any other damage (a line that does not parse, a broken chain, a wrong number) is `STOP_STATE_CORRUPT`.
 */
export function parseJournal(content: Uint8Array): Result<ParsedJournal> {
  const wholeBytes = content.lastIndexOf(0x0a) + 1;
  const text = Buffer.from(content.subarray(0, wholeBytes)).toString("utf8");
  const entries: JournalEntry[] = [];
  let prev = GENESIS;
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const parsed = parseLine(line, index + 1, prev);
    if (parsed === null) {
      return refused(
        refusal("STOP_STATE_CORRUPT", {
          field: `journal.jsonl line ${index + 1}`,
          expected: "an entry that continues the hash chain",
          actual: "a damaged entry",
        }),
      );
    }
    entries.push(parsed);
    prev = parsed.hash;
  }
  if (entries.length === 0) {
    return refused(
      refusal("STOP_STATE_CORRUPT", {
        field: "journal.jsonl",
        expected: "at least one entry",
        actual: "none",
      }),
    );
  }
  return accepted({ entries, wholeBytes });
}

/** An open journal. After the first failed write it refuses every other: what is on the disk is then unknown. */
export class JournalFile implements AsyncDisposable {
  readonly #handle: FileHandle;
  #prev: string;
  #seq: number;
  #broken = false;

  private constructor(handle: FileHandle, last: JournalEntry | null) {
    this.#handle = handle;
    this.#prev = last?.hash ?? GENESIS;
    this.#seq = last?.seq ?? 0;
  }

  /** Opens for appending behind `last`; a torn tail is cut off first. */
  static async open(
    path: string,
    position: { readonly last: JournalEntry | null; readonly wholeBytes: number },
  ): Promise<JournalFile> {
    const handle = await open(path, "a");
    await handle.truncate(position.wholeBytes);
    await handle.datasync();
    return new JournalFile(handle, position.last);
  }

  /** Appends one entry and returns when it is on the disk. */
  async append(event: JournalEvent, at: string): Promise<JournalEntry> {
    if (this.#broken)
      throw new RefusalError(
        refusal("STOP_STATE_IO", {
          message: "The journal could not be written before; it takes no more entries.",
        }),
      );
    const { line, entry } = renderEntry(this.#seq + 1, at, this.#prev, event);
    try {
      // Synchronously: the next step may not begin before this one is on the disk, and a way through the thread pool takes as long again.
      const bytes = Buffer.from(line);
      const written = writeSync(this.#handle.fd, bytes);
      if (written !== bytes.length) throw new Error(`${written} of ${bytes.length} bytes were written`);
      fdatasyncSync(this.#handle.fd);
    } catch (cause) {
      this.#broken = true;
      throw new RefusalError(refusal("STOP_STATE_IO", { field: "journal.jsonl", actual: String(cause) }));
    }
    this.#seq = entry.seq;
    this.#prev = entry.hash;
    return entry;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

function parseLine(line: string, seq: number, prev: string): JournalEntry | null {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null) return null;
  const { hash, ...content } = value as Record<string, unknown>;
  const event = journalEventSchema.safeParse(content["event"]);
  if (
    !event.success ||
    content["seq"] !== seq ||
    content["prev"] !== prev ||
    typeof content["at"] !== "string"
  )
    return null;
  if (hash !== sha256Hex(canonicalJson(content as Json))) return null;
  return { seq, at: content["at"], prev, event: event.data, hash };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
