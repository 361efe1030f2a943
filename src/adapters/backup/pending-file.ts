import { createHash } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { openNamedFile } from "../../files/open-named-file.ts";

/** A file under a temporary name; disposing removes it unless it was kept. Written once, never opened again by its temporary name. */
export interface PendingFile extends AsyncDisposable {
  readonly path: string;
  /** Writes the stream to its end and fsyncs. */
  write(chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Gives the file its final name and fsyncs the folder. */
  keep(finalPath: string): Promise<void>;
}

const PARTIAL = /^\..+\.(\d+)\.partial$/;

/** Makes the temporary file of `name` (0600), readable by its owner alone. */
export async function openPendingFile(folder: string, name: string): Promise<PendingFile> {
  await sweepPending(folder);
  const path = join(folder, `.${name}.${process.pid}.partial`);
  await rm(path, { force: true });
  const handle = await open(path, "wx", 0o600);
  let kept = false;
  return {
    path,
    async write(chunks) {
      for await (const chunk of chunks) await writeAll(handle, chunk);
      await handle.sync();
    },
    async keep(finalPath) {
      await rename(path, finalPath);
      kept = true;
      await syncFolder(folder);
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
      if (!kept) await rm(path, { force: true });
    },
  };
}

/** Size and sha256 of a file, read while `look` reads the same bytes; `look` must read to the end. */
export async function readBack<T>(
  path: string,
  look: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<{ readonly sizeBytes: number; readonly sha256: string; readonly seen: T }> {
  await using handle = await openNamedFile(path);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  async function* bytes(): AsyncIterable<Uint8Array> {
    for await (const chunk of handle.createReadStream({ highWaterMark: 256 * 1024, autoClose: false })) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  const all = bytes();
  const seen = await look(all);
  for await (const _rest of all);
  return { sizeBytes, sha256: hash.digest("hex"), seen };
}

/** Removes temporary files of processes that have ended; they hold only encrypted bytes. */
export async function sweepPending(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isAbandoned(name)) await rm(join(folder, name), { force: true });
  }
}

/** Whether a file is named as one that a process is still writing. */
export function isPending(name: string): boolean {
  return PARTIAL.test(name);
}

/** Whether the process that wrote it has ended. */
export function isAbandoned(name: string): boolean {
  const pid = PARTIAL.exec(name)?.[1];
  return pid !== undefined && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as { code?: string }).code === "EPERM";
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}
