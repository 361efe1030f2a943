import { isDigit } from "../names/ascii.ts";
import { beginsName, readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

const MAX_BYTES = 40;
const WORD = /^\p{L}[\p{L}\p{M}]{1,20}\.?$/u;
const NUMBER = /^(?:\p{Nd}{1,4}[a-z]?|[IVXLC]{1,7})\.?$/u;
const ROMAN = "IVXLC ";
const MAX_NUMBER_BYTES = 16;
const MIN_NAMES = 3;

/**
 * The source with names that an extraction from a page broke in two: the word on one line, its number alone on the next. The second line
 * belongs to the first, as an underline does; {@link readPlainWords} reads them as one. Fewer than three such lines are text.
 */
export function joinSplitNames(scanned: ScannedSource): ScannedSource {
  const { mask } = scanned;
  const numbers: number[] = [];
  for (let line = 1; line < mask.classes.length; line++) {
    if (!mayBeNumber(scanned, line)) continue;
    const number = readShort(scanned, line);
    const word = NUMBER.test(number) ? readShort(scanned, line - 1) : "";
    if (WORD.test(word) && isName(word, number)) numbers.push(line);
  }
  if (numbers.length < MIN_NAMES) return scanned;
  const classes = Uint8Array.from(mask.classes);
  for (const line of numbers) classes[line] = LINE.underline;
  return { ...scanned, mask: { ...mask, classes } };
}

/** True for a line of few bytes that begins with a digit or a Roman numeral; most lines are neither. */
function mayBeNumber({ source, table }: ScannedSource, line: number): boolean {
  const start = textStart(source, table, line);
  const first = source[start] ?? 0;
  const length = (table.textEnds[line] ?? start) - start;
  return (
    length > 0 && length <= MAX_NUMBER_BYTES && (isDigit(first) || ROMAN.includes(String.fromCharCode(first)))
  );
}

function isName(word: string, number: string): boolean {
  return beginsName(foldWord(word.replace(/\.$/, ""))) && readDesignator(`${word} ${number}`) !== null;
}

/** The text of a short line of a paragraph; else empty. */
function readShort(scanned: ScannedSource, line: number): string {
  const { source, table, mask } = scanned;
  const kind = mask.classes[line];
  if (kind !== LINE.paragraph && kind !== LINE.continuation) return "";
  const start = textStart(source, table, line);
  if ((table.textEnds[line] ?? start) - start > MAX_BYTES) return "";
  return foldText(readText(scanned, line, MAX_BYTES));
}
