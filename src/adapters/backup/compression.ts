import type { Transform } from "node:stream";
import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import type { PgDumpEnvelope } from "../../domain/backup-envelope.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";

export type Compression = PgDumpEnvelope["compression"];

/** Node has zstd from 22.15 on. */
const { createZstdCompress, createZstdDecompress } = zlib as {
  readonly createZstdCompress?: (options: typeof FLOW) => Transform;
  readonly createZstdDecompress?: () => Transform;
};

/** The compression that this Node uses for backups. */
export const COMPRESSION: Compression = createZstdCompress && createZstdDecompress ? "zstd" : "gzip";

export const SUFFIX = { gzip: "gz", zstd: "zst" } as const satisfies Record<Compression, string>;

const BATCH_BYTES = 256 * 1024;
const CHUNK_BYTES = 128 * 1024;
const FLOW = { readableHighWaterMark: CHUNK_BYTES, chunkSize: CHUNK_BYTES } as const;
const GZIP = { ...FLOW, level: 1, memLevel: 9 } as const;

/** Compresses as a stream; a failure of the source destroys the result. */
export function compress(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const useZstd = createZstdCompress && COMPRESSION === "zstd";
  const transform = useZstd ? createZstdCompress(FLOW) : zlib.createGzip(GZIP);
  // The failure reaches whoever reads the transform; the listener only keeps it from being thrown twice.
  transform.on("error", () => undefined);
  feed(plain, transform).catch((cause) => transform.destroy(cause));
  return transform;
}

/**
 * Handing bytes to the compressing thread is expensive, so small chunks are joined into batches. One batch is filled while the
 * other is compressed; the two are reused, because hundreds of megabytes of garbage would keep the collector busy.
 */
async function feed(plain: AsyncIterable<Uint8Array>, transform: Transform): Promise<void> {
  let [filling, other] = [Buffer.allocUnsafeSlow(BATCH_BYTES), Buffer.allocUnsafeSlow(BATCH_BYTES)];
  let filled = 0;
  let otherTaken = Promise.resolve();
  for await (const chunk of plain) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BATCH_BYTES - filled);
      filling.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < BATCH_BYTES) continue;
      const taken = write(transform, filling);
      await otherTaken;
      [filling, other, filled, otherTaken] = [other, filling, 0, taken];
    }
  }
  await otherTaken;
  await write(transform, filling.subarray(0, filled));
  transform.end();
}

/** Settles when the transform no longer needs the bytes. */
function write(transform: Transform, bytes: Uint8Array): Promise<void> {
  const taken = new Promise<void>((resolve, reject) =>
    transform.write(bytes, (cause) => (cause ? reject(cause) : resolve())),
  );
  // Whoever awaits the promise learns of its failure; until then it must not count as unhandled.
  taken.catch(() => undefined);
  return taken;
}

/** Throws `STOP_TOOL_MISSING` where this Node has no such decompression, and an error with a `Z_` or `ZSTD_` code where the bytes are damaged. */
export function decompress(
  packed: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> {
  if (compression === "gzip") return through(packed, zlib.createGunzip());
  if (createZstdDecompress) return through(packed, createZstdDecompress());
  throw new RefusalError(
    refusal("STOP_TOOL_MISSING", { field: "zstd", expected: "Node 22.15 or later", actual: process.version }),
  );
}

function through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Uint8Array> {
  // The failure reaches whoever reads the transform; the callback only keeps it from being thrown twice.
  pipeline(Readable.from(source, { objectMode: false }), transform, () => undefined);
  return transform;
}
