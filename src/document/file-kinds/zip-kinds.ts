import { convertBy, type FileKind, pandoc, type ReadKind } from "./file-kind.ts";

type ZipKind = (FileKind | ReadKind) & {
  /** A name of an entry, or the media type in the entry `mimetype`, that only this kind has. */
  readonly mark: string;
};

const SHEET: string = convertBy("libreoffice --headless --convert-to csv FILE");
const SLIDES: string = convertBy("libreoffice --headless --convert-to pdf FILE", "Then `pdftotext -layout`.");

/** Kinds that are ZIP archives, in the order in which they are tried: a text in an archive comes before the archive. */
const ZIP_KINDS: readonly ZipKind[] = [
  { reader: "docx", mark: "word/document" },
  { name: "an Excel workbook (XLSX)", mark: "xl/workbook", wayOut: SHEET },
  { name: "a PowerPoint presentation (PPTX)", mark: "ppt/presentation", wayOut: SLIDES },
  { name: "an EPUB book", mark: "application/epub+zip", wayOut: convertBy(pandoc("epub")) },
  { reader: "odt", mark: "application/vnd.oasis.opendocument.text" },
  {
    name: "an OpenDocument spreadsheet (ODS)",
    mark: "application/vnd.oasis.opendocument.spreadsheet",
    wayOut: SHEET,
  },
  {
    name: "an OpenDocument presentation (ODP)",
    mark: "application/vnd.oasis.opendocument.presentation",
    wayOut: SLIDES,
  },
  {
    name: "a Hangul document (HWPX)",
    mark: "application/hwp+zip",
    wayOut:
      "Export it from Hangul as plain text in UTF-8, or as PDF for `pdftotext -layout`, and inspect that.",
  },
  {
    name: "a Pages document",
    mark: "Index/Document.iwa",
    wayOut: "Export it from Pages as Word or as plain text in UTF-8, and inspect that.",
  },
];

const ZIP: FileKind = {
  name: "a ZIP archive",
  wayOut: "Unpack it: `unzip FILE`. Inspect the document that is in it, not the file around it.",
};
const HEADERS = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08PK\x03\x04"];

/** An OLE file, in which Office programs put a document with a password. */
const OLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/** Whether a file is a package of parts, of which no encoding can be named. */
export function isPackage(bytes: Buffer): boolean {
  const head = bytes.toString("latin1", 0, OLE.length);
  return [...HEADERS, OLE].some((header) => head.startsWith(header.slice(0, OLE.length)));
}

/** The kind of a ZIP archive, by the names of its entries at its beginning and in the directory at its end (as Latin-1); null for another file. */
export function findZipKind(head: string, tail: string): FileKind | ReadKind | null {
  if (!HEADERS.some((header) => head.startsWith(header))) return null;
  return ZIP_KINDS.find(({ mark }) => head.includes(mark) || tail.includes(mark)) ?? ZIP;
}
