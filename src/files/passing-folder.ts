import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { guardFolder } from "./guard-folder.ts";

/** A folder that is needed for a moment. It is gone when disposed, and soon after the end of a process that could not do so any more. */
interface PassingFolder extends AsyncDisposable {
  readonly path: string;
}

export async function openPassingFolder(tempFolder: string, prefix: string): Promise<PassingFolder> {
  const path = await mkdtemp(join(tempFolder, prefix));
  const guardian = guardFolder(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
      guardian.end();
    },
  };
}
