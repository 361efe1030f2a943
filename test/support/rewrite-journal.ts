import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GENESIS, makeEntry } from "../../src/domain/journal-chain.ts";
import type { Json } from "../../src/json/canonical-json.ts";

export interface WrittenEntry {
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
  readonly event: { readonly type: string; readonly [key: string]: Json };
}

/** The entries of the journal in the folder of a run or batch. */
export async function readEntries(folder: string): Promise<readonly WrittenEntry[]> {
  const text = await readFile(join(folder, "journal.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Rolls the journal back to its first entries, and the state with it, as whoever may write to the folder can: nothing in them tells it. */
async function rollBack(folder: string, keeps: number): Promise<void> {
  const lines = (await readFile(join(folder, "journal.jsonl"), "utf8")).split("\n").slice(0, keeps);
  await writeFile(join(folder, "journal.jsonl"), `${lines.join("\n")}\n`);
  await writeState(folder);
}

/** Rolls the journal back to just before the first (or last) entry of this type. */
export async function rollBackBefore(
  folder: string,
  isMark: (event: WrittenEntry["event"]) => boolean,
): Promise<void> {
  const at = (await readEntries(folder)).findIndex(({ event }) => isMark(event));
  if (at < 1) throw new Error("the journal has no such entry");
  await rollBack(folder, at);
}

/** Edits entries and makes the chain anew over all of them, with the state, so that nothing in the folder contradicts them. */
export async function rewrite(
  folder: string,
  edit: (
    entry: WrittenEntry,
    head: { readonly entries: number; readonly hash: string },
  ) => WrittenEntry["event"],
): Promise<void> {
  let prev = GENESIS;
  const lines: string[] = [];
  for (const entry of await readEntries(folder)) {
    const event = edit(entry, { entries: entry.seq - 1, hash: prev });
    const { line, entry: made } = makeEntry(entry.seq, entry.at, prev, event);
    lines.push(line);
    prev = made.hash;
  }
  await writeFile(join(folder, "journal.jsonl"), lines.join(""));
  await writeState(folder);
}

async function writeState(folder: string): Promise<void> {
  const path = join(folder, "state.json");
  const last = (await readEntries(folder)).at(-1);
  const state = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...state, seq: last?.seq, hash: last?.hash }));
}
