import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RefusalError, refusal } from "../../domain/refusal.ts";

let made = 0;

/** Replaces `path` so that a crash leaves the old or the new content, whole: temporary file, fsync, rename, fsync of the folder. */
export async function writeDurably(path: string, content: string | Uint8Array, mode = 0o640): Promise<void> {
  // Processes of several runs may replace the same file at once.
  made += 1;
  const temporary = `${path}.${process.pid}-${made}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o750 });
    {
      await using handle = await open(temporary, "w", mode);
      await handle.writeFile(content);
      await handle.sync();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new RefusalError(refusal("STOP_STATE_IO", { field: path, actual: String(cause) }));
  }
}

const TEMPORARY = /\.\d+-\d+\.new$/;

/**
 * Removes, in a folder and below it, the temporary files that a killed process has left. Only for who keeps all others from writing there; what can't
 * be removed is in nobody's way.
 */
export async function removeTemporary(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries)
    if (entry.isFile() && TEMPORARY.test(entry.name))
      await rm(join(entry.parentPath, entry.name), { force: true }).catch(() => undefined);
}

/** Makes the entries of a folder (names, renames, removals) durable. */
export async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path, "r");
  await handle.sync();
}
