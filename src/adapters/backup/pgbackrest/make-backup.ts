import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { HeldFolder } from "../../../ports/kept-cluster.ts";
import type { ExpectedBackup } from "../refuse-other-backup.ts";
import { failed } from "./backup-failed.ts";
import { chooseType } from "./choose-type.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";
import {
  findWholeBackups,
  type ListedBackup,
  type Repository,
  RUN_ANNOTATION,
  readRepository,
} from "./read-repository.ts";
import { runPgBackRest } from "./run-pgbackrest.ts";

/** A chain of which a file is damaged is of no use to the next backup either. */
const FULL_ANEW =
  "Where files of the repository are damaged, take a full backup with pgBackRest (`--type=full`): the next one rests on it. Then start again.";

/** Takes the backup with the log that it needs inside it, and finds it in the repository. Nothing expires by it: that is the operator's. */
export async function makeBackup(
  options: PgBackRestOptions,
  { runId, systemIdentifier }: ExpectedBackup,
): Promise<{ readonly repository: Repository; readonly backup: ListedBackup }> {
  const before = await readRepository(options);
  refuseOtherCluster(before, systemIdentifier);
  const type = chooseType(before.backups, { ...options, now: options.clock.now() });
  await runPgBackRest(options, {
    name: "backup",
    options: [
      `--type=${type}`,
      `--annotation=${RUN_ANNOTATION}=${runId}`,
      "--start-fast",
      "--archive-check",
      "--archive-copy",
      "--no-expire-auto",
    ],
    reason: "STOP_BACKUP_FAILED",
  });
  const repository = await readRepository(options);
  const known = new Set(before.backups.map(({ label }) => label));
  const backup = repository.backups.findLast(
    ({ label, annotation }) => !known.has(label) && annotation?.[RUN_ANNOTATION] === runId,
  );
  if (backup === undefined) throw failed("a new backup in the repository", "none");
  if (backup.error === true) throw failed("pages with a right checksum", "some with a wrong one");
  return { repository, backup };
}

/** Fetches what differs from the kept folder. The log is in the backup; no link leads to where the live cluster is. */
export async function restoreBackup(
  options: PgBackRestOptions,
  label: string,
  held: HeldFolder,
): Promise<void> {
  await runPgBackRest(options, {
    name: "restore",
    folder: held.data,
    options: [
      `--set=${label}`,
      "--delta",
      "--type=immediate",
      "--target-action=promote",
      // Here, though the configuration may name the database's own machine.
      "--reset-pg1-host",
      `--pg1-path=${held.data}`,
      `--tablespace-map-all=${held.tablespaces}`,
    ],
    reason: "STOP_BACKUP_UNVERIFIED",
    wayOut: FULL_ANEW,
  });
}

/** Throws where a file is damaged or gone that the backup needs, also one that the restore did not fetch. */
export async function refuseDamaged(options: PgBackRestOptions, label: string): Promise<void> {
  if ((await findWholeBackups(options, label)).has(label)) return;
  throw new RefusalError(
    refusal("STOP_BACKUP_UNVERIFIED", {
      field: label,
      expected: "every file with its checksum",
      actual: "pgbackrest verify: not valid",
      wayOut: FULL_ANEW,
    }),
  );
}

/** `STOP_BACKUP_REPOSITORY` where the repository keeps another cluster than the live one. */
function refuseOtherCluster({ systemIdentifier }: Repository, live: string): void {
  if (systemIdentifier === live) return;
  const facts = { field: "system identifier of the stanza", expected: live, actual: systemIdentifier };
  throw new RefusalError(refusal("STOP_BACKUP_REPOSITORY", facts));
}
