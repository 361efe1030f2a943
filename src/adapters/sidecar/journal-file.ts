import { fdatasyncSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { EntryOf, JournalForm } from "../../domain/journal.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { canonicalJson, type Json, sha256Hex } from "../../json/canonical-json.ts";
import { wholeLines } from "./whole-lines.ts";

/** Above a journal with a warning for each unit of the longest document; a larger file is damage. */
export const MAX_JOURNAL_BYTES = 32 * 1024 * 1024;

/** Hash that the first entry names as its predecessor. */
export const GENESIS = "0".repeat(64);

export interface ParsedJournal<Event> {
  readonly entries: readonly EntryOf<Event>[];
  /** Length in bytes of the whole lines; anything behind it was torn by a crash. */
  readonly wholeBytes: number;
}

/** An entry of the journal and its line, newline included. `hash` covers the rest of the entry, so the last line is protected as well. */
export function makeEntry<Event extends Json>(
  seq: number,
  at: string,
  prev: string,
  event: Event,
): { line: string; entry: EntryOf<Event> } {
  const content = { seq, at, prev, event } as const;
  const hash = sha256Hex(canonicalJson<Json>(content));
  return { line: `${JSON.stringify({ ...content, hash })}\n`, entry: { ...content, hash } };
}

/**
 * Reads a journal's bytes. What stands behind the last newline was torn by a crash and is not read; any other damage is
 * `STOP_STATE_CORRUPT` with the number of the entry: a line that is not strict JSON of its schema, a broken chain, an order that no run has.
 */
export function parseJournal<Event extends Json>(
  form: JournalForm<Event>,
  content: Uint8Array,
): Result<ParsedJournal<Event>> {
  const { lines, wholeBytes } = wholeLines(content);
  const entries: EntryOf<Event>[] = [];
  for (const line of lines) {
    const entry = parseLine(form, line, entries.at(-1) ?? null);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  if (entries.length === 0) {
    return refused(corrupt({ field: "journal.jsonl", expected: "at least one entry", actual: "none" }));
  }
  const disorder = form.findOrderFault(entries.map(({ event }) => event));
  if (disorder !== null) {
    const { seq, expected, actual } = disorder;
    return refused(corrupt({ field: `journal.jsonl entry ${seq}`, expected, actual }));
  }
  return accepted({ entries, wholeBytes });
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

function parseLine<Event extends Json>(
  form: JournalForm<Event>,
  line: Uint8Array,
  before: EntryOf<Event> | null,
): Result<EntryOf<Event>> {
  const expectedSeq = (before?.seq ?? 0) + 1;
  const field = `journal.jsonl entry ${expectedSeq}`;
  const parsed = parseStateFile({ name: field, holds: "an entry of the journal", schema: form.entry }, line);
  if (!parsed.ok) return parsed;
  const { hash, ...content } = parsed.value;
  const chain = [
    ["number", expectedSeq, content.seq],
    ["predecessor", before?.hash ?? GENESIS, content.prev],
    ["hash", sha256Hex(canonicalJson<Json>(content)), hash],
  ] as const;
  const broken = chain.find(([, expected, actual]) => expected !== actual);
  if (broken === undefined) return parsed;
  const [what, expected, actual] = broken;
  return refused(corrupt({ field: `${field} ${what}`, expected: String(expected), actual: String(actual) }));
}

function corrupt(facts: { readonly field: string; readonly expected: string; readonly actual: string }) {
  return refusal("STOP_STATE_CORRUPT", facts);
}
