import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { notAFile } from "./not-a-file.ts";

/** The text of a small file that is named, read at once; throws as `openNamedFile` does. */
export function readNamedFileSync(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (fstatSync(file).isFile()) return readFileSync(file, "utf8");
    throw notAFile(path);
  } finally {
    closeSync(file);
  }
}
