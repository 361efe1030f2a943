import type { Projection, ReaderId } from "../../projection/projection.ts";
import { ProjectionWriter } from "../../projection/projection-writer.ts";
import { readXml } from "../../xml/read-xml.ts";
import { openArchive } from "../../zip/open-archive.ts";
import type { Reader } from "../reader.ts";
import { DocumentText } from "./document-text.ts";
import { ListCounter } from "./list-counter.ts";
import { readNumbering } from "./numbering.ts";
import { Paragraphs } from "./paragraphs.ts";
import { findMainPart, readRelated } from "./relationships.ts";
import { dropSideParts } from "./side-parts.ts";
import { readStyles } from "./styles.ts";

const ID: ReaderId = { name: "docx", version: 1 };

/** Reads Word documents: their paragraphs, with the numbers that Word counts. */
export const docxReader: Reader = { ...ID, format: "a Word document (DOCX)", read };

function read(bytes: Buffer): Projection {
  const archive = openArchive(bytes);
  const main = findMainPart(archive);
  const styles = readStyles(readRelated(archive, main, "styles")?.bytes ?? null);
  const numbering = readNumbering(readRelated(archive, main, "numbering")?.bytes ?? null);
  const writer = new ProjectionWriter(ID);
  const counter = new ListCounter(numbering, styles);
  const document = new DocumentText(
    main.name,
    writer,
    new Paragraphs(main.name, writer, { styles, counter }),
  );
  readXml(main.bytes, document);
  const letters = document.finish();
  return writer.finish(letters + dropSideParts(archive, main, writer));
}
