import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { countLetters } from "../../projection/letters.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import { readXml } from "../../xml/read-xml.ts";
import { type Archive, openArchive } from "../../zip/open-archive.ts";
import { archiveFault } from "../../zip/refuse-archive.ts";
import { tell } from "./names.ts";
import { reasonOfPart } from "./rules.ts";

const MIMETYPE = "mimetype";
const MANIFEST = "META-INF/manifest.xml";
const ENCRYPTION = "encryption-data";
const SIGNATURES = /^META-INF\/.*signatures/;
/** A text, a template of texts, and a document that holds others; each is a text. */
const TYPES = /^application\/vnd\.oasis\.opendocument\.text(?:-template|-master|-master-template|-web)?$/;
/** An embedded document or formula, whose letters are counted. */
const EMBEDDED = /^[^/]+\/content\.xml$/;

/** Parts that hold the document, in the order in which they are read: styles come first. */
export const PARTS = ["styles.xml", "content.xml"] as const;

/** Opens a package as ODF 1.3 part 2 has it, and refuses what is no text, and what is encrypted. */
export function openPackage(bytes: Buffer): Archive {
  const archive = openArchive(bytes);
  const type = archive.read(MIMETYPE)?.toString("latin1").trim() ?? null;
  if (type === null || !TYPES.test(type))
    throw new RefusalError(
      refusal("STOP_STRUCTURE_UNCLEAR", {
        field: MIMETYPE,
        expected: "the media type of an OpenDocument text",
        actual: type === null ? "none" : tell(type),
      }),
    );
  refuseEncryption(archive);
  if (!archive.names.includes("content.xml"))
    throw archiveFault("STOP_ARCHIVE_DAMAGED", { expected: "a part content.xml", actual: "none" });
  return archive;
}

/** The manifest is looked through as bytes: packages of old programs have one that is no well-formed XML. */
function refuseEncryption(archive: Archive): void {
  if (archive.read(MANIFEST)?.includes(ENCRYPTION) !== true) return;
  throw archiveFault("STOP_ARCHIVE_ENCRYPTED", {
    entry: MANIFEST,
    expected: "a document without a password",
    actual: `an entry with ${ENCRYPTION}`,
  });
}

/** Names every part that is not read, with the letters of embedded documents; gives how many letters these are. */
export function dropOtherParts(archive: Archive, writer: ProjectionWriter): number {
  const read: ReadonlySet<string> = new Set([MIMETYPE, MANIFEST, ...PARTS]);
  let total = 0;
  for (const name of archive.names) {
    if (read.has(name)) continue;
    const bytes = EMBEDDED.test(name) ? archive.read(name) : null;
    const letters = bytes === null ? 0 : countText(bytes);
    const at = { part: name, startByte: 0, endByte: bytes?.length ?? 0 };
    writer.drop(name, SIGNATURES.test(name) ? "metadata" : reasonOfPart(name), { letters, at });
    total += letters;
  }
  return total;
}

function countText(bytes: Buffer): number {
  let letters = 0;
  readXml(bytes, {
    open: () => undefined,
    close: () => undefined,
    text: (characters) => {
      letters += countLetters(characters);
    },
  });
  return letters;
}
