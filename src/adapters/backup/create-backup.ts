import type { PgDumpEnvelope } from "../../domain/backup-envelope.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Backup, BackupOrder, BackupSelftest, TakenBackup } from "../../ports/backup.ts";
import type { Encryption } from "../../ports/encryption.ts";
import type { BackupOptions } from "./backup-options.ts";
import { once } from "./backup-steps.ts";
import { recheckBackup } from "./recheck-backup.ts";
import { refusalOfFault } from "./refusal-of-fault.ts";
import { takeFull } from "./take-full.ts";
import { takeIncrement } from "./take-increment.ts";

/** Backups of phase 4 with pg_dump, encrypted to one recipient (docs/system.md section 7). */
export function createBackup(options: BackupOptions): Backup<PgDumpEnvelope> {
  return {
    adapter: "pg_dump",
    take: (order) => refusing(options, () => take(options, order)),
    recheck: (envelope, expected) => refusing(options, () => recheckBackup(options, envelope, expected)),
    readTool: (serverMajor) =>
      refusing(options, async () => accepted(await (await options.dumpSource(serverMajor)).readVersion())),
    selftest: () => refusing(options, () => selftest(options.encryption)),
  };
}

/** An increment where increments are taken and one can be, else a full backup, which says why. */
async function take(
  options: BackupOptions,
  order: BackupOrder,
): Promise<Result<TakenBackup<PgDumpEnvelope>>> {
  if (options.increments === null) return takeFull(options, order, null);
  const found = await takeIncrement(options, order, options.increments);
  if ("taken" in found) return accepted(found.taken);
  order.note?.(`a full backup: ${found.why}`);
  return takeFull(options, order, found.why);
}

/** Encrypts a probe and parses it again. */
async function selftest(encryption: Encryption): Promise<Result<BackupSelftest>> {
  const read = await encryption.readRecipient();
  if (!read.ok) return read;
  const { fingerprint, expires } = read.value;
  const inspected = await read.value.inspect(read.value.encrypt(once(PROBE)));
  return inspected.ok ? accepted({ adapter: "pg_dump", recipient: fingerprint, expires }) : inspected;
}

const PROBE = Buffer.from("iu-cutter backup selftest\n");

/** Turns a refusal that streams had to throw back into a value; a fault stays thrown, unless it came of an end that was asked for. */
export async function refusing<T>(
  { interrupted }: { readonly interrupted: AbortSignal },
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await work();
  } catch (cause) {
    const found =
      refuseInterrupted(interrupted) ??
      (cause instanceof RefusalError ? cause.refusal : refusalOfFault(cause));
    if (found === null) throw cause;
    return refused(found);
  }
}
