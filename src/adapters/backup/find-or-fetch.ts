import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Copy } from "../../domain/backup-copies.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { BackupOptions } from "./backup-options.ts";
import { refuseToGoOn } from "./backup-steps.ts";
import { openPendingFile, readBack } from "./pending-file.ts";
import { unverified } from "./unverified.ts";

export interface FileFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Where a file of a backup lies: where its envelope says, or in the folder of backups of this machine. Where it is in neither, it is fetched back
 * into that folder from a place that has a copy, and gets its name there once its sha256 is right. What lies there already is never replaced.
 */
export async function findOrFetch(
  options: Pick<BackupOptions, "places" | "folder" | "interrupted">,
  order: { readonly file: string; readonly copies: readonly Copy[]; readonly facts: FileFacts },
): Promise<Result<string>> {
  const { file, copies, facts } = order;
  const own = join(options.folder, basename(file));
  for (const path of new Set([file, own])) if (!(await isMissing(path))) return accepted(path);
  const details: string[] = [];
  for (const { place, object } of copies.filter(({ sha256 }) => sha256 === facts.sha256)) {
    const from = options.places.find((each) => each.place === place);
    const fault =
      from === undefined ? "no longer in backup.copies" : await fetch(from.read(object), own, facts);
    if (fault === null) return accepted(own);
    refuseToGoOn(options);
    details.push(`${place}: ${fault}`);
  }
  return refused({
    ...unverified("file", file, "is not there"),
    ...(details.length === 0 ? {} : { details }),
  });
}

/** Null once the file is there under its name; else why it is not. */
async function fetch(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  facts: FileFacts,
): Promise<string | null> {
  await using pending = await openPendingFile(join(path, ".."), basename(path));
  try {
    await pending.write(atMost(bytes, facts.sizeBytes));
  } catch (cause) {
    if (!(cause instanceof RefusalError)) throw cause;
    const { reason, actual } = cause.refusal;
    return actual === undefined ? reason : `${reason}: ${actual}`;
  }
  const { sha256 } = await readBack(pending.path, async () => null);
  if (sha256 !== facts.sha256) return `STOP_COPY_DIFFERS: it has sha256 ${sha256}`;
  await pending.keep(path);
  return null;
}

/** One byte more than is wanted is other content already. */
async function* atMost(bytes: AsyncIterable<Uint8Array>, most: number): AsyncIterable<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    yield chunk;
    sizeBytes += chunk.length;
    if (sizeBytes > most) return;
  }
}

async function isMissing(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (cause: { readonly code?: unknown }) => cause.code === "ENOENT" || cause.code === "ENOTDIR",
  );
}
