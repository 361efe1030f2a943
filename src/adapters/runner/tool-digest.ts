import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readToolVersion } from "./tool-version.ts";

/** Version and sha256 of the bot's own code: every file under `src/` and the lock file, by path and content. */
export async function readToolIdentity(
  root: string,
): Promise<{ readonly version: string; readonly sha256: string }> {
  const names = (await readdir(join(root, "src"), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const path of [...names, join(root, "package-lock.json")]) {
    const content = await readFile(path);
    hash.update(`${path.slice(root.length)} ${content.length}\n`).update(content);
  }
  return { version: await readToolVersion(root), sha256: hash.digest("hex") };
}
