import type { Transform } from "node:stream";
import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { BackupEnvelope } from "../../ports/backup.ts";

export type Compression = BackupEnvelope["compression"];

/** Node has zstd from 22.15 on. */
const { createZstdCompress, createZstdDecompress } = zlib as {
  readonly createZstdCompress?: () => Transform;
  readonly createZstdDecompress?: () => Transform;
};

/** What this Node compresses backups with. */
export const COMPRESSION: Compression = createZstdCompress && createZstdDecompress ? "zstd" : "gzip";

export const SUFFIX = { gzip: "gz", zstd: "zst" } as const satisfies Record<Compression, string>;

/** Compresses as a stream; a failure of the source destroys the result. */
export function compress(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return through(
    plain,
    createZstdCompress && COMPRESSION === "zstd" ? createZstdCompress() : zlib.createGzip({ level: 1 }),
  );
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
