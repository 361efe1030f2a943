import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Name and version of the bot as `package.json` in the folder has them. */
export async function readPackageIdentity(
  root: string,
): Promise<{ readonly name: string; readonly version: string }> {
  const text = await readFile(join(root, "package.json"), "utf8");
  const { name, version } = JSON.parse(text) as { readonly name: string; readonly version: string };
  return { name, version };
}

/** The version alone. */
export async function readToolVersion(root: string): Promise<string> {
  return (await readPackageIdentity(root)).version;
}
