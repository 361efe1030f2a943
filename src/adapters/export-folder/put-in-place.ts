import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { INDEX_FILE } from "../../domain/reading/export-path.ts";
import { NEXT_FILE } from "./enter-folder.ts";
import type { Staging } from "./staging.ts";
import type { WrittenFile } from "./written-files.ts";

/**
 * Puts an export in its place, of which each step leaves every file known by an index, whenever the process is killed: what is no longer part goes;
 * the index of the new one is put down under a passing name; what differs takes its place; the index takes its name.
 */
export async function putInPlace(
  folder: string,
  {
    staging,
    index,
    files,
    gone,
  }: {
    readonly staging: Pick<Staging, "at">;
    readonly index: WrittenFile;
    readonly files: Iterable<WrittenFile>;
    readonly gone: readonly string[];
  },
): Promise<void> {
  const next = join(folder, NEXT_FILE);
  const leaving = gone.filter((path) => path !== NEXT_FILE);
  for (const path of leaving) await rm(join(folder, path), { force: true });
  for (const path of leaving) await removeEmpty(folder, dirname(path));
  if (index.staged !== null) {
    await force(staging.at(index.staged));
    await rename(staging.at(index.staged), next);
    await force(folder);
  }
  for (const { path, staged } of files) {
    if (staged === null) continue;
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await place(staging.at(staged), join(folder, path));
  }
  if (index.staged !== null) await rename(next, join(folder, INDEX_FILE));
  else await rm(next, { force: true });
  await force(folder);
}

/** A killed export may have made a folder where a file is to be, and nothing in it. */
async function place(at: string, path: string): Promise<void> {
  try {
    await rename(at, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EISDIR") throw cause;
    await removeHollow(path);
    await rename(at, path);
  }
}

/** Removes a folder with those below it; throws where a file is among them. */
async function removeHollow(path: string): Promise<void> {
  for (const name of await readdir(path)) await removeHollow(join(path, name));
  await rmdir(path);
}

/** The folders of a file that is gone, from the inmost on, as far as they are empty. */
async function removeEmpty(folder: string, path: string): Promise<void> {
  for (let at = path; at !== "."; at = dirname(at)) {
    const isGone = await rmdir(join(folder, at)).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code === "ENOENT",
    );
    if (!isGone) return;
  }
}

async function force(path: string): Promise<void> {
  await using handle = await open(path, "r");
  await handle.sync();
}
