import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

const PART_BYTES = 256 * 1024;

/** Opens a file of the folder; no link is followed in its place, and nothing is waited for. */
export async function openWithin(folder: string, path: string): Promise<FileHandle> {
  return await open(join(folder, path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
}

/** So many bytes of a file, or all that it has, in parts; each is overwritten by the next. */
export async function* readParts(file: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  const part = Buffer.allocUnsafe(Math.min(PART_BYTES, bytes));
  for (let left = bytes; left > 0; ) {
    const { bytesRead } = await file.read(part, 0, part.length, null);
    if (bytesRead === 0) return;
    yield part.subarray(0, bytesRead);
    left -= bytesRead;
  }
}
