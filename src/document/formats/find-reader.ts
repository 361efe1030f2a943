import { findFormat } from "../file-kinds/refuse-file-kind.ts";
import { docxReader } from "./docx/docx-reader.ts";
import { htmlReader } from "./html/html-reader.ts";
import { flatOdtReader, odtReader } from "./odt/odt-reader.ts";
import type { Reader } from "./reader.ts";
import { aknReader } from "./xml/akn.ts";
import { ecfrReader } from "./xml/ecfr.ts";
import { egovReader } from "./xml/egov.ts";
import { formexReader } from "./xml/formex.ts";
import { giiReader } from "./xml/gii.ts";
import { uslmReader } from "./xml/uslm.ts";

/** Every reader; a row of the kinds of files names the one that reads it. */
const READERS: readonly Reader[] = [
  aknReader,
  uslmReader,
  ecfrReader,
  giiReader,
  egovReader,
  formexReader,
  docxReader,
  odtReader,
  flatOdtReader,
  htmlReader,
];

/** The reader of a file by its bytes; null where it is a text, or a file that nothing reads. */
export function findReader(bytes: Uint8Array): Reader | null {
  const format = findFormat(bytes);
  return READERS.find(({ name }) => name === format) ?? null;
}
