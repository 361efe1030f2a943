import { adapterNameOf, type BackupEnvelope, isPgDump } from "../../../domain/backup-envelope.ts";
import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { parseEnvelope } from "../envelope.ts";
import { type ExpectedBackup, refuseOtherBackup } from "../refuse-other-backup.ts";
import { unverified } from "../unverified.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";
import { findWholeBackups, hashManifest, readRepository } from "./read-repository.ts";

/** Checks before the first write that the backup is still in the repository, of this cluster, whole, and the one that was proved. */
export async function recheckRepositoryBackup(
  options: PgBackRestOptions,
  given: BackupEnvelope,
  expected: ExpectedBackup,
): Promise<Result<null>> {
  const parsed = parseEnvelope(given);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  const other = refuseOtherBackup(envelope, expected);
  if (other) return refused(other);
  if (isPgDump(envelope)) return refused(unverified("adapter", "pgbackrest", adapterNameOf(envelope)));
  const { stanza, repo, label, lsnStop, manifestSha256 } = envelope.repository;
  if (stanza !== options.stanza || repo !== options.repo) {
    const actual = `${options.stanza}, repository ${options.repo}`;
    return refused(unverified("stanza", `${stanza}, repository ${repo}`, actual));
  }
  const repository = await readRepository(options);
  if (repository.systemIdentifier !== expected.systemIdentifier) {
    const facts = { expected: expected.systemIdentifier, actual: repository.systemIdentifier };
    return refused(refusal("STOP_BACKUP_STALE", { field: "system identifier of the stanza", ...facts }));
  }
  const found = repository.backups.find((backup) => backup.label === label);
  if (found === undefined)
    return refused(unverified(label, "in the repository", "missing: expired or deleted"));
  if (found.lsn?.stop !== lsnStop) return refused(unverified(label, lsnStop, found.lsn?.stop ?? "no place"));
  const sha256 = await hashManifest(options, label);
  if (sha256 !== manifestSha256) return refused(unverified(`manifest of ${label}`, manifestSha256, sha256));
  const whole = await findWholeBackups(options, label);
  if (whole.has(label)) return accepted(null);
  return refused(unverified(label, "every file with its checksum", "pgbackrest verify: not valid"));
}
