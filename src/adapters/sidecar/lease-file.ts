import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Result } from "../../domain/result.ts";
import type { StateFile } from "../../domain/state-file.ts";
import { readUtc, utcText } from "../../domain/text-forms.ts";
import { type Lease, MAX_LEASE_MS } from "../../ports/sidecar.ts";
import { isAlive, type ProcessIdentity, readOwnIdentity } from "../../processes/process-identity.ts";
import { mustAccess } from "./attempt-io.ts";
import { syncFolder, writeDurably } from "./durable-file.ts";
import { readStateFile } from "./read-state-file.ts";

/** `armed.json`: which process armed what. */
export interface FileLease extends Lease {
  readonly process: ProcessIdentity;
}

const LEASE_FILE: StateFile<FileLease> = {
  name: "armed.json",
  holds: "the lease of a gate",
  schema: z.strictObject({
    runId: z.string(),
    gate: z.string(),
    expiresUtc: utcText,
    process: z.strictObject({ pid: z.number().int(), startTicks: z.string(), bootId: z.string() }),
  }),
};

/** The lease that stands in `path`, or null where none does. */
export async function readLease(path: string): Promise<Result<FileLease | null>> {
  return readStateFile(path, LEASE_FILE);
}

export async function writeLease(path: string, lease: Lease): Promise<void> {
  const own = await readOwnIdentity();
  await writeDurably(path, `${JSON.stringify({ ...lease, process: own }, null, 2)}\n`);
}

export async function removeLease(path: string): Promise<void> {
  await mustAccess(
    path,
    rm(path, { force: true }).then(() => syncFolder(dirname(path))),
  );
}

/** True only while this very process holds the lease for that gate of that run, and the lease has not ended. A damaged lease arms nothing. */
export async function isLeaseHeld(
  path: string,
  question: { readonly runId: string; readonly gate: string; readonly now: Date },
): Promise<boolean> {
  const read = await readLease(path);
  const lease = read.ok ? read.value : null;
  if (lease === null || lease.runId !== question.runId || lease.gate !== question.gate) return false;
  if (lease.process.pid !== process.pid || !(await isAlive(lease.process))) return false;
  const remainingMs = readUtc(lease.expiresUtc).getTime() - question.now.getTime();
  return remainingMs > 0 && remainingMs <= MAX_LEASE_MS;
}
