import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { BackupEnvelope } from "../../ports/backup.ts";
import type { Encryption } from "../../ports/encryption.ts";
import { parseEnvelope } from "./envelope.ts";
import { readBack } from "./pending-file.ts";

/** Before the first write: the envelope is whole and of this run and database, and the file is the one that it describes. */
export async function recheckBackup(
  encryption: Encryption,
  given: BackupEnvelope,
  expected: { readonly runId: string; readonly systemIdentifier: string },
): Promise<Result<null>> {
  const parsed = parseEnvelope(given);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  const stale = [
    ["run", expected.runId, envelope.runId],
    ["system identifier", expected.systemIdentifier, envelope.database.systemIdentifier],
  ].find(([, wanted, found]) => wanted !== found);
  if (stale) {
    const [field = "", wanted = "", actual = ""] = stale;
    return refused(refusal("STOP_BACKUP_STALE", { field, expected: wanted, actual }));
  }
  if (
    envelope.restoreProof.sha256 !== digestOf(envelope.tables) ||
    envelope.restoreProof.sha256 !== digestOf(envelope.restoreProof.tables)
  ) {
    return refused(
      refusal("STOP_BACKUP_UNVERIFIED", { field: "restore proof", expected: "the digest of the tables" }),
    );
  }
  return recheckFile(encryption, envelope);
}

async function recheckFile(encryption: Encryption, envelope: BackupEnvelope): Promise<Result<null>> {
  const recipient = await encryption.readRecipient();
  if (!recipient.ok) return recipient;
  if (recipient.value.fingerprint !== envelope.recipient) {
    const { fingerprint } = recipient.value;
    return refused(
      refusal("STOP_BACKUP_RECIPIENT_MISMATCH", {
        field: "envelope",
        expected: fingerprint,
        actual: envelope.recipient,
      }),
    );
  }
  const found = await readBack(envelope.file, (bytes) => recipient.value.inspect(bytes)).catch(fileFault);
  if (found === null) return refused(unverified("file", envelope.file, "cannot be read"));
  if (found.sizeBytes !== envelope.sizeBytes) {
    return refused(unverified("size", String(envelope.sizeBytes), String(found.sizeBytes)));
  }
  if (found.sha256 !== envelope.sha256) return refused(unverified("sha256", envelope.sha256, found.sha256));
  return found.seen.ok ? accepted(null) : found.seen;
}

function unverified(field: string, expected: string, actual: string) {
  return refusal("STOP_BACKUP_UNVERIFIED", { field, expected, actual });
}

function fileFault(cause: unknown): null {
  if (cause instanceof Error && "syscall" in cause) return null;
  throw cause;
}
