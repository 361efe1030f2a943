import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabaseSidecar } from "../../src/adapters/postgres/sidecar/open-database-sidecar.ts";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import type { JournalEvent } from "../../src/domain/journal.ts";
import { runStarted } from "../../test/support/journal-events.ts";
import { startOwnServer } from "../../test/support/own-server.ts";
import type { Family } from "../row.ts";
import { asSpeedUp, timePairs } from "../timing.ts";
import { mustSucceed, runIdOf } from "../units.ts";

const APPENDS = { full: 200, tiny: 3 } as const;
const ROUNDS = { full: 31, tiny: 1 } as const;
const EVENT: JournalEvent = { type: "moved", by: "os:operator" };

/** A run's journal in the database of a server on the same machine, compared with that in a folder of the same disk. */
export const journalDatabase: Family = {
  rows: [
    {
      name: "journal-database",
      what: "200 journal entries in PostgreSQL, each committed and on the disk before the next",
      against: "the same entries in the sidecar's folder",
      target: ">= 0.5x",
    },
  ],
  async measure(scale) {
    const root = await mkdtemp(join(tmpdir(), "bench-"));
    const server = await startOwnServer({ fsync: "on", full_page_writes: "on" });
    await server.restart();
    const local = await openSidecar({
      root,
      clock: systemClock,
      project: () => ({}),
      projectBatch: () => ({}),
    });
    const database = await openDatabaseSidecar({ local, sql: server.sql, clock: systemClock });
    const runId = runIdOf("journal");
    const own = mustSucceed(await database.createRun(runId, runStarted(runId)));
    const other = mustSucceed(await local.createRun(runId, runStarted(runId)));
    const pair = await timePairs({
      rounds: ROUNDS[scale],
      warmUp: 1,
      async own() {
        for (let entry = 0; entry < APPENDS[scale]; entry += 1) await own.append(EVENT, systemClock.now());
      },
      async other() {
        for (let entry = 0; entry < APPENDS[scale]; entry += 1) await other.append(EVENT, systemClock.now());
      },
    });
    for (const held of [own, other, database, server]) await held[Symbol.asyncDispose]();
    await rm(root, { recursive: true });
    return { "journal-database": asSpeedUp(pair) };
  },
};
