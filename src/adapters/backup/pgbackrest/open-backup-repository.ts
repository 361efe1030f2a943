import { utc } from "../../../domain/run.ts";
import type { BackupRepository } from "../../../ports/backup-repository.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";
import { findWholeBackups, hashManifest, RUN_ANNOTATION, readRepository } from "./read-repository.ts";

/** What lies in the repository, for `cutter backup list`. */
export function openBackupRepository(options: PgBackRestOptions): BackupRepository {
  return {
    stanza: options.stanza,
    async list() {
      const { backups } = await readRepository(options);
      const whole = await findWholeBackups(options, null);
      return backups.map((backup) => ({
        label: backup.label,
        type: backup.type,
        runId: backup.annotation?.[RUN_ANNOTATION] ?? null,
        takenUtc: utc(new Date(backup.timestamp.stop * 1000)),
        sizeBytes: backup.info.repository.delta ?? backup.info.delta,
        isWhole: whole.has(backup.label),
      }));
    },
    readManifestSha256: (label) => hashManifest(options, label),
  };
}
