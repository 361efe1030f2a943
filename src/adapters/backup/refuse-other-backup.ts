import type { BackupEnvelope } from "../../domain/backup-envelope.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { digestOf } from "../../json/canonical-json.ts";

export interface ExpectedBackup {
  readonly runId: string;
  readonly systemIdentifier: string;
}

/** `STOP_BACKUP_STALE` where it is of another run or database, `STOP_BACKUP_UNVERIFIED` where its proof is not of its tables. */
export function refuseOtherBackup(envelope: BackupEnvelope, expected: ExpectedBackup): Refusal | null {
  const stale = [
    ["run", expected.runId, envelope.runId],
    ["system identifier", expected.systemIdentifier, envelope.database.systemIdentifier],
  ].find(([, wanted, found]) => wanted !== found);
  if (stale) {
    const [field = "", wanted = "", actual = ""] = stale;
    return refusal("STOP_BACKUP_STALE", { field, expected: wanted, actual });
  }
  const { sha256, tables } = envelope.restoreProof;
  if (sha256 === digestOf(envelope.tables) && sha256 === digestOf(tables)) return null;
  return refusal("STOP_BACKUP_UNVERIFIED", { field: "restore proof", expected: "the digest of the tables" });
}
