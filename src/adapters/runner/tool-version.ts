import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The version of the bot as `package.json` in the folder names it. */
export async function readToolVersion(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}
