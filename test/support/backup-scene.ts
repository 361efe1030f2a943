import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackupOptions } from "../../src/adapters/backup/backup-options.ts";
import { createBackup } from "../../src/adapters/backup/create-backup.ts";
import { createPgDump, type PgDumpOptions } from "../../src/adapters/backup/create-pg-dump.ts";
import { createEncryption } from "../../src/adapters/openpgp/encrypt.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import { findPostgres } from "../../src/adapters/scratch-postgres/find-postgres.ts";
import type { PgDumpEnvelope } from "../../src/domain/backup-envelope.ts";
import type { Backup } from "../../src/ports/backup.ts";
import type { KnowledgeBase } from "../../src/ports/knowledge-base.ts";
import type { ScratchDatabase, ScratchFactory } from "../../src/ports/scratch.ts";
import { commandFor, install, makePlan, registerPlan } from "./knowledge.ts";
import { makeRecipient, type RecipientPair, writeKeyFile } from "./recipient-keys.ts";

const NOW = new Date("2026-06-01T12:00:00Z");
export const clock = { now: () => NOW };

/** A live database with drafts and a ledger, a recipient, and an empty folder for backups. */
export interface BackupScene extends AsyncDisposable {
  readonly database: ScratchDatabase;
  readonly live: KnowledgeBase;
  readonly pair: RecipientPair;
  readonly keyFile: string;
  readonly factory: ScratchFactory;
  readonly folder: string;
  readonly pgDump: PgDumpOptions | null;
  readonly options: BackupOptions;
  backup(changes?: Partial<BackupOptions>): Backup<PgDumpEnvelope>;
}

/** `database` is empty; one of the factory's where none is given. */
export async function makeBackupScene(
  factory: ScratchFactory,
  database?: ScratchDatabase,
): Promise<BackupScene> {
  return sceneIn(factory, database ?? (await factory.start()));
}

async function sceneIn(factory: ScratchFactory, database: ScratchDatabase): Promise<BackupScene> {
  await install(database.sql);
  const made = makePlan("BACKUP", 12);
  await registerPlan(database.sql, made);
  const live = createKnowledgeBase(database.sql);
  const written = await live.cutLegA(await commandFor(live, made, "cut_leg_a"));
  if (!written.ok) throw new Error(JSON.stringify(written.refusal));
  const pair = await makeRecipient();
  const keyFile = await writeKeyFile(pair.publicKey);
  const { signal: interrupted } = new AbortController();
  const pgDump = await pgDumpOf(database, interrupted);
  const folder = await mkdtemp(join(tmpdir(), "cb-"));
  const options: BackupOptions = {
    encryption: createEncryption({ fingerprint: pair.fingerprint, keyFile, clock }),
    scratch: factory,
    openLive: async () => database.sql,
    async dumpSource() {
      if (pgDump) return createPgDump(pgDump);
      if (database.dumpSource) return database.dumpSource;
      throw new Error("the database has neither a dump target nor a dump of its own");
    },
    openKnowledgeBase: createKnowledgeBase,
    clock,
    random: systemRandom,
    recordsOf: async () => [],
    increments: null,
    places: [],
    folder,
    interrupted,
  };
  return {
    database,
    live,
    pair,
    keyFile,
    factory,
    folder,
    pgDump,
    options,
    backup: (changes = {}) => createBackup({ ...options, ...changes }),
    async [Symbol.asyncDispose]() {
      await live[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function pgDumpOf(database: ScratchDatabase, interrupted: AbortSignal): Promise<PgDumpOptions | null> {
  if (!database.dumpTarget) return null;
  const [programs] = await findPostgres({ pgBin: null, path: process.env["PATH"] ?? "", preferMajor: null });
  if (!programs) throw new Error("PostgreSQL is not installed");
  const program = join(programs.folder, "pg_dump");
  return { program, target: database.dumpTarget, lockTimeoutMs: 5000, timeoutMs: 60_000, interrupted };
}
