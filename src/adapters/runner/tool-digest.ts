import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { listFiles } from "../../../bin/own-code.js";
import { readToolVersion } from "./tool-version.ts";

/**
 * Version and sha256 of the bot's own code as it runs: every file of `folder` (the build, in development `src/`) and the lock file of
 * `root`, by path and content.
 */
export async function readToolIdentity(code: {
  readonly root: string;
  readonly folder: string;
}): Promise<{ readonly version: string; readonly sha256: string }> {
  const files = listFiles(code.folder).map((name) => [name, join(code.folder, name)] as const);
  const hash = createHash("sha256");
  for (const [name, path] of [
    ...files,
    ["package-lock.json", join(code.root, "package-lock.json")] as const,
  ]) {
    const content = await readFile(path);
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return { version: await readToolVersion(code.root), sha256: hash.digest("hex") };
}
