import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** The text of a small file that is named, read at once; throws as `openNamedFile` does. */
export function readNamedFileSync(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (fstatSync(file).isFile()) return readFileSync(file, "utf8");
    throw Object.assign(new Error(`no regular file: ${path}`), { code: "EINVAL" });
  } finally {
    closeSync(file);
  }
}
