import { fdatasyncSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { EntryOf, JournalForm } from "../../domain/journal.ts";
import { GENESIS, makeEntry, parseEntries } from "../../domain/journal-chain.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import type { Json } from "../../json/canonical-json.ts";
import { wholeLines } from "./whole-lines.ts";

/** Above a journal with a warning for each unit of the longest document; a larger file is damage. */
export const MAX_JOURNAL_BYTES = 32 * 1024 * 1024;

export interface ParsedJournal<Event> {
  readonly entries: readonly EntryOf<Event>[];
  /** Length in bytes of the whole lines; anything behind it was torn by a crash. */
  readonly wholeBytes: number;
}

/** Reads a journal's bytes. What stands behind the last newline was torn by a crash and is not read; any other damage is `STOP_STATE_CORRUPT`. */
export function parseJournal<Event extends Json>(
  form: JournalForm<Event>,
  content: Uint8Array,
): Result<ParsedJournal<Event>> {
  const { lines, wholeBytes } = wholeLines(content);
  const entries = parseEntries(form, lines);
  return entries.ok ? accepted({ entries: entries.value, wholeBytes }) : entries;
}

/** An open journal. After the first failed write it refuses every other: what is on the disk is then unknown. */
export class JournalFile<Event extends Json> implements AsyncDisposable {
  readonly #handle: FileHandle;
  #prev: string;
  #seq: number;
  #broken = false;

  private constructor(handle: FileHandle, last: EntryOf<Event> | null) {
    this.#handle = handle;
    this.#prev = last?.hash ?? GENESIS;
    this.#seq = last?.seq ?? 0;
  }

  /** Opens for appending behind `last`; a torn tail is cut off first. */
  static async open<Event extends Json>(
    path: string,
    position: { readonly last: EntryOf<Event> | null; readonly wholeBytes: number },
  ): Promise<JournalFile<Event>> {
    const handle = await open(path, "a");
    await handle.truncate(position.wholeBytes);
    await handle.datasync();
    return new JournalFile(handle, position.last);
  }

  /** Appends one entry and returns when it is on the disk. */
  async append(event: Event, at: string): Promise<EntryOf<Event>> {
    if (this.#broken)
      throw new RefusalError(
        refusal("STOP_STATE_IO", {
          message: "The journal could not be written before; it takes no more entries.",
        }),
      );
    const { line, entry } = makeEntry(this.#seq + 1, at, this.#prev, event);
    try {
      // Synchronously: the next step may not begin before this one is on the disk, and the thread pool would double the time.
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
