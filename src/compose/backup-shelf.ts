import { join } from "node:path";
import { openBackupStore } from "../adapters/backup/backup-store.ts";
import { openBackupRepository } from "../adapters/backup/pgbackrest/open-backup-repository.ts";
import { lateAfter } from "../adapters/runner/late-after.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import type { BackupAdapter } from "../domain/backup-envelope.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import { accepted, type Result } from "../domain/result.ts";
import { type BackupList, listBackups } from "../engine/list-backups.ts";
import { listRepository, type RepositoryRow } from "../engine/list-repository.ts";
import { pruneBackups } from "../engine/prune-backups.ts";
import type { BackupRepository } from "../ports/backup-repository.ts";
import type { StoredFile } from "../ports/backup-store.ts";
import { readLiveDatabase } from "./live-database.ts";
import { openSidecar } from "./open-sidecar.ts";
import { readJudgedSettings, type SidecarOptions } from "./read-judged-settings.ts";
import { type BackupParts, readRepositoryOptions } from "./repository-backup.ts";

export type { BackupList, ListedBackup } from "../engine/list-backups.ts";
export type { RepositoryRow } from "../engine/list-repository.ts";

/** The backups that lie in the sidecar. Neither database nor control repository is asked. */
export interface BackupShelf {
  readonly adapter: BackupAdapter;
  list(): Promise<BackupList>;
  /** Backups of pgBackRest's repository; null where the configuration takes them with pg_dump. */
  listRepository(): Promise<readonly RepositoryRow[] | null>;
  /** Deletes files of a list; returns those that are gone. */
  prune(list: BackupList, chosen: readonly StoredFile[]): Promise<Result<readonly StoredFile[]>>;
}

export type OpenBackupShelf = (options: SidecarOptions) => Promise<Result<BackupShelf>>;

export function makeOpenBackupShelf(
  environment: Environment,
  interrupted: AbortSignal = new AbortController().signal,
): OpenBackupShelf {
  const late = lateAfter(interrupted);
  return async (options) => {
    const judged = await readJudgedSettings(environment, options);
    if (!judged.ok) return judged;
    const { root, settings } = judged.value;
    const live = readLiveDatabase(environment, late);
    const sidecar = await openSidecar({ root, settings, live, clock: systemClock });
    const store = openBackupStore({ backups: join(root, "backups"), kept: sidecar });
    const repository = await openRepository({
      settings,
      environment,
      live,
      clock: systemClock,
      interrupted,
      late,
    });
    if (!repository.ok) return repository;
    const asked = repository.value;
    return accepted({
      adapter: settings.backup.adapter,
      listRepository: async () =>
        asked && (await refusingFaults(() => listRepository(sidecar, store, asked))),
      list: () => refusingFaults(() => listBackups(sidecar, store)),
      prune: (list, chosen) => refusingFaults(() => pruneBackups(store, list, chosen)),
    });
  };
}

async function openRepository(parts: BackupParts): Promise<Result<BackupRepository | null>> {
  const { backup } = parts.settings;
  if (backup.adapter === "pg_dump") return accepted(null);
  const options = await readRepositoryOptions(parts, backup);
  return options.ok ? accepted(openBackupRepository(options.value)) : options;
}

/** A folder that can't be read or written is a stop, not a fault of the program. */
async function refusingFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof Error && "syscall" in fault)) throw fault;
    throw new RefusalError(refusal("STOP_STATE_IO", { field: "backups", actual: fault.message }));
  }
}
