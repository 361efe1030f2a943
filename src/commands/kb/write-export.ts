import type { Reading } from "../../compose/reading.ts";
import type { ExportHead } from "../../domain/reading/export-index.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
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

/** Each once, in the order of their ids; none that was registered after the time up to which it is asked, named or not. */
async function findDocuments(
  reader: BaseReader,
  names: readonly string[],
  knownAt: string | null,
): Promise<Result<readonly RegisteredDocument[]>> {
  const registered = await reader.registered(knownAt);
  if (names.length === 0) return accepted(registered);
  const asked = new Set<string>();
  for (const name of names) {
    const found = await findDocument(reader, name);
    if (!found.ok) return found;
    const { documentId } = found.value;
    if (knownAt !== null && !registered.some((one) => one.documentId === documentId))
      return refused(
        refusal("STOP_NOT_KNOWN_YET", {
          field: name,
          expected: `registered by ${showTime(knownAt)}`,
          actual: "registered later",
        }),
      );
    asked.add(documentId);
  }
  return accepted(registered.filter(({ documentId }) => asked.has(documentId)));
}

/** The time of the export as its index tells it, never that of the clock: exports of the same base are the same. */
async function showKnownAt(
  reader: BaseReader,
  documents: readonly RegisteredDocument[],
  knownAt: string | null,
): Promise<string | null> {
  if (knownAt !== null) return showTime(knownAt);
  const times: string[] = [];
  for (const { documentId } of documents) times.push((await reader.recordedUntil(documentId)) ?? "");
  return times.reduce((last, time) => (time > last ? time : last), "") || null;
}

/** A time as it was asked for: up to the end of its second. */
function showTime(knownAt: string): string {
  return knownAt.replace(/\.9+Z$/, "Z");
}
