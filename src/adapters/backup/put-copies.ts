import { backupObject, type Copy } from "../../domain/backup-copies.ts";
import { must } from "../../domain/must.ts";
import type { BackupOrder } from "../../ports/backup.ts";
import type { BackupOptions } from "./backup-options.ts";
import { refuseToGoOn } from "./backup-steps.ts";

interface CopiedFile {
  /** The name by which it is known. */
  readonly file: string;
  /** Where it lies now, which may be under a temporary name. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Puts the files of a backup to each place, one after the other, the one first on which another rests. Nothing where there is no place, and for a
 * backup that is not to be kept or on which nothing rests. Throws the refusal of a place.
 */
export async function putCopies(
  options: Pick<BackupOptions, "places" | "interrupted">,
  order: Pick<BackupOrder, "isTrial" | "staysHere" | "note">,
  files: readonly CopiedFile[],
): Promise<{ readonly copies?: readonly Copy[] }> {
  if (options.places.length === 0 || order.isTrial === true || order.staysHere === true) return {};
  const copies: Copy[] = [];
  for (const place of options.places) {
    order.note?.(`putting the backup to ${place.place} and reading it back`);
    for (const { file, ...found } of files) {
      refuseToGoOn(options);
      copies.push(must(await place.put({ ...found, object: backupObject(file, found.sha256) })));
    }
  }
  return { copies };
}
