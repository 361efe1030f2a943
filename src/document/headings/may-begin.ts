import { FULL_STOPS } from "../conventions/full-stops.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { isBareContainer, isContainerInside } from "../names/container-line.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** Bytes of a line that tell whether it may be followed by something new. */
const PROBE_BYTES = 400;
/** Text is not wrapped at lines of more bytes than this; such a line is a whole paragraph. */
const WRAPPED_BYTES = 400;
/** A line with fewer characters is not filled; what follows it begins anew. */
const SHORT_CHARS = 42;
const SENTENCE_END = new RegExp(String.raw`[.;:!?…。；：！？${FULL_STOPS}”"»’')\]）】/]$`, "u");
const LOWER = /\p{Ll}/u;

/**
 * True when a line inside a paragraph may begin something new: the line before it ends a sentence, is too short to have been wrapped, is
 * in capitals, or is the name of a container, whose number stands above it. In wrapped text a name that begins any other line is a
 * reference.
 */
export function mayBegin(scanned: ScannedSource, line: number): boolean {
  if (line < 2 || scanned.mask.classes[line - 1] === LINE.blank) return true;
  const start = scanned.table.starts[line - 1] ?? 0;
  if ((scanned.table.textEnds[line - 1] ?? start) - start > WRAPPED_BYTES) return true;
  const before = foldText(readText(scanned, line - 1, PROBE_BYTES));
  if (before.length < SHORT_CHARS || SENTENCE_END.test(before) || !LOWER.test(before)) return true;
  const named = classifyHeading(before);
  if (named !== null && isContainerInside(before, named)) return true;
  const above = line < 2 ? "" : foldText(readText(scanned, line - 2, PROBE_BYTES));
  const over = classifyHeading(above);
  return over !== null && isBareContainer(above, over);
}
