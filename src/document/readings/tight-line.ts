import { LINE } from "../source/line-class.ts";
import { textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";

/** Bytes at the end of a line that tell whether a sentence ends there. */
const TAIL_BYTES = 64;
/** A line with fewer bytes is not filled; what follows it begins anew. */
const SHORT_BYTES = 48;
const SENTENCE_END = /[.;:!?…。；：！？”"»’')\]）】]\s*$/u;

/**
 * True when a line inside a paragraph may begin something new: the line before it ends a sentence, or is too short to have been wrapped. In
 * wrapped text a name that begins any other line is a reference.
 */
export function mayBegin({ source, table, mask }: ScannedSource, line: number): boolean {
  if (line === 0 || mask.classes[line - 1] === LINE.blank) return true;
  const start = textStart(source, table, line - 1);
  const end = table.textEnds[line - 1] ?? start;
  if (end - start < SHORT_BYTES) return true;
  const from = Math.max(start, end - TAIL_BYTES);
  return SENTENCE_END.test(Buffer.from(source.buffer, source.byteOffset + from, end - from).toString("utf8"));
}
