import { createHash } from "node:crypto";
import type { ExportedFile } from "../../domain/reading/export-index.ts";
import { openWithin, readParts } from "./open-within.ts";

/** Whether a file of the folder is there as it is described. */
export async function holds(folder: string, { path, sha256, bytes }: ExportedFile): Promise<boolean> {
  await using file = await openWithin(folder, path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR") throw cause;
    return null;
  });
  const found = await file?.stat();
  if (file === null || found === undefined || !found.isFile() || found.size !== bytes) return false;
  const hash = createHash("sha256");
  for await (const part of readParts(file, bytes)) hash.update(part);
  return hash.digest("hex") === sha256;
}
