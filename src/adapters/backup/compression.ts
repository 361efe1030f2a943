import type { Transform } from "node:stream";
import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { BackupEnvelope } from "../../ports/backup.ts";

export type Compression = BackupEnvelope["compression"];

/** Node has zstd from 22.15 on. */
const { createZstdCompress, createZstdDecompress } = zlib as {
  readonly createZstdCompress?: (options: typeof FLOW) => Transform;
  readonly createZstdDecompress?: () => Transform;
};

/** What this Node compresses backups with. */
export const COMPRESSION: Compression = createZstdCompress && createZstdDecompress ? "zstd" : "gzip";

export const SUFFIX = { gzip: "gz", zstd: "zst" } as const satisfies Record<Compression, string>;

const BATCH_BYTES = 512 * 1024;
/** A batch may wait while another is compressed, so that the source need not. */
const FLOW = { writableHighWaterMark: 2 * BATCH_BYTES } as const;
const GZIP = { ...FLOW, level: 1, memLevel: 9, chunkSize: 512 * 1024 } as const;

/** Compresses as a stream; a failure of the source destroys the result. */
export function compress(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const useZstd = createZstdCompress && COMPRESSION === "zstd";
  return through(inBatches(plain), useZstd ? createZstdCompress(FLOW) : zlib.createGzip(GZIP));
}

/** Every hand-over to the compressing thread costs, so small chunks go together. */
async function* inBatches(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    batch.push(chunk);
    bytes += chunk.length;
    if (bytes < BATCH_BYTES) continue;
    yield Buffer.concat(batch);
    batch = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(batch);
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
