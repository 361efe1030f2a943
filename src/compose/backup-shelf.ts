import { join } from "node:path";
import { openBackupStore } from "../adapters/backup/backup-store.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { openSidecar } from "../adapters/sidecar/sidecar.ts";
import type { Environment } from "../config/environment.ts";
import { isBatchId } from "../domain/batch.ts";
import { RefusalError, refusal } from "../domain/refusal.ts";
import { accepted, type Result } from "../domain/result.ts";
import { BACKUP_FILE } from "../domain/run-files.ts";
import { type BackupList, listBackups } from "../engine/list-backups.ts";
import { pruneBackups } from "../engine/prune-backups.ts";
import type { StoredFile } from "../ports/backup-store.ts";
import { readJudgedSettings, type SidecarOptions } from "./read-judged-settings.ts";

export type { BackupList, ListedBackup } from "../engine/list-backups.ts";

/** The backups that lie in the sidecar. Neither database nor control repository is asked. */
export interface BackupShelf {
  list(): Promise<BackupList>;
  /** Deletes files of a list; returns those that are gone. */
  prune(list: BackupList, chosen: readonly StoredFile[]): Promise<Result<readonly StoredFile[]>>;
}

export type OpenBackupShelf = (options: SidecarOptions) => Promise<Result<BackupShelf>>;

export function makeOpenBackupShelf(environment: Environment): OpenBackupShelf {
  return async (options) => {
    const judged = await readJudgedSettings(environment, options);
    if (!judged.ok) return judged;
    const { root } = judged.value;
    const sidecar = await openSidecar({
      root,
      clock: systemClock,
      project: () => ({}),
      projectBatch: () => ({}),
    });
    const store = openBackupStore({
      backups: join(root, "backups"),
      envelopeOf: (id) => join(root, isBatchId(id) ? "batches" : "runs", id, BACKUP_FILE.name),
    });
    return accepted({
      list: () => refusingFaults(() => listBackups(sidecar, store)),
      prune: (list, chosen) => refusingFaults(() => pruneBackups(store, list, chosen)),
    });
  };
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
