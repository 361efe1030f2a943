import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import type { NumberedRun } from "./numbered-run.ts";
import { UNMARKED_DIGITS } from "./read-counted.ts";

/** Blanks to be filled in: leaders, underscores, empty boxes. */
const BLANK = /\.{5}|…{2}|(?:[.…] ?){6}|_{4}|\[ ?\]|[□☐]/u;
const MIN_BLANKS = 3;
const BLANK_SHARE = 0.15;
/** Lines behind the last number that belong to the list, and lines that are looked at. */
const LINES_BEHIND = 12;
const MAX_LINES = 400;
const PROBE_BYTES = 300;
/** White space between the columns of a table that is printed as text. */
const GAP = / {3,}/u;
/** The names of so many columns stand a few lines above the first row. */
const MIN_COLUMNS = 3;
const LINES_ABOVE = 8;
const NUMBER = /^\s*\d{1,4}\s+/u;

/** True where most of a list is blanks to be filled in, or where its numbers without a stop are those of the rows of a printed table. */
export function isFormOrTable(scanned: ScannedSource, run: NumberedRun): boolean {
  return isForm(scanned, run) || (run.style === UNMARKED_DIGITS && isTable(scanned, run));
}

function isForm(scanned: ScannedSource, { leads, from, to }: NumberedRun): boolean {
  const last = leads.at(-1)?.line ?? from;
  let lines = 0;
  let blanks = 0;
  for (let line = from; line < Math.min(to, last + LINES_BEHIND, from + MAX_LINES); line++) {
    if (scanned.mask.classes[line] === LINE.blank) continue;
    lines++;
    if (BLANK.test(readText(scanned, line, PROBE_BYTES))) blanks++;
  }
  return blanks >= MIN_BLANKS && blanks >= lines * BLANK_SHARE;
}

function isTable(scanned: ScannedSource, { leads, from }: NumberedRun): boolean {
  for (let above = Math.max(0, from - LINES_ABOVE); above < from; above++)
    if (countColumns(readText(scanned, above, PROBE_BYTES)) >= MIN_COLUMNS) return true;
  const rows = leads.filter(({ label, line }) => {
    const own = readText(scanned, line, PROBE_BYTES).replace(NUMBER, "");
    return label.startsWith("0") || countColumns(own) > 1 || goesOnInColumns(scanned, line);
  });
  return rows.length * 2 > leads.length;
}

function goesOnInColumns(scanned: ScannedSource, line: number): boolean {
  const next = scanned.mask.classes[line + 1] === LINE.blank ? line + 2 : line + 1;
  return next < scanned.table.count && countColumns(readText(scanned, next, PROBE_BYTES)) > 1;
}

function countColumns(text: string): number {
  return text.trim().split(GAP).length;
}
