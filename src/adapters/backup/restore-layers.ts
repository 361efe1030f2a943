import { type Refusal, RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { openNamedFile } from "../../files/open-named-file.ts";
import type { Decryption } from "../../ports/encryption.ts";
import type { ScratchDatabase, ScratchFactory } from "../../ports/scratch.ts";
import { type Compression, decompress, SUFFIX } from "./compression.ts";
import { readBack } from "./pending-file.ts";
import { unverified } from "./unverified.ts";

/** An encrypted file, which is restored on top of the one before it: the full backup, then the increment. */
export interface Layer {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly compression: Compression;
}

/** A backup is about a fifth of its plain text, and the plain text about as large as the database with its indexes. */
const EXPANSION = 5;

/** What the name of a backup says of it. */
export function compressionOf(file: string): Compression {
  return file.endsWith(`.${SUFFIX.zstd}.pgp`) ? "zstd" : "gzip";
}

/**
 * Restores encrypted files into a throw-away database, which is the caller's to end. Each is read through first, so that nothing but the file that is
 * meant is opened; plain text goes from the key to the database and nowhere else.
 */
export async function restoreLayers(
  { decryption, scratch }: { readonly decryption: Decryption; readonly scratch: ScratchFactory },
  layers: readonly Layer[],
): Promise<Result<ScratchDatabase>> {
  let opened: ScratchDatabase | null = null;
  let isWhole = false;
  try {
    for (const { path, sha256: expected } of layers) {
      const { sha256 } = await reading(path, () => readBack(path, async () => null));
      if (sha256 !== expected) return refused(unverified("sha256", expected, sha256));
    }
    const bytes = EXPANSION * layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const restored = await scratch.start({ bytes });
    opened = restored;
    for (const layer of layers) {
      const result = await reading(layer.path, () => restoreFile(decryption, restored, layer));
      if (!result.ok) return refused(tellRestore(result.refusal));
    }
    isWhole = true;
    return accepted(restored);
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  } finally {
    if (!isWhole) await opened?.[Symbol.asyncDispose]();
  }
}

/** No run is under way where a backup is tried: what fails there first is the machine. */
function tellRestore(found: Refusal): Refusal {
  if (found.reason !== "STOP_RESTORE_DIFFERS") return found;
  const wayOut =
    "See first that PostgreSQL's programs here are of the lost server's major version or later, and that TMPDIR has room; where both hold, take another backup.";
  return { ...found, wayOut };
}

/** What a file or its compression has thrown says that it is not the backup. */
async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RefusalError || !(cause instanceof Error && "code" in cause)) throw cause;
    throw new RefusalError(unverified("file", path, cause.message));
  }
}

async function restoreFile(
  decryption: Decryption,
  restored: ScratchDatabase,
  { path, compression }: Pick<Layer, "path" | "compression">,
): Promise<Result<null>> {
  await using backup = await openNamedFile(path);
  const bytes = backup.createReadStream({ highWaterMark: 256 * 1024, autoClose: false });
  const opened = watchEnd(decryption.decrypt(bytes));
  const result = await restored.restore(decompress(opened.bytes, compression));
  if (!result.ok) return result;
  await opened.ended;
  return result;
}

/** Compressed data marks its own end, before the integrity of the encrypted message is known; `ended` rejects where the message does not hold. */
function watchEnd(source: AsyncIterable<Uint8Array>) {
  let end: (cause: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (cause) => (cause === null ? resolve() : reject(cause));
  });
  ended.catch(() => undefined);
  async function* bytes(): AsyncIterable<Uint8Array> {
    try {
      yield* source;
      end(null);
    } catch (cause) {
      end(cause);
      throw cause;
    } finally {
      end(new RefusalError(unverified("decryption", "the message to its end", "stopped before")));
    }
  }
  return { bytes: bytes(), ended };
}
