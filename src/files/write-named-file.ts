import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 10;

/**
 * Writes a text over the file that an option names. A pipe without a reader is not waited for; a slow reader is, and one that has left has
 * what it wanted, as on standard output.
 */
export async function writeNamedFile(path: string, text: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
  await using file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK);
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; ) at += await writeSome(file, bytes.subarray(at));
  } catch (cause) {
    if (codeOf(cause) !== "EPIPE") throw cause;
  }
}

/** How many bytes the file has taken; none where its pipe is full for now. */
async function writeSome(file: FileHandle, bytes: Uint8Array): Promise<number> {
  try {
    return (await file.write(bytes)).bytesWritten;
  } catch (cause) {
    if (codeOf(cause) !== "EAGAIN") throw cause;
    await sleep(PAUSE_MS);
    return 0;
  }
}

function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}
