import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** Between the columns of a table that is printed as text. */
const COLUMN = /\t+| {3,}|\s\|\s/u;
/** What names a part of a unit behind its name: `(1)`, `, first subparagraph`, `Abs. 2 Satz 1`. */
const PART =
  /^[\s,.;]*(?:(?:\(?[\p{Ll}\p{Nd}]{1,20}\)?|Abs|Absatz|Satz|Nr|Nummer|Buchst|Buchstabe|Ziff|Ziffer)[\s,.;–-]*){0,12}$/u;
const EMPTY = /^[-–—]{1,2}$/u;
const PROBE_BYTES = 200;
/** Lines of a table that are searched for a row with two names, up and down. */
const MAX_ROWS = 20;

/**
 * True for the row of a table that says which unit of one text is which of another one: `Article 2(1)`, a wide gap, and `Article 3` or,
 * beside such a row, a dash.
 */
export function isCorrelationRow(scanned: ScannedSource, line: number, printed: string): boolean {
  const cell = secondCell(printed);
  if (cell === "") return false;
  return (
    isPartOfUnit(cell) || (EMPTY.test(cell) && (isBeside(scanned, line, -1) || isBeside(scanned, line, 1)))
  );
}

/** The second cell of a row whose first one is the name of a unit or of a part of it; or empty. */
function secondCell(printed: string): string {
  if (!COLUMN.test(printed)) return "";
  const [first = "", second = ""] = printed.trim().split(COLUMN);
  return isPartOfUnit(first) ? second.trim() : "";
}

function isPartOfUnit(cell: string): boolean {
  const text = foldText(cell);
  const name = readDesignator(text);
  return name !== null && PART.test(text.slice(name.end));
}

/** True where rows with a dash lead from a line to one with two names. */
function isBeside(scanned: ScannedSource, line: number, step: -1 | 1): boolean {
  for (let row = 1; row <= MAX_ROWS; row++) {
    const at = line + row * step;
    if (at < 0 || at >= scanned.table.count) return false;
    const cell = secondCell(readText(scanned, at, PROBE_BYTES));
    if (cell === "") return false;
    if (!EMPTY.test(cell)) return isPartOfUnit(cell);
  }
  return false;
}
