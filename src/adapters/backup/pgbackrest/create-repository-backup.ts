import type { PgBackRestEnvelope } from "../../../domain/backup-envelope.ts";
import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { Backup, BackupSelftest } from "../../../ports/backup.ts";
import { refusing } from "../create-backup.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";
import { readRepository } from "./read-repository.ts";
import { recheckRepositoryBackup } from "./recheck-repository-backup.ts";
import { runPgBackRest } from "./run-pgbackrest.ts";
import { takeRepositoryBackup } from "./take-repository-backup.ts";

/** Annotations, copies of the log in the backup and a verification that can be read. */
const LOWEST_MINOR = 45;

/** Backups of phase 4 with pgBackRest (docs/system.md section 7). */
export function createRepositoryBackup(options: PgBackRestOptions): Backup<PgBackRestEnvelope> {
  return {
    adapter: "pgbackrest",
    take: (order) =>
      refusing(options, async () => {
        await readVersion(options);
        return takeRepositoryBackup(options, order);
      }),
    recheck: (envelope, expected) =>
      refusing(options, () => recheckRepositoryBackup(options, envelope, expected)),
    readTool: (serverMajor) =>
      refusing(options, async () => {
        const unfit = await options.kept.examine(serverMajor);
        return unfit ? refused(unfit) : accepted(await readVersion(options));
      }),
    selftest: () => refusing(options, () => selftest(options)),
  };
}

/** As the program prints it; refuses one that is too old. */
async function readVersion(options: PgBackRestOptions): Promise<string> {
  const version = (await runPgBackRest(options, { name: "version", reason: "STOP_TOOL_MISSING" })).trim();
  const [, major, minor] = /^pgBackRest (\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= LOWEST_MINOR)) return version;
  const facts = { field: "pgbackrest", expected: `2.${LOWEST_MINOR} or later`, actual: version };
  throw new RefusalError(refusal("STOP_TOOL_MISSING", facts));
}

/** Asks repository and archive, and judges where restores go to. pgBackRest's own check lets the cluster archive a segment. */
async function selftest(options: PgBackRestOptions): Promise<Result<BackupSelftest>> {
  await readVersion(options);
  const unfit = await options.kept.examine(null);
  if (unfit) return refused(unfit);
  const { cipher, backups } = await readRepository(options);
  await runPgBackRest(options, { name: "check", reason: "STOP_BACKUP_REPOSITORY" });
  const newest = backups.at(-1)?.label ?? null;
  return accepted({ adapter: "pgbackrest", stanza: options.stanza, repo: options.repo, cipher, newest });
}
