import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

/**
 * Writes an object into a repository as `git hash-object -w --literally` does it, and returns its id; without the process, of which tables
 * of attacks would start thousands.
 */
export async function writeLooseObject(
  repository: { readonly gitDir: string; readonly format: "sha1" | "sha256" },
  type: string,
  content: string | Uint8Array,
): Promise<string> {
  const bytes = Buffer.from(content);
  const object = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
  const id = createHash(repository.format).update(object).digest("hex");
  const folder = join(repository.gitDir, "objects", id.slice(0, 2));
  const file = join(folder, id.slice(2));
  await mkdir(folder, { recursive: true });
  // Git makes its own objects read-only.
  if (!existsSync(file)) await writeFile(file, deflateSync(object));
  return id;
}
