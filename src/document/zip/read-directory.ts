import { FLAG, IN_ZIP64, METHOD, type ZipEntry } from "./entry.ts";
import { decodeName, refuseName } from "./entry-name.ts";
import type { DirectoryPlace } from "./find-end.ts";
import { archiveFault } from "./refuse-archive.ts";

/** More than any document; one with thousands of pictures stays below. */
const MOST_ENTRIES = 10_000;
const HEADER = 0x02014b50;
const HEADER_SIZE = 46;
const UNIX_HOSTS = [3, 19];
const FILE_TYPE = 0o170000;
const PLAIN_TYPES = [0, 0o100000, 0o040000];
const EXTRA = { zip64: 0x0001, strongEncryption: 0x0017, unicodeName: 0x7075, aes: 0x9901 } as const;
/** Version and checksum before the name in the extra field of a name in Unicode. */
const UNICODE_NAME_HEAD = 5;

/** Reads what the central directory says of each entry, and refuses what no document needs. */
export function readDirectory(bytes: Buffer, place: DirectoryPlace): readonly ZipEntry[] {
  if (place.entries > MOST_ENTRIES)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", {
      expected: `at most ${MOST_ENTRIES} entries`,
      actual: String(place.entries),
    });
  const entries: ZipEntry[] = [];
  const known = new Set<string>();
  let at = place.startByte;
  for (let index = 0; index < place.entries; index++) {
    const { entry, next } = readEntry(bytes, at, place.endByte);
    // The names of parts of a package are told apart without regard to case.
    const key = entry.name.toLowerCase();
    if (known.has(key))
      throw archiveFault("STOP_ARCHIVE_UNSAFE", {
        entry: entry.name,
        expected: "each name once",
        actual: "the name twice",
      });
    known.add(key);
    entries.push(entry);
    at = next;
  }
  if (at !== place.endByte)
    throw archiveFault("STOP_ARCHIVE_DAMAGED", {
      expected: `${place.entries} entries in the directory`,
      actual: `${place.endByte - at} bytes behind them`,
    });
  return entries;
}

function readEntry(
  bytes: Buffer,
  at: number,
  end: number,
): { readonly entry: ZipEntry; readonly next: number } {
  const cutOff = archiveFault("STOP_ARCHIVE_DAMAGED", {
    expected: `a header of an entry at byte ${at}`,
    actual: "other bytes",
  });
  if (at + HEADER_SIZE > end || bytes.readUInt32LE(at) !== HEADER) throw cutOff;
  const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
    number,
    number,
    number,
  ];
  const nameEnd = at + HEADER_SIZE + nameSize;
  const next = nameEnd + extraSize + commentSize;
  if (next > end) throw cutOff;
  const rawName = bytes.subarray(at + HEADER_SIZE, nameEnd);
  const entry: ZipEntry = {
    name: decodeName(rawName),
    rawName,
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  refuseName(entry.name);
  const extra = readExtra(bytes.subarray(nameEnd, nameEnd + extraSize));
  refuseEncryption(entry, extra);
  refuseOddity(entry, extra, { host: bytes[at + 5] ?? 0, mode: bytes.readUInt16LE(at + 40) });
  return { entry, next };
}

/** Extra fields by their id. What is cut off is left: nothing is read from it. */
function readExtra(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  while (at + 4 <= bytes.length) {
    const size = bytes.readUInt16LE(at + 2);
    fields.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return fields;
}

function refuseEncryption({ name, flags }: ZipEntry, extra: ReadonlyMap<number, Buffer>): void {
  const isEncrypted = (flags & (FLAG.encrypted | FLAG.strongEncryption | FLAG.maskedHeaders)) !== 0;
  if (isEncrypted || extra.has(EXTRA.strongEncryption) || extra.has(EXTRA.aes))
    throw archiveFault("STOP_ARCHIVE_ENCRYPTED", {
      entry: name,
      expected: "a document without a password",
      actual: "an encrypted entry",
    });
}

function refuseOddity(
  entry: ZipEntry,
  extra: ReadonlyMap<number, Buffer>,
  made: { readonly host: number; readonly mode: number },
): void {
  const refuse = (expected: string, actual: string) =>
    archiveFault("STOP_ARCHIVE_UNSAFE", { entry: entry.name, expected, actual });
  const isSpecial = UNIX_HOSTS.includes(made.host) && !PLAIN_TYPES.includes(made.mode & FILE_TYPE);
  if (isSpecial) throw refuse("a file or a folder", "a symbolic link or a device");
  if (entry.method !== METHOD.stored && entry.method !== METHOD.deflated)
    throw refuse("an entry that is stored or deflated", `compression method ${entry.method}`);
  if ((entry.flags & FLAG.patched) !== 0) throw refuse("a whole entry", "a patch of another file");
  const isZip64 = [entry.packedSize, entry.size, entry.offset].includes(IN_ZIP64);
  if (isZip64 || extra.has(EXTRA.zip64)) throw refuse("an entry of less than 4 GiB", "ZIP64");
  const second = extra.get(EXTRA.unicodeName)?.subarray(UNICODE_NAME_HEAD);
  if (second !== undefined && decodeName(second) !== entry.name)
    throw refuse("one name", "a second name in Unicode");
  if (entry.name.endsWith("/") && entry.size > 0) throw refuse("a folder", "a folder with content");
}
