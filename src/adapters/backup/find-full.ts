import { basename } from "node:path";
import { BASIS_SUFFIX, type BasisFile, isRecorded } from "../../domain/backup-basis.ts";
import type { IncrementLimits } from "../../domain/backup-increment.ts";
import { readUtc } from "../../domain/text-forms.ts";
import type { BackupOrder } from "../../ports/backup.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Recipient } from "../../ports/encryption.ts";
import type { DatabaseIdentity } from "../../ports/knowledge-base.ts";
import type { BackupOptions } from "./backup-options.ts";
import { countIncrements, newestBasis, readBasis } from "./basis-files.ts";
import { readBack } from "./pending-file.ts";

/** The full backup on which an increment can rest. */
export interface FoundFull extends BasisFile {
  readonly path: string;
  /** Number of the increment that would be taken now. */
  readonly position: number;
}

const DAY_MS = 86_400_000;

/** The newest full backup, read through, where an increment may rest on it; else why a full one is needed. */
export async function findFull(given: {
  readonly order: Pick<BackupOrder, "folder" | "mayRestOn">;
  readonly limits: IncrementLimits;
  readonly clock: Clock;
  readonly recipient: Recipient;
  readonly database: DatabaseIdentity;
  readonly recordsOf: BackupOptions["recordsOf"];
}): Promise<{ readonly full: FoundFull } | { readonly why: string }> {
  const { order, limits, clock, recipient, database, recordsOf } = given;
  if (order.mayRestOn === null) return { why: "the request that was approved rests on a full one" };
  const found = await newestBasis(order.folder);
  if (found === null) return { why: "there is none yet on which increments can rest" };
  const path = found.slice(0, -BASIS_SUFFIX.length);
  const name = basename(path);
  const basis = await readBasis(found);
  if (!basis.ok) return { why: `what lies beside ${name} is damaged` };
  const { envelope } = basis.value;
  if (basename(envelope.file) !== name) return { why: `what lies beside ${name} is of another file` };
  if (order.mayRestOn !== undefined && order.mayRestOn !== envelope.sha256)
    return { why: "the request that was approved rests on another one" };
  if (envelope.recipient !== recipient.fingerprint) return { why: `${name} is encrypted to another key` };
  const { systemIdentifier } = envelope.database;
  if (envelope.database.name !== database.name || systemIdentifier !== database.systemIdentifier)
    return { why: `${name} is of another database` };
  const ageMs = clock.now().getTime() - readUtc(envelope.snapshotUtc).getTime();
  if (ageMs > limits.maxAgeDays * DAY_MS) return { why: `${name} is older than ${limits.maxAgeDays} days` };
  const position = (await countIncrements(path)) + 1;
  if (position > limits.most) return { why: `${limits.most} increments rest on ${name}` };
  const read = await readBack(path, (bytes) => recipient.inspect(bytes)).catch(() => null);
  if (read === null) return { why: `${name} is missing` };
  if (read.sha256 !== envelope.sha256 || !read.seen.ok) return { why: `${name} was altered` };
  if (!isRecorded(envelope, await recordsOf(envelope.runId)))
    return { why: `the folder of ${envelope.runId} does not say the same of ${name}` };
  return { full: { ...basis.value, path, position } };
}
