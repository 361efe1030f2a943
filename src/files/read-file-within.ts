import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { notAFile } from "./not-a-file.ts";

/** The bytes of a file, or its size where there are more than are wanted. */
export type FileWithin = { readonly bytes: Buffer } | { readonly tooLarge: number };

/**
 * Reads a file of a folder that was listed (see `listFolder`): no link is followed in the place of the file, and no pipe or device is waited for. With `head`
 * only so many bytes of the beginning are read; else a file of more than `maxBytes` is told by its size and not read.
 */
export async function readFileWithin(
  folder: string,
  name: string,
  limit: { readonly maxBytes: number } | { readonly head: number },
): Promise<FileWithin> {
  const path = join(folder, name);
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  const found = await file.stat();
  if (!found.isFile()) throw notAFile(path);
  if (!("head" in limit))
    return found.size > limit.maxBytes ? { tooLarge: found.size } : { bytes: await file.readFile() };
  const bytes = Buffer.alloc(Math.min(limit.head, found.size));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  return { bytes: bytes.subarray(0, bytesRead) };
}
