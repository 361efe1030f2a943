import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { notAFile } from "./not-a-file.ts";

/**
 * Opens a file that an option, a setting or a variable names, for reading; throws where it can't be read or is no regular file. A pipe that
 * nobody fills would keep the process from ending, even at a signal, and a device may have no end (docs/threats.md F-100).
 */
export async function openNamedFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notAFile(path);
}
