import { createPdfReader } from "../adapters/poppler/run-pdftotext.ts";
import type { Environment } from "../config/environment.ts";
import { type ConvertedText, markPages } from "../document/pdf/mark-pages.ts";
import type { ConvertedFrom } from "../domain/converted-from.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { Progress } from "../ports/progress.ts";
import { describePdf } from "./read-pdf.ts";

/** A text that was made of a PDF, and the PDF. */
export interface Conversion extends ConvertedText {
  readonly pdf: ConvertedFrom;
  /** What pdftotext said, where it read the file all the same. */
  readonly said: readonly string[];
}

const TELL_EVERY_MS = 10_000;

/** Makes a text of a PDF by pdftotext, for a person to check. */
export async function convertPdf(
  parts: {
    readonly environment: Environment;
    readonly interrupted: AbortSignal;
    readonly progress: Progress;
  },
  { pdf, name, byColumns }: { readonly pdf: Uint8Array; readonly name: string; readonly byColumns: boolean },
): Promise<Result<Conversion>> {
  const reader = createPdfReader({ searchPath: parts.environment.PATH, interrupted: parts.interrupted });
  let last = performance.now();
  const read = await reader.read({
    pdf,
    byColumns,
    onPages(count) {
      if (performance.now() - last < TELL_EVERY_MS) return;
      last = performance.now();
      parts.progress.note(`${count} pages read`);
    },
  });
  if (!read.ok) return read;
  const { pages, said } = read.value;
  if (!pages.some((page) => /[\p{L}\p{N}]/u.test(page)))
    return refused(refusal("STOP_PDF_NO_TEXT", { actual: `${pages.length} pages without a letter` }));
  return accepted({ ...markPages(pages, name), pdf: describePdf(pdf), said });
}
