import { RefusalError, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { findReader } from "./formats/find-reader.ts";
import type { Projection } from "./projection/projection.ts";
import { refuseBytes } from "./source/refuse-bytes.ts";

/** The text that is cut of a file; `projection` is null where it is the file itself. */
export interface ReadSource {
  readonly text: Buffer;
  readonly projection: Projection | null;
}

/** Makes the text of a file: Markdown and plain text in UTF-8 are their own; of another format, its reader makes one, of which no letter may be missing. */
export function readSource(bytes: Buffer, _encoding: string | null): Result<ReadSource> {
  const reader = findReader(bytes);
  if (reader === null) {
    const unusable = refuseBytes(bytes);
    return unusable === null ? accepted({ text: bytes, projection: null }) : refused(unusable);
  }
  try {
    const projection = reader.read(bytes);
    const { total, projected, dropped } = projection.letters;
    if (total !== projected + dropped)
      return refused(
        refusal("STOP_TEXT_LOST", {
          field: reader.name,
          expected: `${total} letters in the text or named as left out`,
          actual: `${projected} in the text and ${dropped} left out`,
        }),
      );
    const unusable = refuseBytes(projection.text);
    return unusable === null ? accepted({ text: projection.text, projection }) : refused(unusable);
  } catch (fault) {
    if (fault instanceof RefusalError) return refused(fault.refusal);
    throw fault;
  }
}
