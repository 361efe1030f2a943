import { createRepositoryBackup } from "../adapters/backup/pgbackrest/create-repository-backup.ts";
import type { PgBackRestOptions } from "../adapters/backup/pgbackrest/pgbackrest-options.ts";
import { keepSessions } from "../adapters/postgres/connection/kept-sessions.ts";
import { openPgSource } from "../adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../adapters/runner/system-random.ts";
import { createKeptCluster } from "../adapters/scratch-postgres/create-kept-cluster.ts";
import { takeKernelLock } from "../adapters/sidecar/kernel-lock.ts";
import type { PgBackRestSettings } from "../config/backup-settings.ts";
import { type Environment, secretsOf } from "../config/environment.ts";
import type { Settings } from "../config/settings.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { Backup } from "../ports/backup.ts";
import type { Clock } from "../ports/clock.ts";
import { createRedactor } from "../reports/redact.ts";
import type { LiveDatabase } from "./live-database.ts";

export interface BackupParts {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly live: LiveDatabase;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  readonly late: AbortSignal;
}

/** Joins pgBackRest to the kept folder of its restores. */
export async function composeRepositoryBackup(
  parts: BackupParts,
  own: PgBackRestSettings,
): Promise<Result<Backup>> {
  const options = await readRepositoryOptions(parts, own);
  return options.ok ? accepted(createRepositoryBackup(options.value)) : options;
}

export async function readRepositoryOptions(
  { settings, environment, live, clock, interrupted, late }: BackupParts,
  own: PgBackRestSettings,
): Promise<Result<PgBackRestOptions>> {
  const timeoutMs = own.timeoutMinutes * 60_000;
  const kept = await createKeptCluster({
    folder: own.restoreFolder,
    keep: own.keepRestored,
    pgBin: settings.scratch.pgBin ?? environment.PG_BIN ?? null,
    path: environment.PATH,
    tempFolder: environment.TMPDIR ?? "/tmp",
    lockMs: timeoutMs,
    takeLock: takeKernelLock,
    random: systemRandom,
    openPgSource: (connection) => keepSessions(openPgSource({ ...connection, late })),
    interrupted,
    late,
  });
  if (!kept.ok) return kept;
  const { program, config, stanza, repo, fullAfterIncrements, fullAfterDays } = own;
  const redactor = createRedactor(secretsOf(environment));
  return accepted({
    program,
    config,
    stanza,
    repo,
    fullAfterIncrements,
    fullAfterDays,
    timeoutMs,
    kept: kept.value,
    openLive: live.openSource,
    openKnowledgeBase: (sql) => createKnowledgeBase(sql),
    clock,
    redact: (text) => redactor.redact(text),
    interrupted,
  });
}
