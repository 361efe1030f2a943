import { readFile } from "node:fs/promises";

/** A process as the kernel knows it: a recycled pid has another start, a rebooted machine another boot id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
  readonly bootId: string;
}

export async function readOwnIdentity(): Promise<ProcessIdentity> {
  const startTicks = await readStartTicks(process.pid);
  if (startTicks === null) throw new Error("/proc/self/stat cannot be read: a lock needs Linux");
  return { pid: process.pid, startTicks, bootId: await readBootId() };
}

/** True while exactly that process lives on this boot of this machine. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.bootId !== (await readBootId())) return false;
  return (await readStartTicks(identity.pid)) === identity.startTicks;
}

async function readBootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
}

/** Field 22 of /proc/<pid>/stat, counted behind the command name, which may hold spaces and parentheses. */
async function readStartTicks(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
