import type { BatchEntry } from "../../domain/batch-journal.ts";
import type { Json } from "../../json/canonical-json.ts";

/** What `state.json` shows people: which batch it is, and what the journal has said last. Where the batch stands is folded by who reads it. */
export function projectBatch(entries: readonly BatchEntry[]): { readonly [key: string]: Json } {
  const first = entries[0]?.event;
  const last = entries.at(-1);
  const begins = first?.type === "batch_started" || first?.type === "adopted";
  if (!begins || last === undefined) return {};
  const { initiator, startedUtc, documents } = first.batch;
  return { initiator, startedUtc, members: documents.length, lastUtc: last.at, last: last.event.type };
}
