import { FLAG, IN_ZIP64, METHOD, type ZipEntry } from "./entry.ts";
import { archiveFault } from "./refuse-archive.ts";

const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
const DESCRIPTOR = 0x08074b50;
const DESCRIPTOR_SIZE = 12;

/** The packed bytes of each entry by its name: local headers say what the directory says, and entries tile the archive up to it. */
export function locateEntries(
  bytes: Buffer,
  entries: readonly ZipEntry[],
  directory: number,
): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  let end = 0;
  for (const entry of entries.toSorted((one, other) => one.offset - other.offset)) {
    refuseGap(entry, end);
    const start = startOfData(bytes, entry, directory);
    const dataEnd = start + entry.packedSize;
    if (dataEnd > directory) throw cutOff(entry);
    found.set(entry.name, bytes.subarray(start, dataEnd));
    end = dataEnd + sizeOfDescriptor(bytes, entry, { at: dataEnd, directory });
  }
  if (end !== directory)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", {
      expected: "entries up to the directory",
      actual: `bytes from ${end} to ${directory} in no entry`,
    });
  return found;
}

function refuseGap({ name, offset }: ZipEntry, end: number): void {
  if (offset === end) return;
  const before = end === 0 ? "bytes before the first entry" : `bytes from ${end} to ${offset} in no entry`;
  throw archiveFault("STOP_ARCHIVE_UNSAFE", {
    entry: name,
    expected: "entries one behind the other",
    actual: offset < end ? "an entry that overlaps the one before" : before,
  });
}

function cutOff({ name }: ZipEntry) {
  return archiveFault("STOP_ARCHIVE_DAMAGED", {
    entry: name,
    expected: "a whole entry before the directory",
    actual: "an entry that is cut off",
  });
}

/** Where the data begins behind the local header. */
function startOfData(bytes: Buffer, entry: ZipEntry, directory: number): number {
  const at = entry.offset;
  if (at + LOCAL_SIZE > directory || bytes.readUInt32LE(at) !== LOCAL) throw cutOff(entry);
  const nameEnd = at + LOCAL_SIZE + bytes.readUInt16LE(at + 26);
  const start = nameEnd + bytes.readUInt16LE(at + 28);
  if (start > directory) throw cutOff(entry);
  const isLate = (entry.flags & FLAG.descriptor) !== 0;
  const agrees = (field: number, value: number) => {
    const told = bytes.readUInt32LE(field);
    return told === value || (isLate && (told === 0 || told === IN_ZIP64));
  };
  const differing = [
    { what: "name", agrees: bytes.subarray(at + LOCAL_SIZE, nameEnd).equals(entry.rawName) },
    { what: "flags", agrees: ((bytes.readUInt16LE(at + 6) ^ entry.flags) & ~FLAG.level) === 0 },
    { what: "compression method", agrees: bytes.readUInt16LE(at + 8) === entry.method },
    { what: "checksum", agrees: agrees(at + 14, entry.crc) },
    { what: "packed size", agrees: agrees(at + 18, entry.packedSize) },
    { what: "size", agrees: agrees(at + 22, entry.size) },
    { what: "size", agrees: entry.method !== METHOD.stored || entry.size === entry.packedSize },
  ].find((row) => !row.agrees);
  if (differing)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", {
      entry: entry.name,
      expected: "the same in the local header and in the directory",
      actual: `another ${differing.what}`,
    });
  return start;
}

/** The size of the record behind the data, which may begin with its mark, and has sizes of four bytes or, from programs that write a stream, of eight. */
function sizeOfDescriptor(
  bytes: Buffer,
  entry: ZipEntry,
  { at, directory }: { readonly at: number; readonly directory: number },
): number {
  if ((entry.flags & FLAG.descriptor) === 0) return 0;
  for (const mark of [4, 0])
    for (const wide of [0, 4]) {
      const size = mark + DESCRIPTOR_SIZE + 2 * wide;
      if (at + size > directory) continue;
      if (mark > 0 && bytes.readUInt32LE(at) !== DESCRIPTOR) continue;
      const [packedAt, sizeAt] = [at + mark + 4, at + mark + 8 + wide];
      const isSame =
        bytes.readUInt32LE(at + mark) === entry.crc &&
        bytes.readUInt32LE(packedAt) === entry.packedSize &&
        bytes.readUInt32LE(sizeAt) === entry.size &&
        (wide === 0 || (bytes.readUInt32LE(packedAt + 4) === 0 && bytes.readUInt32LE(sizeAt + 4) === 0));
      if (isSame) return size;
    }
  throw archiveFault("STOP_ARCHIVE_DAMAGED", {
    entry: entry.name,
    expected: "checksum and sizes of the directory behind the data",
    actual: "others",
  });
}
