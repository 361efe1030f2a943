import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { listFiles, MANIFEST } from "../../../bin/own-code.js";
import { readToolVersion } from "./tool-version.ts";

/**
 * Version and sha256 of the bot's own code as it runs: every file of `folder` by path and content. A build lists the sources and the lock
 * file that it was made of, so that its files alone are one release's, wherever that was installed from; in development, where `folder` is
 * `src/`, the lock file of `root` is taken in.
 */
export async function readToolIdentity(code: {
  readonly root: string;
  readonly folder: string;
}): Promise<{ readonly version: string; readonly sha256: string }> {
  const names = listFiles(code.folder);
  const files = names.map((name) => [name, join(code.folder, name)] as const);
  const lock = ["package-lock.json", join(code.root, "package-lock.json")] as const;
  const hash = createHash("sha256");
  for (const [name, path] of names.includes(MANIFEST) ? files : [...files, lock]) {
    const content = await readFile(path);
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return { version: await readToolVersion(code.root), sha256: hash.digest("hex") };
}
