import { describePdf, readPdf } from "../compose/read-pdf.ts";
import { refuseMarks } from "../document/pdf/marks.ts";
import type { ConvertedFrom } from "../domain/converted-from.ts";
import { accepted, type Result, refused } from "../domain/result.ts";

/**
 * The PDF that a text was made of, by the option that names it; null where none is named. A text in which marks of the conversion are left is
 * refused, named or not: they would be enacted.
 */
export async function readConvertedFrom(
  text: Uint8Array,
  file: string | undefined,
): Promise<Result<ConvertedFrom | null>> {
  const unchecked = refuseMarks(text);
  if (unchecked !== null) return refused(unchecked);
  if (file === undefined) return accepted(null);
  const pdf = await readPdf("--converted-from", file);
  return pdf.ok ? accepted(describePdf(pdf.value)) : pdf;
}
