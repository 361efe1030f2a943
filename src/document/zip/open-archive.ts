import { crc32, inflateRawSync } from "node:zlib";
import { METHOD, type ZipEntry } from "./entry.ts";
import { findDirectory } from "./find-end.ts";
import { locateEntries } from "./locate-entries.ts";
import { readDirectory } from "./read-directory.ts";
import { archiveFault } from "./refuse-archive.ts";

/** What all parts that are read may hold together. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Markup of a document is packed to a twentieth, that of empty tables to a hundredth; a bomb to a thousandth. */
const MOST_RATIO = 250;
const MARKUP = /\.(?:xml|rels)$/i;
/** A small part may be packed to any size: no harm comes of it. */
const ANY_RATIO_BYTES = 1024 * 1024;

/** The entries of an archive, none of which is written to a disk. */
export interface Archive {
  /** In the order of the directory, without folders. */
  readonly names: readonly string[];
  /** The content of an entry, unpacked and checked; null where there is none of that name. */
  read(name: string): Buffer | null;
}

/**
 * Opens a ZIP archive. Throws a `RefusalError` for anything that two programs could read in two ways, or that no document needs; sizes in
 * headers are held against what is unpacked and never trusted. An entry that is not read is not unpacked.
 */
export function openArchive(bytes: Buffer): Archive {
  const place = findDirectory(bytes);
  const entries = readDirectory(bytes, place);
  const packed = locateEntries(bytes, entries, place.startByte);
  refuseBombs(entries);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const budget = { left: MOST_BYTES };
  return {
    names: entries.map(({ name }) => name).filter((name) => !name.endsWith("/")),
    read: (name) => {
      const entry = byName.get(name);
      const data = packed.get(name);
      if (entry === undefined || data === undefined) return null;
      const content = unpack(entry, data, budget.left);
      budget.left -= content.length;
      return content;
    },
  };
}

/** A bomb that tells its size is refused before anything is unpacked. Pictures may be of one colour. */
function refuseBombs(entries: readonly ZipEntry[]): void {
  const bomb = entries.find(({ name, size, packedSize }) => MARKUP.test(name) && size > mostOf(packedSize));
  if (bomb === undefined) return;
  throw archiveFault("STOP_ARCHIVE_UNSAFE", {
    entry: bomb.name,
    expected: `at most ${MOST_RATIO} times the packed size`,
    actual: `${bomb.size} bytes of ${bomb.packedSize}`,
  });
}

function mostOf(packedSize: number): number {
  return Math.max(ANY_RATIO_BYTES, packedSize * MOST_RATIO);
}

function unpack(entry: ZipEntry, data: Buffer, left: number): Buffer {
  const byRatio = mostOf(data.length);
  const [most, expected] =
    byRatio <= left
      ? [byRatio, `at most ${MOST_RATIO} times the packed size`]
      : [left, `parts of at most ${MOST_BYTES} bytes together`];
  const content = entry.method === METHOD.stored ? data : inflate(entry, data, { most, expected });
  if (content.length > most)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", { entry: entry.name, expected, actual: "more" });
  if (content.length !== entry.size)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", {
      entry: entry.name,
      expected: `${entry.size} bytes, as the directory says`,
      actual: `${content.length} bytes`,
    });
  const crc = crc32(content);
  if (crc !== entry.crc)
    throw archiveFault("STOP_ARCHIVE_DAMAGED", {
      entry: entry.name,
      expected: `checksum ${hex(entry.crc)}`,
      actual: hex(crc),
    });
  return content;
}

function inflate(
  { name }: ZipEntry,
  data: Buffer,
  { most, expected }: { readonly most: number; readonly expected: string },
): Buffer {
  try {
    // The types know nothing of `info`, which tells how many packed bytes were read.
    const { buffer, engine } = inflateRawSync(data, {
      maxOutputLength: Math.max(1, most),
      info: true,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    if (engine.bytesWritten === data.length) return buffer;
  } catch (fault) {
    if (!(fault instanceof Error) || !("code" in fault)) throw fault;
    if (fault.code === "ERR_BUFFER_TOO_LARGE")
      throw archiveFault("STOP_ARCHIVE_UNSAFE", { entry: name, expected, actual: "more" });
  }
  throw archiveFault("STOP_ARCHIVE_DAMAGED", {
    entry: name,
    expected: "deflated data",
    actual: "other bytes in it or behind it",
  });
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
