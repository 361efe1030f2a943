import { isDigit } from "../names/ascii.ts";
import { textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";

/** Marks at most before the digit, the white space of a centred line with them. */
const MAX_MARKS = 120;
/** 1 for white space, and for the marks of quotes, lists, tables and emphasis. */
const MARKS = new Uint8Array(256);
const FIRST_WIDE = 0x80;
for (const mark of " \t>|*_#-+\\[(\"'") MARKS[mark.charCodeAt(0)] = 1;

/** False where the first sign of a line behind its marks is surely no digit of any script, told without decoding the line. */
export function mayBeginWithDigit({ source, table }: ScannedSource, line: number): boolean {
  const start = textStart(source, table, line);
  const end = Math.min(table.textEnds[line] ?? start, start + MAX_MARKS);
  let at = start;
  while (at < end && MARKS[source[at] ?? 0] === 1) at++;
  const first = source[at] ?? 0;
  return first >= FIRST_WIDE || isDigit(first);
}
