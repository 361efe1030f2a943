import { access, constants, statfs } from "node:fs/promises";
import { refuseTempFolder } from "./refuse-temp-folder.ts";
import type { Launch } from "./unprivileged.ts";

const TMPFS_MAGIC = 0x01021994;
/** Room for the copy, a fork of it for a rehearsal, the log of both and what the rehearsal writes, doubled. */
const DATABASES = 8;
const LEAST_BYTES = 2 * 1024 ** 3;

export interface FreeMemory {
  /** Free in the file system. */
  readonly freeBytes: number;
  /** Memory that processes here may still take, limits of their group included. */
  readonly availableBytes: number;
}

/**
 * Whether a copy of a database of `databaseBytes` fits into memory with room to spare. The live database may run on the same machine: at least
 * half of what is available is left to it.
 */
export function hasRoom({ freeBytes, availableBytes }: FreeMemory, databaseBytes: number): boolean {
  const needed = Math.max(LEAST_BYTES, DATABASES * databaseBytes);
  return freeBytes >= needed && availableBytes >= 2 * needed;
}

/**
 * Whether the folder is held in memory (tmpfs), open to this account and to the server's, and has room. What is restored there
 * never reaches a disk. A folder that can't be examined counts as unfit: the temporary folder is used then.
 */
export async function fitsMemory(folder: string, launch: Launch, databaseBytes: number): Promise<boolean> {
  const found = await statfs(folder).catch(() => null);
  if (found?.type !== TMPFS_MAGIC || !(await isOpen(folder, launch))) return false;
  const freeBytes = found.bavail * found.bsize;
  return hasRoom({ freeBytes, availableBytes: process.availableMemory() }, databaseBytes);
}

async function isOpen(folder: string, launch: Launch): Promise<boolean> {
  const opened = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return opened && (await refuseTempFolder(folder, launch)) === null;
}
