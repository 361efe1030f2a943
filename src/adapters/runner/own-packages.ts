import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MANIFEST } from "../../../bin/own-code.js";

const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
});

const buildSchema = z.looseObject({ contains: z.array(z.string().regex(/^.+@[^@]+$/)) });

interface NamedPackage {
  readonly name: string;
  readonly version: string;
}

/** Name and exact version of every package in or beside the build in `folder`; in development, where there is none, of the lock file's. */
export async function readOwnPackages(code: {
  readonly root: string;
  readonly folder: string;
}): Promise<readonly NamedPackage[]> {
  const list = join(code.folder, MANIFEST);
  if (!existsSync(list)) return readLockedPackages(code.root);
  const { contains } = buildSchema.parse(JSON.parse(await readFile(list, "utf8")));
  return contains.map((one) => {
    const at = one.lastIndexOf("@");
    return { name: one.slice(0, at), version: one.slice(at + 1) };
  });
}

async function readLockedPackages(root: string): Promise<readonly NamedPackage[]> {
  const lock = lockSchema.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  return Object.entries(lock.packages).flatMap(([path, { version }]) => {
    const name = path.split("node_modules/").at(-1);
    return path === "" || name === undefined || version === undefined ? [] : [{ name, version }];
  });
}
