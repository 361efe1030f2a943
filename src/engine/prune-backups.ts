import { newestSound, restsOn } from "../domain/kept-backup.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { BackupStore, StoredFile } from "../ports/backup-store.ts";
import type { BackupList } from "./list-backups.ts";

/**
 * Deletes what was chosen from a list and is still as it was listed; returns what is gone. Refused where the newest sound backup, which must
 * outlive the others, is no longer the listed one.
 */
export async function pruneBackups(
  store: BackupStore,
  { newestFirst }: BackupList,
  chosen: readonly StoredFile[],
): Promise<Result<readonly StoredFile[]>> {
  const newest = newestSound(newestFirst);
  const { backups } = await store.list();
  // An increment is as good as the full backup that it rests on.
  const full = newest && newestFirst.find(({ file }) => file === restsOn(newest));
  for (const kept of [newest, full]) {
    if (kept === null || kept === undefined) continue;
    const now = backups.find(({ name }) => name === kept.file);
    if (now === undefined || now.mark !== kept.stored?.mark)
      return refused(
        refusal("STOP_BACKUP_UNVERIFIED", {
          field: kept.file,
          expected: "the newest sound backup as it was listed",
          actual: now === undefined ? "missing" : "another file",
          wayOut: "Nothing was deleted. Look at `cutter backup list` again.",
        }),
      );
  }
  const deleted: StoredFile[] = [];
  for (const file of chosen) if (await store.remove(file)) deleted.push(file);
  return accepted(deleted);
}
