import { join } from "node:path";
import { createBackup } from "../adapters/backup/create-backup.ts";
import { createPgDump } from "../adapters/backup/create-pg-dump.ts";
import { readRunEnvelopes } from "../adapters/backup/run-envelopes.ts";
import { createEncryption } from "../adapters/openpgp/encrypt.ts";
import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../adapters/runner/system-random.ts";
import { findPgDump } from "../adapters/scratch-postgres/find-postgres.ts";
import type { PgDumpSettings } from "../config/backup-settings.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { Backup } from "../ports/backup.ts";
import type { DumpSource } from "../ports/dump-source.ts";
import type { KeptFiles } from "../ports/sidecar.ts";
import { openPlaces } from "./copy-places.ts";
import { type BackupParts, composeRepositoryBackup } from "./repository-backup.ts";
import { openScratchFactory } from "./scratch.ts";

const LOCK_TIMEOUT_MS = 30_000;
const DUMP_TIMEOUT_MS = 3_600_000;

interface PgDumpParts extends BackupParts {
  /** The sidecar's folder. */
  readonly root: string;
  /** The files of runs and batches; null where nothing is backed up. */
  readonly kept: KeptFiles | null;
}

/** Joins what the configured adapter of backups needs. Nothing is started before the first backup. */
export async function composeBackup(parts: PgDumpParts): Promise<Result<Backup>> {
  const { settings } = parts;
  if (settings.backup.adapter === "pgbackrest") return composeRepositoryBackup(parts, settings.backup);
  return composePgDump(parts, settings.backup);
}

async function composePgDump(
  parts: PgDumpParts,
  { recipientKey, increments }: PgDumpSettings,
): Promise<Result<Backup>> {
  const { root, kept, settings, environment, live, clock, interrupted, late } = parts;
  const scratch = await openScratchFactory(environment, settings.scratch, { late });
  if (!scratch.ok) return scratch;
  return accepted(
    createBackup({
      encryption: createEncryption({
        fingerprint: environment.BACKUP_GPG_FPR ?? null,
        keyFile: recipientKey,
        clock,
      }),
      scratch: scratch.value,
      openLive: live.openSource,
      dumpSource: async (liveMajor) => live.dumpSource ?? (await pgDumpOf(parts, liveMajor)),
      openKnowledgeBase: (sql) => createKnowledgeBase(sql),
      clock,
      random: systemRandom,
      recordsOf: async (id) => (kept === null ? [] : readRunEnvelopes(kept, id)),
      increments,
      places: openPlaces(parts),
      folder: join(root, "backups"),
      interrupted,
    }),
  );
}

/** pg_dump of the live server's major version where it is installed, else of the newest: an older one can't read the server. */
async function pgDumpOf(
  { settings, environment, live, interrupted }: BackupParts,
  liveMajor: number,
): Promise<DumpSource> {
  const target = live.dumpTarget();
  const pgBin = settings.scratch.pgBin ?? environment.PG_BIN ?? null;
  const found = await findPgDump({ pgBin, path: environment.PATH, preferMajor: liveMajor });
  if (found === null || target === null || Number.parseInt(found.version, 10) < liveMajor) {
    throw new RefusalError(
      refusal("STOP_TOOL_MISSING", {
        field: "pg_dump",
        expected: `pg_dump ${liveMajor} or later, like the server`,
        actual: found?.version ?? "not found",
      }),
    );
  }
  return createPgDump({
    program: found.program,
    target,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    timeoutMs: DUMP_TIMEOUT_MS,
    interrupted,
  });
}
