import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Lease } from "../../ports/sidecar.ts";
import { syncFolder, writeDurably } from "./durable-file.ts";
import { isAlive, readOwnIdentity } from "./process-identity.ts";

/** Longest time that a lease may run (docs/system.md section 4). */
const MAX_LEASE_MINUTES = 60;

const leaseSchema = z.strictObject({
  runId: z.string(),
  gate: z.string(),
  expiresUtc: z.iso.datetime(),
  process: z.strictObject({ pid: z.number().int(), startTicks: z.string(), bootId: z.string() }),
});

/** The lease that stands in `path`, or null. What cannot be read as a lease arms nothing. */
export async function readLease(path: string): Promise<Lease | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return leaseSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeLease(path: string, lease: Omit<Lease, "process">): Promise<void> {
  const own = await readOwnIdentity();
  await writeDurably(path, `${JSON.stringify({ ...lease, process: own }, null, 2)}\n`);
}

export async function removeLease(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** True only while this very process holds the lease for that gate of that run and it has not ended. */
export async function isLeaseHeld(
  path: string,
  question: { readonly runId: string; readonly gate: string; readonly now: Date },
): Promise<boolean> {
  const lease = await readLease(path);
  if (lease === null || lease.runId !== question.runId || lease.gate !== question.gate) return false;
  if (lease.process.pid !== process.pid || !(await isAlive(lease.process))) return false;
  const remainingMs = Date.parse(lease.expiresUtc) - question.now.getTime();
  return remainingMs > 0 && remainingMs <= MAX_LEASE_MINUTES * 60_000;
}
