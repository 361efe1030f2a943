import type { Projection, ReaderId } from "../../projection/projection.ts";
import { ProjectionWriter } from "../../projection/projection-writer.ts";
import { readXml } from "../../xml/read-xml.ts";
import type { Reader } from "../reader.ts";
import { DocumentText } from "./document-text.ts";
import { dropOtherParts, openPackage, PARTS } from "./package.ts";

const PACKAGE: ReaderId = { name: "odt", version: 1 };
const FLAT: ReaderId = { name: "fodt", version: 1 };
/** The program that wrote the file, as it says. */
const GENERATOR = /<meta:generator>([^<]{1,200})/;
/** Where it stands in one file of XML. */
const PROBE_BYTES = 1 << 16;
/** Word, and OpenOffice.org 1.9 to 2.4. */
const COUNTS_BY_STYLE = /^MicrosoftOffice\/|\b680m\d+\$Build/;

/** Reads OpenDocument texts: their paragraphs, with the numbers that the word processor counts. */
export const odtReader: Reader = {
  ...PACKAGE,
  format: "an OpenDocument text (ODT)",
  read: readPackage,
};

/** Reads OpenDocument texts that are one file of XML. */
export const flatOdtReader: Reader = {
  ...FLAT,
  format: "a flat OpenDocument text (XML)",
  read: readFlat,
};

function readPackage(bytes: Buffer): Projection {
  const archive = openPackage(bytes);
  const writer = new ProjectionWriter(PACKAGE);
  const document = new DocumentText(writer, countsByStyle(archive.read("meta.xml")));
  for (const part of PARTS) {
    const content = archive.read(part);
    if (content === null) continue;
    document.beginPart(part);
    readXml(content, document);
  }
  const letters = document.finish();
  return writer.finish(letters + dropOtherParts(archive, writer));
}

function readFlat(bytes: Buffer): Projection {
  const writer = new ProjectionWriter(FLAT);
  const document = new DocumentText(writer, countsByStyle(bytes.subarray(0, PROBE_BYTES)));
  document.beginPart(null);
  readXml(bytes, document);
  return writer.finish(document.finish());
}

/** Whether lists go on with the last one of their style: how a file means it depends on who wrote it. */
function countsByStyle(meta: Buffer | null): boolean {
  const [, program = ""] = GENERATOR.exec(meta?.toString("latin1") ?? "") ?? [];
  return COUNTS_BY_STYLE.test(program);
}
