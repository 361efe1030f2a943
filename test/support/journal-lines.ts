import { GENESIS, makeEntry } from "../../src/domain/journal-chain.ts";
import { phaseDone, runStarted } from "./journal-events.ts";

/** The lines of a short journal of a run, each without its newline. */
export function makeChain(runId: string): { readonly lines: readonly string[] } {
  const lines: string[] = [];
  let prev = GENESIS;
  for (const [index, event] of [runStarted(runId), ...phaseDone("source_pin")].entries()) {
    const { line, entry } = makeEntry(index + 1, "2026-11-21T09:00:00Z", prev, event);
    lines.push(line.trimEnd());
    prev = entry.hash;
  }
  return { lines };
}
