import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { ExportedFile } from "../../domain/reading/export-index.ts";

const PART_BYTES = 256 * 1024;

/** Whether a file of the folder is as it is described; no link is followed in its place. */
export async function holds(folder: string, { path, sha256, bytes }: ExportedFile): Promise<boolean> {
  await using file = await open(
    join(folder, path),
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW,
  );
  const found = await file.stat();
  if (!found.isFile() || found.size !== bytes) return false;
  const hash = createHash("sha256");
  const part = Buffer.allocUnsafe(Math.min(PART_BYTES, bytes));
  for (let left = bytes; left > 0; ) {
    const { bytesRead } = await file.read(part, 0, part.length, null);
    if (bytesRead === 0) return false;
    hash.update(part.subarray(0, bytesRead));
    left -= bytesRead;
  }
  return hash.digest("hex") === sha256;
}
