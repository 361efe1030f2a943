import { dirname, join } from "node:path";
import { isIncrement, isPgDump, type PgDumpEnvelope, placeOf } from "../../domain/backup-envelope.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { openNamedFile } from "../../files/open-named-file.ts";
import type { Decryption } from "../../ports/encryption.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { ScratchDatabase, ScratchFactory } from "../../ports/scratch.ts";
import type { SqlSource } from "../../ports/sql.ts";
import { compareWhole } from "./compare-whole.ts";
import { type Compression, decompress, SUFFIX } from "./compression.ts";
import { readEnvelopeFile } from "./envelope.ts";
import { readBack } from "./pending-file.ts";
import { unverified } from "./unverified.ts";

export interface DecryptProofOptions {
  readonly decryption: Decryption;
  readonly scratch: ScratchFactory;
  readonly openKnowledgeBase: (sql: SqlSource) => KnowledgeBase;
  /** `backup.json` of the run. */
  readonly envelopeFile: string;
  /** Path of the backup, or null for the path that the envelope names. */
  readonly backupFile: string | null;
}

/** A backup is about a fifth of its plain text, and the plain text about as large as the database with its indexes. */
const EXPANSION = 5;

/** Opens a backup with the private key, restores it into a throw-away database and compares it with its envelope. */
export async function proveDecryption(options: DecryptProofOptions): Promise<Result<PgDumpEnvelope>> {
  const parsed = await readEnvelopeFile(options.envelopeFile);
  if (!parsed.ok) return parsed;
  const envelope = parsed.value;
  if (!isPgDump(envelope)) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: options.envelopeFile,
        expected: "the envelope of an encrypted file",
        actual: placeOf(envelope),
        wayOut: "A backup of pgBackRest is opened by its own key: docs/recovery.md says how it is restored.",
      }),
    );
  }
  const path = options.backupFile ?? envelope.file;
  try {
    const { sha256: own, sizeBytes: ownBytes, compression } = envelope;
    const layers = [{ path, sha256: own, sizeBytes: ownBytes, compression }];
    if (isIncrement(envelope)) {
      const { file, sha256, sizeBytes } = envelope.increment.restsOn;
      // The full one lies beside it.
      const packed = file.endsWith(`.${SUFFIX.zstd}.pgp`) ? "zstd" : "gzip";
      layers.unshift({ path: join(dirname(path), file), sha256, sizeBytes, compression: packed });
    }
    const bytes = EXPANSION * layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { path: file, sha256: expected } of layers) {
      const { sha256 } = await readBack(file, async () => null);
      if (sha256 !== expected) return refused(unverified("sha256", expected, sha256));
    }
    await using restored = await options.scratch.start({ bytes });
    for (const layer of layers) {
      const result = await restoreFile(options, restored, layer);
      if (!result.ok) return result;
    }
    await using copy = options.openKnowledgeBase(restored.sql);
    const difference = await compareWhole(copy, envelope);
    return difference ? refused(difference) : accepted(envelope);
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    if (cause instanceof Error && "code" in cause) return refused(unverified("file", path, cause.message));
    throw cause;
  }
}

async function restoreFile(
  { decryption }: DecryptProofOptions,
  restored: ScratchDatabase,
  { path, compression }: { readonly path: string; readonly compression: Compression },
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
