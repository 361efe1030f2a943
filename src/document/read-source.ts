import { type Refusal, RefusalError, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { SourceReading } from "../domain/source-reading.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { decodeSource } from "./encodings/decode-source.ts";
import { isPackage } from "./file-kinds/zip-kinds.ts";
import { findReader } from "./formats/find-reader.ts";
import { readPlain } from "./formats/plain.ts";
import type { Reader } from "./formats/reader.ts";
import { placeIn } from "./projection/place-in.ts";
import type { Projection } from "./projection/projection.ts";
import { refuseLostLetters } from "./refuse-lost-letters.ts";
import { refuseBytes, refuseText } from "./source/refuse-bytes.ts";

/** How a file is read. */
export interface ReadOptions {
  /** The encoding where a person has named it; null or left out: UTF-8, or what the file marks. */
  readonly encoding?: string | null;
  /** Largest file that is read, in bytes; 256 MiB by default. */
  readonly maxBytes?: number;
}

/** A file and the text that is cut of it. */
export interface ReadSource {
  readonly source: Uint8Array;
  readonly text: Buffer;
  /** Null where the text is the file itself. */
  readonly projection: Projection | null;
}

/** Largest source that is read where nothing else is asked for. */
export const MAX_SOURCE_BYTES = 256 * 1024 * 1024;

/** Makes the text of a file: Markdown and plain text in UTF-8 are their own; of another format its reader makes one, of which no letter may be missing. */
export function readSource(
  source: Uint8Array,
  { maxBytes = MAX_SOURCE_BYTES, encoding = null }: ReadOptions,
): Result<ReadSource> {
  if (source.length > maxBytes) return refused(tooLarge(source.length, maxBytes));
  // A Buffer is cut without a copy and decoded natively.
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length);
  const packed = isPackage(bytes) ? findReader(bytes) : null;
  const projected = packed === null ? projectText(bytes, encoding) : projectPackage(packed, bytes, encoding);
  if (!projected.ok) return projected;
  const projection = projected.value;
  const text = projection?.text ?? bytes;
  const unusable = projection === null ? refuseBytes(text) : refuseText(text);
  return unusable === null ? accepted({ source, text, projection }) : refused(unusable);
}

function projectPackage(reader: Reader, bytes: Buffer, encoding: string | null): Result<Projection> {
  if (encoding === null) return project(reader, bytes);
  return refused(
    refusal("STOP_ENCODING_UNKNOWN", {
      field: "--encoding",
      expected: `none: ${reader.format} says itself how it is encoded`,
      actual: encoding,
      wayOut: "Leave `--encoding` out.",
    }),
  );
}

/** Null for a text in UTF-8, which is its own. */
function projectText(bytes: Buffer, encoding: string | null): Result<Projection | null> {
  const decoded = decodeSource(bytes, encoding);
  if (!decoded.ok) return decoded;
  const { text, originalByte } = decoded.value;
  const isAsItIs = text === bytes;
  const reader = findReader(text);
  if (reader !== null) {
    const projection = project(reader, text);
    return projection.ok && !isAsItIs ? accepted(placeIn(projection.value, originalByte)) : projection;
  }
  return accepted(isAsItIs ? null : placeIn(readPlain(text), originalByte));
}

/** By what a file was read, as a registration binds it; null where its text is the file itself. */
export function readingOf({ projection }: ReadSource, encoding: string | null): SourceReading | null {
  if (projection === null) return null;
  const { name, version } = projection.reader;
  return {
    reader: { name, version },
    ...(encoding === null ? {} : { encoding }),
    projectionSha256: sha256Hex(projection.text),
  };
}

function project(reader: Reader, bytes: Buffer): Result<Projection> {
  try {
    const projection = reader.read(bytes);
    const lost = refuseLostLetters(reader.name, projection.letters);
    return lost === null ? accepted(projection) : refused(lost);
  } catch (fault) {
    if (fault instanceof RefusalError) return refused(fault.refusal);
    throw fault;
  }
}

function tooLarge(bytes: number, maxBytes: number): Refusal {
  return refusal("STOP_SOURCE_TOO_LARGE", {
    expected: `at most ${maxBytes} bytes`,
    actual: `${bytes} bytes`,
  });
}
