import type { SealedEntry } from "../domain/seal.ts";
import { countOf } from "../domain/text-forms.ts";

/** `3 runs and 1 batch`, of the entries of a seal. */
export function describeEntries(entries: readonly SealedEntry[]): string {
  const runs = entries.filter(({ kind }) => kind === "run").length;
  const batches = entries.length - runs;
  const ofBatches = batches === 1 ? "1 batch" : `${batches} batches`;
  return batches === 0 ? countOf(runs, "run") : `${countOf(runs, "run")} and ${ofBatches}`;
}
