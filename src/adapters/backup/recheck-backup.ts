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
import type { Recipient } from "../../ports/encryption.ts";
import type { BackupOptions } from "./backup-options.ts";
import { parseEnvelope } from "./envelope.ts";
import { type FileFacts, findOrFetch } from "./find-or-fetch.ts";
import { readBack } from "./pending-file.ts";
import { type ExpectedBackup, refuseOtherBackup } from "./refuse-other-backup.ts";
import { unverified } from "./unverified.ts";

type RecheckOptions = Pick<BackupOptions, "encryption" | "places" | "folder" | "interrupted">;

/** Checks before the first write that the envelope is complete and of this run and database, and that the file is the one it describes. */
export async function recheckBackup(
  options: RecheckOptions,
  given: BackupEnvelope,
  expected: ExpectedBackup,
): Promise<Result<null>> {
  const parsed = parseEnvelope(given);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  const refusal = refuseOtherBackup(envelope, expected);
  if (refusal) return refused(refusal);
  if (!isPgDump(envelope)) return refused(unverified("adapter", "pg_dump", adapterNameOf(envelope)));
  return recheckFile(options, envelope);
}

/** The file, and of an increment the full one too, without which it restores nothing. */
async function recheckFile(options: RecheckOptions, envelope: PgDumpEnvelope): Promise<Result<null>> {
  const recipient = await options.encryption.readRecipient();
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
  const { copies = [] } = envelope;
  const recheck = async (file: string, facts: FileFacts) => {
    const found = await findOrFetch(options, { file, copies, facts });
    return found.ok ? recheckBytes(recipient.value, found.value, facts) : found;
  };
  const own = await recheck(envelope.file, envelope);
  if (!own.ok || !isIncrement(envelope)) return own;
  const { restsOn } = envelope.increment;
  return recheck(join(dirname(envelope.file), restsOn.file), restsOn);
}

async function recheckBytes(
  recipient: Recipient,
  file: string,
  { sizeBytes, sha256 }: FileFacts,
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
