import { dirname, join } from "node:path";
import {
  adapterNameOf,
  type BackupEnvelope,
  isIncrement,
  isPgDump,
  type PgDumpEnvelope,
} from "../../domain/backup-envelope.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Encryption, Recipient } from "../../ports/encryption.ts";
import { parseEnvelope } from "./envelope.ts";
import { readBack } from "./pending-file.ts";
import { type ExpectedBackup, refuseOtherBackup } from "./refuse-other-backup.ts";
import { unverified } from "./unverified.ts";

/** Checks before the first write that the envelope is complete and of this run and database, and that the file is the one it describes. */
export async function recheckBackup(
  encryption: Encryption,
  given: BackupEnvelope,
  expected: ExpectedBackup,
): Promise<Result<null>> {
  const parsed = parseEnvelope(given);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  const refusal = refuseOtherBackup(envelope, expected);
  if (refusal) return refused(refusal);
  if (!isPgDump(envelope)) return refused(unverified("adapter", "pg_dump", adapterNameOf(envelope)));
  return recheckFile(encryption, envelope);
}

/** The file, and of an increment the full one too, without which it restores nothing. */
async function recheckFile(encryption: Encryption, envelope: PgDumpEnvelope): Promise<Result<null>> {
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
  const own = await recheckBytes(recipient.value, envelope.file, envelope);
  if (!own.ok || !isIncrement(envelope)) return own;
  const { restsOn } = envelope.increment;
  return recheckBytes(recipient.value, join(dirname(envelope.file), restsOn.file), restsOn);
}

async function recheckBytes(
  recipient: Recipient,
  file: string,
  { sizeBytes, sha256 }: { readonly sizeBytes: number; readonly sha256: string },
): Promise<Result<null>> {
  const found = await readBack(file, (bytes) => recipient.inspect(bytes)).catch(fileFault);
  if (found === null) return refused(unverified("file", file, "cannot be read"));
  if (found.sizeBytes !== sizeBytes)
    return refused(unverified("size", String(sizeBytes), String(found.sizeBytes)));
  if (found.sha256 !== sha256) return refused(unverified("sha256", sha256, found.sha256));
  return found.seen.ok ? accepted(null) : found.seen;
}

function fileFault(cause: unknown): null {
  if (cause instanceof Error && "syscall" in cause) return null;
  throw cause;
}
