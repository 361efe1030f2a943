import { archiveFault } from "./refuse-archive.ts";

const END = 0x06054b50;
const END_SIZE = 22;
const MOST_COMMENT = 0xffff;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_SIZE = 20;
const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
/** The stream of an OLE container in which Word keeps a document with a password. */
const ENCRYPTED_PACKAGE = Buffer.from("EncryptedPackage", "utf16le");

/** Where the central directory stands, and how many entries it has. */
export interface DirectoryPlace {
  readonly startByte: number;
  readonly endByte: number;
  readonly entries: number;
}

/** Finds the central directory: the archive begins with its first byte, ends with its last, and has one end only. */
export function findDirectory(bytes: Buffer): DirectoryPlace {
  refuseOle(bytes);
  const end = findEnd(bytes);
  if (end >= ZIP64_LOCATOR_SIZE && bytes.readUInt32LE(end - ZIP64_LOCATOR_SIZE) === ZIP64_LOCATOR)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", {
      expected: "a ZIP archive of less than 4 GiB",
      actual: "ZIP64",
    });
  const disks = [bytes.readUInt16LE(end + 4), bytes.readUInt16LE(end + 6)];
  const [here, entries] = [bytes.readUInt16LE(end + 8), bytes.readUInt16LE(end + 10)];
  if (disks.some((disk) => disk !== 0) || here !== entries)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", { expected: "a whole archive", actual: "a part of several" });
  const size = bytes.readUInt32LE(end + 12);
  const startByte = bytes.readUInt32LE(end + 16);
  if (startByte + size !== end)
    throw archiveFault("STOP_ARCHIVE_DAMAGED", {
      expected: `a directory that ends at byte ${end}`,
      actual: `one from byte ${startByte} to ${startByte + size}`,
    });
  return { startByte, endByte: end, entries };
}

function refuseOle(bytes: Buffer): void {
  if (!bytes.subarray(0, OLE.length).equals(OLE)) return;
  if (bytes.includes(ENCRYPTED_PACKAGE))
    throw archiveFault("STOP_ARCHIVE_ENCRYPTED", {
      expected: "a document without a password",
      actual: "an OLE container with an encrypted document",
    });
  throw archiveFault("STOP_ARCHIVE_DAMAGED", { expected: "a ZIP archive", actual: "an OLE container" });
}

/**
 * The record that ends the archive. A second one behind it, in its comment, would be the end of another archive to another program; what an
 * entry holds before it may be an archive, as the table of a chart is.
 */
function findEnd(bytes: Buffer): number {
  const ends: number[] = [];
  let last = -1;
  const from = Math.max(0, bytes.length - END_SIZE - MOST_COMMENT);
  for (let at = bytes.length - END_SIZE; at >= from; at--) {
    if (bytes.readUInt32LE(at) !== END) continue;
    last = Math.max(last, at);
    if (at + END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length) ends.push(at);
  }
  const [end] = ends;
  if (end === undefined)
    throw archiveFault("STOP_ARCHIVE_DAMAGED", {
      expected: "the end of a ZIP archive at the end of the file",
      actual: last < 0 ? "no end" : "other bytes behind the end, or a part of its comment",
    });
  if (ends.length > 1 || end !== last)
    throw archiveFault("STOP_ARCHIVE_UNSAFE", {
      expected: "one end of the archive",
      actual: "a second one in the comment",
    });
  return end;
}
