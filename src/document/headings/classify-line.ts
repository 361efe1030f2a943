import { classifyHeading, type HeadingClass } from "../names/classify-heading.ts";
import { isBareContainer } from "../names/container-line.ts";
import { foldText } from "../names/fold-text.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

const PROBE_BYTES = 200;
/** Blank lines, and the underlines of headings, between the number of a chapter and its name. */
const MAX_BETWEEN = 3;
const MARKS = /^[#*_\s]+|[#*_\s]+$/gu;

/**
 * What the folded text of a line stands for, or null. Below the number of a chapter the words of an act are the name of the chapter:
 * `QUY ĐỊNH CHUNG` below `Chương I`.
 */
export function classifyLine(scanned: ScannedSource, line: number, text: string): HeadingClass | null {
  const named = classifyHeading(text);
  return named?.kind === "act" && isBelowNumber(scanned, line) ? null : named;
}

function isBelowNumber(scanned: ScannedSource, line: number): boolean {
  let above = line - 1;
  while (above >= 0 && above >= line - MAX_BETWEEN && isEmpty(scanned, above)) above--;
  if (above < 0) return false;
  const text = foldText(readText(scanned, above, PROBE_BYTES)).replace(MARKS, "");
  const over = classifyHeading(text);
  return over !== null && over.rank > 0 && isBareContainer(text, over);
}

function isEmpty({ mask }: ScannedSource, line: number): boolean {
  const kind = mask.classes[line] ?? LINE.blank;
  return kind === LINE.blank || kind === LINE.underline;
}
