import { atxLevel } from "./line-shape.ts";
import { type LineTable, textStart } from "./line-table.ts";

const LESS = 0x3c;
const HASH = 0x23;
const MIN_HEADINGS = 3;
const MAX_BYTES = 1000;
const LAST_LEVEL = 6;
/** A heading of HTML, the summary of a fold, or a line in bold type, alone on its line. */
const HEADING =
  /^(?:<details\b[^<>]{0,100}>\s{0,8})?<(?:h([1-6])\b[^<>]{0,300}>.{1,600}<\/h\1>|summary\b[^<>]{0,100}>.{1,600}<\/summary>|(p|div|center)\b[^<>]{0,300}>\s{0,8}<(b|strong)>[^<>]{1,300}<\/\3>\s{0,8}<\/\2>)\s*$/i;

/** Level of the heading that a line of HTML is, 6 where its tag has none; 0 for another line. */
export function htmlLevel(source: Uint8Array, at: number, end: number): number {
  if (source[at] !== LESS || end - at > MAX_BYTES) return 0;
  const line = Buffer.from(source.buffer, source.byteOffset + at, end - at).toString("latin1");
  const found = HEADING.exec(line);
  return found === null ? 0 : Number(found[1] ?? LAST_LEVEL);
}

/** True for a Markdown document whose headings are written in HTML: three or more of them, and more than ATX headings. */
export function hasHtmlHeadings(source: Uint8Array, table: LineTable, first: number): boolean {
  let headings = 0;
  let atx = 0;
  for (let line = first; line < table.count; line++) {
    const start = textStart(source, table, line);
    const end = table.textEnds[line] ?? start;
    if (source[start] === LESS && htmlLevel(source, start, end) > 0) headings++;
    else if (source[start] === HASH && atxLevel(source, start, end) > 0) atx++;
  }
  return headings >= MIN_HEADINGS && headings > atx;
}
