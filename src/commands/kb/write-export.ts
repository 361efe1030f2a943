import type { Reading } from "../../compose/reading.ts";
import type { ExportHead } from "../../domain/reading/export-index.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import type { ExportEnd } from "../../ports/export-folder.ts";
import type { Progress } from "../../ports/progress.ts";
import type { BaseReader, RegisteredDocument } from "../../ports/reader.ts";
import type { ExportOrder } from "./export-format.ts";
import { EXPORT_FORMATS } from "./export-formats.ts";
import { findDocument } from "./find-document.ts";

/** An export as it was asked for. */
export interface AskedExport extends Pick<ExportOrder, "on" | "knownAt" | "siteUrl" | "interrupted"> {
  /** Ids or prefixes of documents; none: all of them. */
  readonly names: readonly string[];
  readonly out: string;
  /** One of `EXPORT_FORMATS`. */
  readonly format: string;
  readonly progress: Progress;
}

/** Writes an export into its folder: what its index says of it, and what became of the files. */
export async function writeExport(
  reading: Reading,
  { names, out, format, ...asked }: AskedExport,
): Promise<Result<{ readonly head: ExportHead; readonly end: ExportEnd }>> {
  const writeFormat = EXPORT_FORMATS[format];
  if (writeFormat === undefined) throw new RangeError(`no format ${format}`);
  await using reader = await reading.open();
  const found = await findDocuments(reader, names, asked.knownAt);
  if (!found.ok) return found;
  await using folder = await reading.openExportFolder(out, format);
  asked.progress.step(`exporting ${countOf(found.value.length, "document")}`);
  const head = await writeFormat({
    ...asked,
    reader,
    folder,
    documents: found.value,
    today: reading.today(),
    shownKnownAt: await showKnownAt(reader, found.value, asked.knownAt),
  });
  return accepted({ head, end: await folder.finish(head) });
}

/** Each once, in the order of their ids. */
async function findDocuments(
  reader: BaseReader,
  names: readonly string[],
  knownAt: string | null,
): Promise<Result<readonly RegisteredDocument[]>> {
  if (names.length === 0) return accepted(await reader.registered(knownAt));
  const found = new Map<string, RegisteredDocument>();
  for (const name of names) {
    const document = await findDocument(reader, name);
    if (!document.ok) return document;
    found.set(document.value.documentId, document.value);
  }
  return accepted([...found.values()].sort((one, other) => (one.documentId < other.documentId ? -1 : 1)));
}

/** The time of the export as its index tells it, never that of the clock: exports of the same base are the same. */
async function showKnownAt(
  reader: BaseReader,
  documents: readonly RegisteredDocument[],
  knownAt: string | null,
): Promise<string | null> {
  if (knownAt !== null) return knownAt.replace(/\.9+Z$/, "Z");
  const times: string[] = [];
  for (const { documentId } of documents) times.push((await reader.recordedUntil(documentId)) ?? "");
  return times.reduce((last, time) => (time > last ? time : last), "") || null;
}
