import { lstat } from "node:fs/promises";
import { readNamedFile } from "../../files/read-named-file.ts";

/** The bytes of a file, or null only where the name itself is missing; throws where it can't be read, as a link to nothing can't. */
export async function readIfThere(path: string, maxBytes?: number): Promise<Uint8Array | null> {
  try {
    return await readNamedFile(path, maxBytes);
  } catch (cause) {
    if (isMissing(cause) && (await lstat(path).then(() => false, isMissing))) return null;
    throw cause;
  }
}

function isMissing(cause: unknown): boolean {
  return (cause as { code?: unknown }).code === "ENOENT";
}
