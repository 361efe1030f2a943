import { classifyHeading } from "../names/classify-heading.ts";
import { foldText } from "../names/fold-text.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

const PROBE_BYTES = 320;
/** A line of running text that a page breaks is longer than this. */
const MAX_SHORT = 40;
const ENDS = /[.;:!?。；：！？”"»’)\]…/]$/u;
const LOWER = /\p{Ll}/u;
const NOTHING_LEFT = /^[.:\s–—-]*$/u;

/**
 * True where a line inside a paragraph may begin something new: the line before it ends a sentence, is short or in capitals, or is the
 * name of a container, whose number stands above it.
 */
export function standsFree(scanned: ScannedSource, line: number): boolean {
  const before = readLine(scanned, line - 1);
  if (before.length <= MAX_SHORT || ENDS.test(before) || !LOWER.test(before)) return true;
  const above = readLine(scanned, line - 2);
  const named = classifyHeading(above);
  return named !== null && NOTHING_LEFT.test(above.slice(named.end));
}

function readLine(scanned: ScannedSource, line: number): string {
  return line < 0 ? "" : foldText(readText(scanned, line, PROBE_BYTES));
}
