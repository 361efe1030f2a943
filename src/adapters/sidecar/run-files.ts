import { join } from "node:path";
import { z } from "zod";
import type { EntryOf, JournalForm } from "../../domain/journal.ts";
import { refuseOtherOwner } from "../../domain/journal-chain.ts";
import { refusal } from "../../domain/refusal.ts";
import { type Result, refused } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import type { Json } from "../../json/canonical-json.ts";
import { attemptIo } from "./attempt-io.ts";
import { writeDurably } from "./durable-file.ts";
import { MAX_JOURNAL_BYTES, type ParsedJournal, parseJournal } from "./journal-file.ts";
import { MAX_STATE_BYTES } from "./read-state-file.ts";

/** Makes from the entries what people read of a run or batch besides the journal. */
export type Projection<Event> = (entries: readonly EntryOf<Event>[]) => { readonly [key: string]: Json };

/** Only what ties the state to its journal is read back; the rest is for people. */
const STATE_FILE = {
  name: "state.json",
  holds: "the state of the run",
  schema: z.looseObject({ runId: z.string(), seq: z.number().int(), hash: z.string() }),
};

/** Writes `state.json`, the projection of the journal up to its last entry. */
export async function writeState<Event>(
  folder: string,
  runId: string,
  view: { readonly entries: readonly EntryOf<Event>[]; readonly project: Projection<Event> },
): Promise<void> {
  const last = view.entries.at(-1);
  if (last === undefined) throw new Error("a run has at least one journal entry");
  const state = { runId, seq: last.seq, hash: last.hash, ...view.project(view.entries) };
  await writeDurably(join(folder, "state.json"), `${JSON.stringify(state, null, 2)}\n`);
}

/**
 * Reads journal and state of a run together. The state may be older than the journal, after a crash between the two writes. A
 * state that is newer, or of another run or chain, says that the journal has lost entries: it is refused, and nothing is made
 * anew.
 *
 * The state is read first: a writer that holds the run may append between the two reads, and then only the journal grows.
 */
export async function readRunFiles<Event extends Json>(
  form: JournalForm<Event>,
  folder: string,
  runId: string,
): Promise<Result<ParsedJournal<Event>>> {
  const stateContent = await readNamedFile(join(folder, "state.json"), MAX_STATE_BYTES).catch(() => null);
  const content = await attemptIo("", readNamedFile(join(folder, "journal.jsonl"), MAX_JOURNAL_BYTES));
  if (!content.ok)
    return refused(corrupt("journal.jsonl", "a readable journal", content.refusal.actual ?? ""));
  const journal = parseJournal(form, content.value);
  if (!journal.ok) return journal;
  const foreign = refuseOtherOwner(form, journal.value.entries, runId);
  if (foreign) return refused(foreign);
  const stated = parseStateFile(STATE_FILE, stateContent);
  if (!stated.ok) return stated;
  const state = stated.value;
  if (state.runId !== runId) return refused(corrupt("state.json", runId, state.runId));
  const twin = journal.value.entries[state.seq - 1];
  if (twin?.hash !== state.hash) {
    return refused(
      corrupt("state.json", `entry ${state.seq} of the journal`, "an entry that the journal does not hold"),
    );
  }
  return journal;
}

function corrupt(field: string, expected: string, actual: string) {
  return refusal("STOP_STATE_CORRUPT", { field, expected, actual });
}
