import { newestSound } from "../domain/kept-backup.ts";
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
  if (newest !== null) {
    const { backups } = await store.list();
    const now = backups.find(({ name }) => name === newest.file);
    if (now === undefined || now.mark !== newest.stored?.mark)
      return refused(
        refusal("STOP_BACKUP_UNVERIFIED", {
          field: newest.file,
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
