import { FULL_STOPS } from "../conventions/full-stops.ts";
import { PART_WORDS } from "../conventions/part-words.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { isBareContainer, isContainerInside } from "../names/container-line.ts";
import { readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** Bytes of a line that tell whether it may be followed by something new. */
const PROBE_BYTES = 400;
/** Text is not wrapped at lines of more bytes than this; such a line is a whole paragraph. */
const WRAPPED_BYTES = 400;
/** A line with fewer characters is not filled; what follows it begins anew. */
const SHORT_CHARS = 42;
/** A line is not filled, either, if it is so much shorter than the longest of as many lines around it. */
const FILLED_SHARE = 0.7;
const LINES_AROUND = 6;
const SENTENCE_END = new RegExp(String.raw`[.;:!?…。；：！？${FULL_STOPS}”"»’')\]）】/|]$`, "u");
const LOWER = /\p{Ll}/u;
/** The word of a part and its number at the end of a line. */
const LAST_PART = /(?:^|\s)([\p{L}\p{M}]+) \p{Nd}+[a-zđ]?$/u;
const CLOSING_MARKS = /[*_]{1,3}$/u;
const ENDS_BOLD = /(\*\*|__)$/u;

/**
 * True when a line inside a paragraph may begin something new: the line before it ends a sentence, is too short to have been wrapped, is
 * in capitals, ends the bold type with which it or a line above begins, or is the name of a container, whose number stands above it. In
 * wrapped text a name that begins any other line is a reference.
 */
export function mayBegin(scanned: ScannedSource, line: number): boolean {
  if (line < 2 || scanned.mask.classes[line - 1] === LINE.blank) return true;
  const start = scanned.table.starts[line - 1] ?? 0;
  const length = (scanned.table.textEnds[line - 1] ?? start) - start;
  if (length > WRAPPED_BYTES || length < widthAround(scanned, line) * FILLED_SHARE) return true;
  const before = foldText(readText(scanned, line - 1, PROBE_BYTES));
  if (before.length < SHORT_CHARS || !LOWER.test(before) || endsBoldType(before)) return true;
  if (SENTENCE_END.test(before.replace(CLOSING_MARKS, ""))) return true;
  const named = classifyHeading(before);
  if (named !== null && isContainerInside(before, named)) return true;
  return isBelowChapter(scanned, line);
}

/** True for the line below the name of a chapter, above which its number stands. */
export function isBelowChapter(scanned: ScannedSource, line: number): boolean {
  const above = line < 2 ? "" : foldText(readText(scanned, line - 2, PROBE_BYTES));
  const over = classifyHeading(above);
  return over !== null && isBareContainer(above, over);
}

/**
 * True where the line before ends with a comma, with the number of a paragraph (`khoản 2`), or is one of a list of names: a name alone on the next
 * line, without a stop, is a reference.
 */
export function leadsToReference(scanned: ScannedSource, line: number): boolean {
  if (line < 1 || scanned.mask.classes[line - 1] === LINE.blank) return false;
  const before = foldText(readText(scanned, line - 1, PROBE_BYTES));
  const part = LAST_PART.exec(before)?.[1];
  if (before.endsWith(",") || (part !== undefined && PART_WORDS.has(foldWord(part)))) return true;
  const name = before.endsWith(";") ? readDesignator(before) : null;
  return name !== null && name.end === before.length - 1;
}

/** Bytes of the longest wrapped line around a line. */
function widthAround({ table }: ScannedSource, line: number): number {
  let width = 0;
  for (let at = Math.max(0, line - LINES_AROUND); at < Math.min(table.count, line + LINES_AROUND); at++) {
    const length = (table.textEnds[at] ?? 0) - (table.starts[at] ?? 0);
    if (length > width && length <= WRAPPED_BYTES) width = length;
  }
  return width;
}

/** True for a line in bold type as a whole, and for the last line of bold type that began above. */
function endsBoldType(text: string): boolean {
  const [mark = ""] = ENDS_BOLD.exec(text) ?? [];
  return mark !== "" && (text.startsWith(mark) || text.split(mark).length % 2 === 0);
}
