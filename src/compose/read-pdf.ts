import type { ConvertedFrom } from "../domain/converted-from.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";

/** Larger than any document. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Other bytes may stand before the header. */
const HEADER_WITHIN = 1024;

/** Reads a PDF that a person names; `STOP_BAD_INPUT` for one that can't be read, or is none. */
export async function readPdf(field: string, file: string): Promise<Result<Buffer>> {
  const bad = (expected: string, actual: string) =>
    refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
  try {
    const bytes = await readNamedFile(file, MOST_BYTES);
    const isPdf = /%PDF-\d\.\d/.test(bytes.subarray(0, HEADER_WITHIN).toString("latin1"));
    return isPdf ? accepted(bytes) : bad("a PDF", `${file}: another kind of file`);
  } catch (cause) {
    return bad("a file that can be read", cause instanceof Error ? cause.message : String(cause));
  }
}

export function describePdf(pdf: Uint8Array): ConvertedFrom {
  return { sha256: sha256Hex(pdf), bytes: pdf.length };
}
