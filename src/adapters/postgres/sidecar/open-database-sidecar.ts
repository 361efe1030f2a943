import { join } from "node:path";
import { CLEAN_AUDIT_FILE } from "../../../domain/base-audit.ts";
import { BATCH_ID_PATTERN, isBatchId } from "../../../domain/batch.ts";
import { BATCH_JOURNAL, type BatchEvent } from "../../../domain/batch-journal.ts";
import { type IndexedRun, indexedRunSchema } from "../../../domain/indexed-run.ts";
import type { JournalEvent } from "../../../domain/journal.ts";
import { RUN_JOURNAL } from "../../../domain/journal-order.ts";
import { type Refusal, RefusalError, refusal } from "../../../domain/refusal.ts";
import type { Result } from "../../../domain/result.ts";
import { RUN_ID_PATTERN } from "../../../domain/run.ts";
import { parseStateFile } from "../../../domain/state-file.ts";
import { canonicalJson } from "../../../json/canonical-json.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Sidecar } from "../../../ports/sidecar.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { keepSessions } from "../connection/kept-sessions.ts";
import { stopping } from "../connection/stopping.ts";
import { fetchFolder } from "./fetch-folder.ts";
import { createJournal, type JournalPlace, openJournal, peekJournal } from "./hold-journal.ts";
import { readFirstHome, refuseHome } from "./home.ts";
import { findJournal, listFileRows, readFileRow } from "./journal-rows.ts";
import { LOCK_TIMES, type LockTimes } from "./run-lock.ts";

export interface DatabaseSidecarOptions {
  /** The folder on this machine: configuration, HOLD, backups, and a cache of what was read. */
  readonly local: Sidecar;
  readonly sql: SqlSource;
  readonly clock: Clock;
  readonly times?: LockTimes;
  /** Tells people what does not stop a run. */
  readonly note?: (text: string) => void;
}

/**
 * The sidecar whose journals and files are in the schema `cutter_sidecar` of the knowledge base, so that any machine can go on with a run.
 * Throws a `RefusalError`: `STOP_SIDECAR_FOREIGN` where the tables are a copy of those of another database, `STOP_SIDECAR_MIXED` where the
 * folder holds runs as well, and what a session is refused for.
 */
export async function openDatabaseSidecar(options: DatabaseSidecarOptions): Promise<Sidecar> {
  const { local, clock, times = LOCK_TIMES, note = () => {} } = options;
  const sql = keepSessions(options.sql);
  const place = { sql, readHold: local.readHold, times, note };
  const runs: JournalPlace<JournalEvent> = {
    ...place,
    form: RUN_JOURNAL,
    ids: RUN_ID_PATTERN,
    folderOf: (id) => join(local.root, "cache", "runs", id),
    unknown: (id) =>
      refusal("STOP_RUN_UNKNOWN", { field: "run_id", expected: "a run of this sidecar", actual: id }),
  };
  const batches: JournalPlace<BatchEvent> = {
    ...place,
    form: BATCH_JOURNAL,
    ids: BATCH_ID_PATTERN,
    folderOf: (id) => join(local.root, "cache", "batches", id),
    unknown: (id) =>
      refusal("STOP_BATCH_UNKNOWN", { field: "batch_id", expected: "a batch of this sidecar", actual: id }),
  };

  const folderOf = (id: string) => (isBatchId(id) ? batches : runs).folderOf(id);

  async function asking<T>(ask: (session: SqlSession) => Promise<T>): Promise<T> {
    await using session = await sql.open("sidecar");
    return await ask(session);
  }

  async function refuseOpening(): Promise<Refusal | null> {
    try {
      return (await refuseHome(sql)) ?? (await refuseMixed(local));
    } catch (fault) {
      await sql[Symbol.asyncDispose]();
      throw fault;
    }
  }

  const unfit = await refuseOpening();
  if (unfit) {
    await sql[Symbol.asyncDispose]();
    throw new RefusalError(unfit);
  }

  return {
    ...local,
    kind: "database",
    createRun: stopping((id, event) => createJournal(runs, id, { event, at: clock.now() })),
    openRun: stopping((id) => openJournal(runs, id)),
    peekRun: stopping((id) => peekJournal(runs, id)),
    listRuns: stopping(() => asking((session) => listOwners(session, RUN_ID_PATTERN))),
    createBatch: stopping((id, event) => createJournal(batches, id, { event, at: clock.now() })),
    openBatch: stopping((id) => openJournal(batches, id)),
    peekBatch: stopping((id) => peekJournal(batches, id)),
    listBatches: stopping(() => asking((session) => listOwners(session, BATCH_ID_PATTERN))),
    listFiles: stopping((id) =>
      asking(async (session) => {
        const key = await findJournal(session, id);
        const names = key === null ? [] : await listFileRows(session, key);
        return names.filter((name) => !name.includes("/"));
      }),
    ),
    readFile: stopping((id, name) =>
      asking(async (session) => {
        const key = await findJournal(session, id);
        return key === null ? null : await readFileRow(session, key, name);
      }),
    ),
    folderOf,
    fetchFolder: stopping((id) =>
      asking(async (session) => {
        const key = await findJournal(session, id);
        if (key !== null) await fetchFolder(session, key, folderOf(id));
        return key === null ? null : folderOf(id);
      }),
    ),
    appendIndex: stopping((line) => asking((session) => appendOver(session, line))),
    readIndex: stopping(() => asking(readOver)),
    refuseIndex: stopping(() => asking(refuseOver)),
    hasAllSince: stopping(() => asking(readFirstHome)),
    readPolicyFloor: stopping(() => asking(readPolicyFloor)),
    raisePolicyFloor: stopping((version) => asking((session) => raisePolicyFloor(session, version))),
    readCleanAudit: stopping(() => asking(readCleanAudit)),
    writeCleanAudit: stopping((record) =>
      asking(async (session) => {
        await session.query(
          `insert into cutter_sidecar.clean_audit (ordinal, record)
           select coalesce(max(ordinal), 0) + 1, $1 from cutter_sidecar.clean_audit`,
          [canonicalJson(record)],
        );
      }),
    ),
    [Symbol.asyncDispose]: () => sql[Symbol.asyncDispose](),
  };
}

/** Runs in both places would each go on without the other. */
async function refuseMixed(local: Sidecar) {
  const left = [...(await local.listRuns()), ...(await local.listBatches())];
  if (left.length === 0) return null;
  return refusal("STOP_SIDECAR_MIXED", {
    field: local.root,
    expected: "no run in the folder, because the configuration says that the journals are in the database",
    actual: `${left.length} in the folder`,
    details: left.slice(0, 10),
  });
}

/** From each to the next by the key, so that the entries of thousands of runs are not read for their names. */
async function listOwners(session: SqlSession, form: RegExp): Promise<readonly string[]> {
  const { rows } = await session.query<{ id: string }>(
    `with recursive owner (id) as (
       select min(owner_id) from cutter_sidecar.entry
       union all
       select (select min(e.owner_id) from cutter_sidecar.entry e where e.owner_id > o.id) from owner o where o.id is not null
     )
     select id from owner where id is not null`,
  );
  return rows
    .map(({ id }) => id)
    .filter((id) => form.test(id))
    .sort();
}

async function appendOver(session: SqlSession, line: IndexedRun): Promise<void> {
  await session.query(
    "insert into cutter_sidecar.over (owner_id, line) values ($1, $2) on conflict (owner_id) do nothing",
    [line.run_id, JSON.stringify(line)],
  );
}

/** A line that is not of its form says nothing: the journal tells. */
async function readOver(session: SqlSession): Promise<ReadonlyMap<string, IndexedRun>> {
  const lines = await parseOver(session);
  return new Map(lines.flatMap((line) => (line.ok ? [[line.value.run_id, line.value] as const] : [])));
}

async function refuseOver(session: SqlSession): Promise<Refusal | null> {
  return (await parseOver(session)).flatMap((line) => (line.ok ? [] : [line.refusal]))[0] ?? null;
}

async function parseOver(session: SqlSession): Promise<readonly Result<IndexedRun>[]> {
  const { rows } = await session.query<{ line: string }>(
    "select line from cutter_sidecar.over order by recorded_at, owner_id",
  );
  const file = {
    name: "cutter_sidecar.over",
    holds: "the line of a run that is over",
    schema: indexedRunSchema,
  };
  return rows.map(({ line }) => parseStateFile(file, Buffer.from(line)));
}

async function readPolicyFloor(session: SqlSession): Promise<number> {
  const { rows } = await session.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from cutter_sidecar.policy_seen",
  );
  return rows[0]?.version ?? 0;
}

async function raisePolicyFloor(session: SqlSession, version: number): Promise<void> {
  await session.query(
    `insert into cutter_sidecar.policy_seen (version)
     select $1::int where $1::int > (select coalesce(max(version), 0) from cutter_sidecar.policy_seen) on conflict do nothing`,
    [version],
  );
}

async function readCleanAudit(session: SqlSession) {
  const { rows } = await session.query<{ record: string }>(
    "select record from cutter_sidecar.clean_audit order by ordinal desc limit 1",
  );
  const [row] = rows;
  if (row === undefined) return null;
  const record = parseStateFile(CLEAN_AUDIT_FILE, Buffer.from(row.record));
  if (!record.ok) throw new RefusalError(record.refusal);
  return record.value;
}
