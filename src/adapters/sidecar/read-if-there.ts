import { lstat } from "node:fs/promises";
import { readNamedFile } from "../../files/read-named-file.ts";

/** The bytes of a file, or null only where the name itself was missing; throws where it can't be read, as a link to nothing can't. */
export async function readIfThere(path: string, maxBytes?: number): Promise<Uint8Array | null> {
  try {
    return await readNamedFile(path, maxBytes);
  } catch (cause) {
    if (isMissing(cause) && !(await isLink(path))) return null;
    throw cause;
  }
}

/** A file that another process has made since it was found missing is no link; a name that can't be looked at may be one. */
function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    (cause: unknown) => !isMissing(cause),
  );
}

function isMissing(cause: unknown): boolean {
  return (cause as { code?: unknown }).code === "ENOENT";
}
