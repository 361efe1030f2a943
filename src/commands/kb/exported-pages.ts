import type { ExportedVersion } from "../../domain/reading/exported-version.ts";
import type { Pages } from "../../ports/reader.ts";
import type { ExportOrder } from "./export-format.ts";
import { untilInterrupted } from "./until-interrupted.ts";

/** Versions after which it is told how far a long document is. */
const TELL_EVERY = 50_000;

const AGAIN = "Export again; what was exported before is as it was.";

/** The versions of a document that an export is of, up to the page at which the process is asked to end. */
export async function* exportedPages(
  { reader, on, knownAt, interrupted, progress }: ExportOrder,
  documentId: string,
): Pages<ExportedVersion> {
  let read = 0;
  const pages = reader.exported(documentId, { on, knownAt });
  for await (const page of untilInterrupted(pages, interrupted, AGAIN)) {
    yield page;
    if (Math.floor((read + page.length) / TELL_EVERY) > Math.floor(read / TELL_EVERY))
      progress.note(`${documentId}: ${read + page.length} so far`);
    read += page.length;
  }
}
