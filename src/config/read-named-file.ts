import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * The bytes of a file that an option or the configuration names; throws where it can't be read or is no regular file. A pipe that nobody
 * fills would keep the process from ending, even at a signal, and a device may have no end (docs/threats.md F-100).
 */
export async function readNamedFile(path: string): Promise<Buffer> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!(await file.stat()).isFile()) throw new Error(`no regular file: ${path}`);
  return await file.readFile();
}
