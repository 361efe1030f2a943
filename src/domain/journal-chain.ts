import { canonicalJson, type Json, sha256Hex } from "../json/canonical-json.ts";
import type { EntryOf, JournalForm } from "./journal.ts";
import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";
import { parseStateFile } from "./state-file.ts";

/** Name of a journal in a run's folder, and of its entries in refusals. */
const JOURNAL_NAME = "journal.jsonl";

/** Hash that the first entry names as its predecessor. */
export const GENESIS = "0".repeat(64);

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
 * Reads the lines of a journal, each without its newline. Any damage is `STOP_STATE_CORRUPT` with the number of the entry: a line that is not
 * strict JSON of its schema, a broken chain, an order that no run has, the journal of another run or batch.
 */
export function parseEntries<Event extends Json>(
  form: JournalForm<Event>,
  lines: Iterable<Uint8Array>,
): Result<readonly EntryOf<Event>[]> {
  const entries: EntryOf<Event>[] = [];
  for (const line of lines) {
    const entry = parseLine(form, line, entries.at(-1) ?? null);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  if (entries.length === 0) return refused(corrupt(JOURNAL_NAME, "at least one entry", "none"));
  const disorder = form.findOrderFault(entries.map(({ event }) => event));
  if (disorder === null) return accepted(entries);
  const { seq, expected, actual } = disorder;
  return refused(corrupt(`${JOURNAL_NAME} entry ${seq}`, expected, actual));
}

/** `STOP_STATE_CORRUPT` where the entries are those of another run or batch. */
export function refuseOtherOwner<Event>(
  form: JournalForm<Event>,
  entries: readonly EntryOf<Event>[],
  id: string,
) {
  const first = entries[0]?.event;
  if (first !== undefined && form.ownerOf(first) === id) return null;
  return corrupt(JOURNAL_NAME, `the journal of ${id}`, "the journal of another run");
}

function parseLine<Event extends Json>(
  form: JournalForm<Event>,
  line: Uint8Array,
  before: EntryOf<Event> | null,
): Result<EntryOf<Event>> {
  const expectedSeq = (before?.seq ?? 0) + 1;
  const field = `${JOURNAL_NAME} entry ${expectedSeq}`;
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
  return refused(corrupt(`${field} ${what}`, String(expected), String(actual)));
}

function corrupt(field: string, expected: string, actual: string) {
  return refusal("STOP_STATE_CORRUPT", { field, expected, actual });
}
