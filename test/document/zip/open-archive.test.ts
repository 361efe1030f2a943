import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { openArchive } from "../../../src/document/zip/open-archive.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { fields, type MadeArchive, type MadeEntry, makeZip } from "../../support/zip-maker.ts";

const PART = { name: "word/document.xml", content: "<w:document/>" };
const UNSAFE = "STOP_ARCHIVE_UNSAFE";
const DAMAGED = "STOP_ARCHIVE_DAMAGED";
const ENCRYPTED = "STOP_ARCHIVE_ENCRYPTED";

/** What is told of an archive when it is opened and every entry of it is read; empty where it is read. */
function toldOf(bytes: Buffer): readonly [reason: string, field: string, actual: string] | [] {
  try {
    const archive = openArchive(bytes);
    for (const name of archive.names) assert.notEqual(archive.read(name), null);
    return [];
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    const { reason, field, expected, actual } = fault.refusal;
    assert.ok(field && expected && actual);
    return [reason, field, actual];
  }
}

test("entries are read by their names, stored and deflated, in the order of the directory", () => {
  const archive = openArchive(
    makeZip([
      { name: "mimetype", content: "application/x", method: 0 },
      { name: "word/", method: 0 },
      PART,
      { name: "Pictures/ä.xml", content: "" },
    ]),
  );
  assert.deepEqual(archive.names, ["mimetype", "word/document.xml", "Pictures/ä.xml"]);
  assert.equal(archive.read("mimetype")?.toString(), "application/x");
  assert.equal(archive.read("word/document.xml")?.toString(), PART.content);
  assert.equal(archive.read("Pictures/ä.xml")?.length, 0);
  assert.equal(archive.read("word/Document.xml"), null);
  assert.equal(archive.read("constructor"), null);
});

test("a comment, and the records behind the data that Word and LibreOffice write, harm nothing", () => {
  for (const descriptor of ["marked", "bare", "wide"] as const)
    for (const method of [0, 8])
      assert.deepEqual(
        toldOf(
          makeZip([
            { ...PART, descriptor, method },
            { name: "b", content: "b" },
          ]),
        ),
        [],
      );
  assert.deepEqual(toldOf(makeZip([PART], { comment: Buffer.from("made by hand") })), []);
  assert.deepEqual(toldOf(makeZip([{ ...PART, flags: 6, local: { flags: 0 } }])), []);
  assert.deepEqual(toldOf(makeZip([{ ...PART, host: 3, mode: 0o100644 }])), []);
});

test("an archive in an entry, as the table of a chart is, is read as any other content", () => {
  const inner = makeZip([{ name: "xl/workbook.xml", content: "<workbook/>" }]);
  const outer = makeZip([PART, { name: "word/embeddings/table.xlsx", content: inner, method: 0 }]);
  assert.deepEqual(toldOf(outer), []);
  assert.deepEqual(openArchive(outer).read("word/embeddings/table.xlsx"), inner);
});

test("names that lead out of a folder, or are read in two ways, are refused (E-10)", () => {
  const names: readonly (readonly [name: string, actual: string])[] = [
    ["", "no name"],
    ["/etc/passwd", "an absolute name"],
    ["C:evil", "a drive letter"],
    ["../outside", "`..`"],
    ["word/../../outside", "`..`"],
    ["word\\document.xml", "a backslash"],
    ["word/document.xml\0.png", "a NUL or another control character"],
    ["word//document.xml", "an empty step or `.`"],
    ["./word", "an empty step or `.`"],
    ["a".repeat(1025), "an overlong name"],
  ];
  for (const [name, actual] of names) {
    const [reason, field, told] = toldOf(makeZip([PART, { name }]));
    assert.deepEqual([reason, told], [UNSAFE, actual], name);
    assert.ok(field?.startsWith("entry "));
  }
  for (const name of ["word/document.xml", "WORD/Document.XML"])
    assert.deepEqual(toldOf(makeZip([PART, { name }])), [UNSAFE, `entry "${name}"`, "the name twice"]);
});

test("entries that no document has are refused by what they are (E-10)", () => {
  const extra = (id: number, bytes: Buffer) => Buffer.concat([fields([2, id], [2, bytes.length]), bytes]);
  const secondName = Buffer.concat([Buffer.alloc(5), Buffer.from("word/other.xml")]);
  const cases: readonly (readonly [Partial<MadeEntry>, string, string])[] = [
    [{ flags: 1 }, ENCRYPTED, "an encrypted entry"],
    [{ flags: 1 << 6 }, ENCRYPTED, "an encrypted entry"],
    [{ flags: 1 << 13 }, ENCRYPTED, "an encrypted entry"],
    [{ extra: extra(0x0017, Buffer.alloc(2)) }, ENCRYPTED, "an encrypted entry"],
    [{ extra: extra(0x9901, Buffer.alloc(7)), method: 99 }, ENCRYPTED, "an encrypted entry"],
    [{ host: 3, mode: 0o120777 }, UNSAFE, "a symbolic link or a device"],
    [{ host: 3, mode: 0o020666 }, UNSAFE, "a symbolic link or a device"],
    [{ method: 12 }, UNSAFE, "compression method 12"],
    [{ flags: 1 << 5 }, UNSAFE, "a patch of another file"],
    [{ says: { size: 0xffffffff } }, UNSAFE, "ZIP64"],
    [{ extra: extra(0x0001, Buffer.alloc(8)) }, UNSAFE, "ZIP64"],
    [{ extra: extra(0x7075, secondName) }, UNSAFE, "a second name in Unicode"],
    [{ name: "word/", content: "text" }, UNSAFE, "a folder with content"],
  ];
  for (const [entry, reason, actual] of cases) {
    const made = { ...PART, ...entry };
    const field = `entry ${JSON.stringify(made.name)}`;
    assert.deepEqual(toldOf(makeZip([made])), [reason, field, actual], actual);
  }
});

test("a local header that says another thing than the directory is refused (E-11)", () => {
  const cases: readonly (readonly [MadeEntry["local"] & {}, string])[] = [
    [{ name: "word/another1.xml" }, "another name"],
    [{ flags: 1 << 11 }, "another flags"],
    [{ method: 0 }, "another compression method"],
    [{ crc: 1 }, "another checksum"],
    [{ size: 1 }, "another size"],
  ];
  for (const [local, actual] of cases)
    assert.deepEqual(toldOf(makeZip([{ ...PART, local }])), [UNSAFE, `entry "${PART.name}"`, actual]);
});

test("what is unpacked is held against checksum and sizes, which are never trusted (E-12)", () => {
  const field = `entry "${PART.name}"`;
  const cases: readonly (readonly [Partial<MadeEntry>, string, string])[] = [
    [{ says: { crc: 7 } }, DAMAGED, "0d865add"],
    [{ says: { size: 3 } }, UNSAFE, "13 bytes"],
    [{ says: { size: 300 } }, UNSAFE, "13 bytes"],
    [{ method: 0, says: { size: 12 } }, UNSAFE, "another size"],
    [{ packed: Buffer.from("not deflated") }, DAMAGED, "other bytes in it or behind it"],
    [
      { packed: Buffer.concat([deflateRawSync(PART.content), Buffer.from("more")]) },
      DAMAGED,
      "other bytes in it or behind it",
    ],
    [{ packed: deflateRawSync(PART.content).subarray(0, -2) }, DAMAGED, "other bytes in it or behind it"],
    [{ descriptor: "wrong" }, DAMAGED, "others"],
  ];
  for (const [entry, reason, actual] of cases)
    assert.deepEqual(toldOf(makeZip([{ ...PART, ...entry }])), [reason, field, actual], actual);
});

test("an archive that two programs would read in two ways is refused (E-11)", () => {
  const bytes = Buffer.from("bytes");
  const inner = makeZip([PART]);
  const cases: readonly (readonly [MadeArchive, string, string, string])[] = [
    [{ before: bytes }, UNSAFE, `entry "${PART.name}"`, "bytes before the first entry"],
    [{ between: bytes }, UNSAFE, "archive", "bytes from 62 to 67 in no entry"],
    [{ behindDirectory: bytes }, DAMAGED, "archive", "5 bytes behind them"],
    [{ after: bytes }, DAMAGED, "archive", "other bytes behind the end, or a part of its comment"],
    [{ comment: inner }, UNSAFE, "archive", "a second one in the comment"],
    [{ comment: Buffer.concat([inner, bytes]) }, UNSAFE, "archive", "a second one in the comment"],
    [{ disk: 1 }, UNSAFE, "archive", "a part of several"],
    [{ count: () => 2 }, DAMAGED, "archive", "other bytes"],
    [{ count: () => 10_001 }, UNSAFE, "archive", "10001"],
    [
      { behindDirectory: fields([4, 0x07064b50], [4, 0], [4, 0], [4, 0], [4, 1]) },
      UNSAFE,
      "archive",
      "ZIP64",
    ],
  ];
  for (const [archive, reason, field, actual] of cases)
    assert.deepEqual(toldOf(makeZip([PART], archive)), [reason, field, actual], actual);
});

test("entries that overlap, or leave bytes between them, are refused (E-11)", () => {
  const second = { name: "word/second.xml", content: "<a/>" };
  const told = (offset: (offset: number) => number) => toldOf(makeZip([PART, { ...second, offset }]));
  assert.deepEqual(
    told(() => 0),
    [UNSAFE, `entry "${second.name}"`, "an entry that overlaps the one before"],
  );
  assert.deepEqual(
    told((at) => at + 3),
    [UNSAFE, `entry "${second.name}"`, "bytes from 62 to 65 in no entry"],
  );
  const isLast = { ...PART, says: { packedSize: 5000 } };
  assert.deepEqual(toldOf(makeZip([isLast])), [DAMAGED, `entry "${PART.name}"`, "an entry that is cut off"]);
});

test("a file that is cut off at any byte is refused", () => {
  const whole = makeZip([PART, { name: "b", content: "b", descriptor: "marked" }], {
    comment: Buffer.from("c"),
  });
  assert.deepEqual(toldOf(whole), []);
  for (let size = 0; size < whole.length; size++) {
    const [reason] = toldOf(whole.subarray(0, size));
    assert.ok(reason === DAMAGED || reason === UNSAFE, String(size));
  }
});

test("a changed byte anywhere is refused or changes no content", () => {
  const whole = makeZip([PART, { name: "b", content: "b".repeat(50), descriptor: "bare" }]);
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    const [reason] = toldOf(changed);
    if (reason !== undefined) continue;
    assert.equal(openArchive(changed).read("b")?.toString() ?? "b".repeat(50), "b".repeat(50));
  }
});

test("a bomb is stopped while it is unpacked, whatever its headers say (E-12)", () => {
  const packed = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
  for (const size of [10, 64 * 1024 * 1024]) {
    const before = process.memoryUsage().arrayBuffers;
    const bomb = makeZip([{ name: "word/document.xml", packed, says: { size } }]);
    const [reason, , actual] = toldOf(bomb);
    assert.deepEqual([reason, actual], [UNSAFE, size === 10 ? "more" : `${size} bytes of ${packed.length}`]);
    assert.ok(process.memoryUsage().arrayBuffers - before < 48 * 1024 * 1024);
  }
});

test("all parts that are read are counted together", () => {
  const content = Buffer.alloc(1024 * 1024);
  const bytes = makeZip(Array.from({ length: 257 }, (_, index) => ({ name: `part${index}`, content })));
  assert.deepEqual(toldOf(bytes), [UNSAFE, 'entry "part256"', "more"]);
});

test("a document with a password is told from a damaged one (E-13)", () => {
  const ole = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(1000)]);
  const name = Buffer.from("EncryptedPackage", "utf16le");
  const locked = Buffer.concat([ole, name, ole]);
  assert.deepEqual(toldOf(locked), [ENCRYPTED, "archive", "an OLE container with an encrypted document"]);
  assert.deepEqual(toldOf(ole), [DAMAGED, "archive", "an OLE container"]);
  assert.deepEqual(toldOf(Buffer.from("plain text")), [DAMAGED, "archive", "no end"]);
  assert.deepEqual(toldOf(Buffer.alloc(0)), [DAMAGED, "archive", "no end"]);
});
