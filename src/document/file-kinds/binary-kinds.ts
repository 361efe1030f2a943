import { convertBy, type FileKind, type ReadKind } from "./file-kind.ts";

const WORD = 'libreoffice --headless --convert-to "txt:Text (encoded):UTF8" FILE';
const IMAGE: string = convertBy(
  "tesseract FILE text",
  "That is recognised writing (OCR): compare it with the original word for word.",
);
const PACKED = "Inspect the document that is in it, not the file around it.";

type BinaryKind = (FileKind | ReadKind) & {
  /** Where the marks stand: bytes as Latin-1, all of which have to match. */
  readonly marks: readonly { readonly at: number; readonly text: string }[];
  /** What stands anywhere in the first bytes, where the marks are those of several kinds. */
  readonly holds?: string;
  /** The marks are plain letters: they count only in a file that is no clean text. */
  readonly plain?: true;
};

const OLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/** A name in the directory of an OLE file. */
const named = (name: string) => Buffer.from(name, "utf16le").toString("latin1");
const at = (offset: number, text: string) => ({ at: offset, text });

/** Kinds that their first bytes tell, in the order in which they are tried. */
const BINARY_KINDS: readonly BinaryKind[] = [
  {
    name: "a Hangul document (HWP)",
    marks: [at(0, OLE)],
    holds: named("HwpSummaryInformation"),
    wayOut: convertBy("hwp5txt FILE > text.txt", "The program belongs to the Python package pyhwp."),
  },
  {
    name: "an Outlook message (.msg)",
    marks: [at(0, OLE)],
    holds: named("__substg1.0_"),
    wayOut:
      "Open it in Outlook, and save the text alone: as plain text in UTF-8. What is attached is a document of its own.",
  },
  {
    // The reader says that it is encrypted.
    reader: "docx",
    marks: [at(0, OLE)],
    holds: named("EncryptedPackage"),
  },
  {
    name: "a document of the old Office format (.doc, .xls, .ppt)",
    marks: [at(0, OLE)],
    wayOut: convertBy(
      WORD,
      "It keeps numbers that Word has counted itself; pandoc does not read the format.",
    ),
  },
  { name: "a WordPerfect document", marks: [at(0, "\xffWPC")], wayOut: convertBy(WORD) },
  { name: "a PostScript file", marks: [at(0, "%!PS-")], wayOut: convertBy("ps2ascii FILE text.txt") },
  {
    name: "a gzip file",
    marks: [at(0, "\x1f\x8b\x08")],
    wayOut: `Unpack it: \`gzip -dc FILE > document\`. ${PACKED}`,
  },
  {
    name: "a bzip2 file",
    marks: [at(0, "BZh"), at(4, "1AY&SY")],
    wayOut: `Unpack it: \`bzip2 -dc FILE > document\`. ${PACKED}`,
  },
  {
    name: "an xz file",
    marks: [at(0, "\xfd7zXZ\0")],
    wayOut: `Unpack it: \`xz -dc FILE > document\`. ${PACKED}`,
  },
  {
    name: "a Zstandard file",
    marks: [at(0, "\x28\xb5\x2f\xfd")],
    wayOut: `Unpack it: \`zstd -dc FILE > document\`. ${PACKED}`,
  },
  {
    name: "a 7z archive",
    marks: [at(0, "7z\xbc\xaf\x27\x1c")],
    wayOut: `Unpack it: \`7z x FILE\`. ${PACKED}`,
  },
  {
    name: "a RAR archive",
    marks: [at(0, "Rar!\x1a\x07")],
    wayOut: `Unpack it: \`unar FILE\`. ${PACKED}`,
  },
  {
    name: "a tar archive",
    marks: [at(257, "ustar")],
    plain: true,
    wayOut: `Unpack it: \`tar -xf FILE\`. ${PACKED}`,
  },
  {
    name: "a Mobipocket book",
    marks: [at(60, "BOOKMOBI")],
    plain: true,
    wayOut: convertBy("ebook-convert FILE text.txt"),
  },
  {
    name: "a DjVu document",
    marks: [at(0, "AT&TFORM")],
    plain: true,
    wayOut: convertBy("djvutxt FILE text.txt"),
  },
  { name: "a PNG image", marks: [at(0, "\x89PNG\r\n\x1a\n")], wayOut: IMAGE },
  { name: "a JPEG image", marks: [at(0, "\xff\xd8\xff")], wayOut: IMAGE },
  { name: "a JPEG 2000 image", marks: [at(0, "\0\0\0\x0cjP  ")], wayOut: IMAGE },
  { name: "a GIF image", marks: [at(0, "GIF8")], plain: true, wayOut: IMAGE },
  { name: "a TIFF image", marks: [at(0, "II*\0")], wayOut: IMAGE },
  { name: "a TIFF image", marks: [at(0, "MM\0*")], wayOut: IMAGE },
  { name: "a WebP image", marks: [at(0, "RIFF"), at(8, "WEBP")], plain: true, wayOut: IMAGE },
  { name: "a HEIF image", marks: [at(4, "ftyphei")], plain: true, wayOut: IMAGE },
  { name: "an AVIF image", marks: [at(4, "ftypavif")], plain: true, wayOut: IMAGE },
  { name: "a BMP image", marks: [at(0, "BM"), at(6, "\0\0\0\0")], wayOut: IMAGE },
  {
    name: "an SQLite database",
    marks: [at(0, "SQLite format 3\0")],
    wayOut: "Write the text that it holds into a file of its own, as UTF-8, and inspect that.",
  },
];

const PDF_WAY: string = convertBy(
  "cutter source convert FILE",
  "It runs pdftotext. Where that gives no text, the pages are pictures: `ocrmypdf FILE read.pdf` first.",
);
/** A PDF may have other bytes before its header. */
const PDF_HEADER_WITHIN = 1024;

/** The kind that the first bytes (as Latin-1) tell, or null. `isText` says that they are UTF-8 without NUL. */
export function findBinaryKind(head: string, isText: boolean): FileKind | ReadKind | null {
  const header = head.slice(0, PDF_HEADER_WITHIN).search(/%PDF-\d\.\d/);
  if (header === 0 || (header > 0 && !isText)) return { name: "a PDF document", wayOut: PDF_WAY };
  const found = BINARY_KINDS.find(
    ({ marks, holds, plain }) =>
      !(plain && isText) &&
      marks.every((mark) => head.startsWith(mark.text, mark.at)) &&
      (holds === undefined || head.includes(holds)),
  );
  return found ?? null;
}
