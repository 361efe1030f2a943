import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
});

/** Name and exact version of every package that the lock file of the code names. */
export async function readLockedPackages(
  root: string,
): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const lock = lockSchema.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  return Object.entries(lock.packages).flatMap(([path, { version }]) => {
    const name = path.split("node_modules/").at(-1);
    return path === "" || name === undefined || version === undefined ? [] : [{ name, version }];
  });
}
