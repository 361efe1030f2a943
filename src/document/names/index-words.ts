import type { ConventionRow } from "../conventions/convention.ts";
import { foldWord } from "./fold-text.ts";

/** Rows by their folded words; the first row of a word counts. */
export function indexWords(rows: readonly ConventionRow[]): ReadonlyMap<string, ConventionRow> {
  const index = new Map<string, ConventionRow>();
  for (const row of rows) for (const key of row.words.map(foldWord)) if (!index.has(key)) index.set(key, row);
  return index;
}

/** The first of the words of every name, without the mark that shortens it. */
export function firstWords(names: Iterable<string>): ReadonlySet<string> {
  return new Set([...names].map((words) => (words.split(" ")[0] ?? "").replace(/[.:]$/u, "")));
}
