import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RefusalError, refusal } from "../../domain/refusal.ts";

/** Replaces `path` so that a crash leaves the old or the new content, whole: temporary file, fsync, rename, fsync of the folder. */
export async function writeDurably(path: string, content: string | Uint8Array, mode = 0o640): Promise<void> {
  const temporary = `${path}.new`;
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

/** The bytes of a file, or null where there is none. Throws what else keeps it from being read. */
export async function readUnlessMissing(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return null;
    throw cause;
  }
}

/** Makes the entries of a folder (names, renames, removals) durable. */
export async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path, "r");
  await handle.sync();
}
