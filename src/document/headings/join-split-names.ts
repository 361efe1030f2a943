import { isDigit } from "../names/ascii.ts";
import { beginsName, readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

const MAX_BYTES = 40;
/** Bytes of a line that are read for a number with a mark and what follows it. */
const PROBE_BYTES = 80;
const OPENS_BOLD = /^(?:\*\*|__)/u;
const WORD = /^(?:\*\*|__)?\p{L}[\p{L}\p{M}]{1,20}\.?$/u;
const NUMBER = /^(?:\p{Nd}{1,4}[a-z]?|[IVXLC]{1,7})\.?$/u;
/** A number with a mark before a title. */
const TITLED = /^(\p{Nd}{1,4}[a-z]?)[.:](?:\*\*|__)? ["“«]?\p{Lu}/u;
const ROMAN = "IVXLC ";
const MAX_NUMBER_BYTES = 16;
const MIN_NAMES = 3;

/**
 * The source with names that an extraction from a page or a wrap of lines broke in two: the word alone on one line, its number on the next.
 * The second line belongs to the first, as an underline does; {@link readPlainWords} reads them as one. Fewer than three numbers that stand
 * alone are text; a number with a mark and a title behind it is none.
 */
export function joinSplitNames(scanned: ScannedSource): ScannedSource {
  const { mask } = scanned;
  const alone: number[] = [];
  const titled: number[] = [];
  for (let line = 1; line < mask.classes.length; line++) {
    const length = mayBeNumber(scanned, line);
    if (length === 0 || !isShort(scanned, line - 1)) continue;
    const number = length <= MAX_NUMBER_BYTES ? readParagraph(scanned, line, MAX_BYTES) : "";
    const isAlone = NUMBER.test(number);
    const title = isAlone ? "" : readParagraph(scanned, line, PROBE_BYTES);
    const printed = isAlone ? number : (TITLED.exec(title)?.[1] ?? "");
    const word = printed === "" ? "" : readParagraph(scanned, line - 1, MAX_BYTES);
    if (!WORD.test(word) || !isName(word.replace(OPENS_BOLD, ""), printed)) continue;
    if (isAlone) alone.push(line);
    else if (!headsColumn(scanned, line, printed)) titled.push(line);
  }
  const numbers = alone.length < MIN_NAMES ? titled : [...alone, ...titled];
  if (numbers.length === 0) return scanned;
  const classes = Uint8Array.from(mask.classes);
  for (const line of numbers) classes[line] = LINE.underline;
  return { ...scanned, mask: { ...mask, classes } };
}

/** True where the next line goes on with the next number: the word heads a column of entries (`Sec.`, then `701. Title`, `702. Title`). */
function headsColumn(scanned: ScannedSource, line: number, number: string): boolean {
  if (line + 1 >= scanned.table.count) return false;
  const next = TITLED.exec(readParagraph(scanned, line + 1, PROBE_BYTES))?.[1] ?? "";
  return Number.parseInt(next, 10) === Number.parseInt(number, 10) + 1;
}

/** Bytes of a line that begins with a digit, or of a short one that begins with a Roman numeral; 0 for every other line. */
function mayBeNumber(scanned: ScannedSource, line: number): number {
  const first = scanned.source[textStart(scanned.source, scanned.table, line)] ?? 0;
  const length = bytesOf(scanned, line);
  if (length <= 0) return 0;
  if (isDigit(first)) return length;
  return length <= MAX_NUMBER_BYTES && ROMAN.includes(String.fromCharCode(first)) ? length : 0;
}

function isShort(scanned: ScannedSource, line: number): boolean {
  const length = bytesOf(scanned, line);
  return length > 0 && length <= MAX_BYTES;
}

function bytesOf({ source, table }: ScannedSource, line: number): number {
  const start = textStart(source, table, line);
  return (table.textEnds[line] ?? start) - start;
}

function isName(word: string, number: string): boolean {
  return beginsName(foldWord(word.replace(/\.$/, ""))) && readDesignator(`${word} ${number}`) !== null;
}

/** The beginning of a line of a paragraph; else empty. */
function readParagraph(scanned: ScannedSource, line: number, bytes: number): string {
  const kind = scanned.mask.classes[line];
  const isParagraph = kind === LINE.paragraph || kind === LINE.continuation || kind === LINE.list;
  return isParagraph ? foldText(readText(scanned, line, bytes)) : "";
}
