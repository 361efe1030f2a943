import { LINE } from "./line-class.ts";
import type { LineTable } from "./line-table.ts";

/** Where more of the text stands in tables, they are how the document is laid out: a number in one cell, its text in the next. */
const LAYOUT_SHARE = 0.5;

/**
 * The classes of given lines, with those of rows settled. In a document that is laid out in tables, rows are paragraphs; in another one they
 * are as what is quoted in plain text: no headings, of which a number that is missing elsewhere is told as a small doubt.
 */
export function settleTables(classes: Uint8Array, table: LineTable): Uint8Array {
  let rows = 0;
  let all = 0;
  for (const [line, kind] of classes.entries()) {
    const bytes = (table.textEnds[line] ?? 0) - (table.starts[line] ?? 0);
    all += bytes;
    if (kind === LINE.table) rows += bytes;
  }
  if (rows === 0) return classes;
  const isLayout = rows > all * LAYOUT_SHARE;
  return classes.map((kind, line) => {
    if (kind !== LINE.table) return kind;
    if (!isLayout) return LINE.quote;
    return classes[line - 1] === LINE.table ? LINE.continuation : LINE.paragraph;
  });
}
