import { fdatasyncSync, openSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JournalFile } from "../../src/adapters/sidecar/journal-file.ts";
import type { JournalEvent } from "../../src/domain/journal.ts";
import { GENESIS, makeEntry } from "../../src/domain/journal-chain.ts";
import type { Family } from "../row.ts";
import { asSpeedUp, timePairs } from "../timing.ts";

const APPENDS = { full: 200, tiny: 3 } as const;
const ROUNDS = { full: 31, tiny: 1 } as const;
const EVENT: JournalEvent = { type: "phase_intent", phase: "cut_leg_a" };
const AT = "2026-06-01T12:00:00Z";

/** The durable, hash-chained journal, compared with the bare system calls. */
export const journal: Family = {
  rows: [
    {
      name: "journal",
      what: "200 journal entries, each on the disk before the next",
      against: "write + fdatasync of the same lines in a loop",
      target: ">= 0.7x",
    },
  ],
  async measure(scale) {
    const folder = await mkdtemp(join(tmpdir(), "bench-"));
    const own = await JournalFile.open(join(folder, "journal.jsonl"), { last: null, wholeBytes: 0 });
    const other = openSync(join(folder, "plain.jsonl"), "a");
    const { line } = makeEntry(1, AT, GENESIS, EVENT);
    const pair = await timePairs({
      rounds: ROUNDS[scale],
      warmUp: 1,
      async own() {
        for (let entry = 0; entry < APPENDS[scale]; entry += 1) await own.append(EVENT, AT);
      },
      other() {
        for (let entry = 0; entry < APPENDS[scale]; entry += 1) {
          writeSync(other, line);
          fdatasyncSync(other);
        }
      },
    });
    await own[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
    return { journal: asSpeedUp(pair) };
  },
};
