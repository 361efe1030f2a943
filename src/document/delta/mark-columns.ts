import { LEVEL } from "./mark-blocks.ts";

interface Cell {
  readonly start: number;
  readonly end: number;
}

/** What stands between two tabs, or between wide gaps. */
const CELL = /[^ \t]+(?: {1,2}[^ \t]+)*/g;
const GAP = /\S(?: {3}| {0,2}\t)/;
const LEAST_ROWS = 2;

/**
 * Sets a sign where a table that is drawn by white space leaves a column empty, so that a number that moves into another column is told. The width of the
 * columns does not matter.
 */
export function markColumns(text: string): string {
  if (!GAP.test(text)) return text;
  return text
    .split(/(\n[ \t]*(?:\n[ \t]*)+)/)
    .map((part, at) => (at % 2 === 0 ? markParagraph(part.split("\n")).join("\n") : part))
    .join("");
}

function markParagraph(lines: readonly string[]): readonly string[] {
  if (lines.filter(hasCells).length < LEAST_ROWS) return lines;
  if (lines.some((line) => line.trim().includes("\t")))
    return lines.map((line) => line.replace(/(?<=\t)\t(?=[ \t]*[^ \t])/g, LEVEL));
  const rows = lines.map((line) => [...line.matchAll(CELL)].map(toCell));
  const columns = join(rows.filter((cells) => cells.length > 1).flat());
  return lines.map((line, at) => markRow(line, rows[at] ?? [], columns));
}

function hasCells(line: string): boolean {
  return GAP.test(line.trimEnd());
}

function toCell({ 0: text, index: start }: RegExpExecArray): Cell {
  return { start, end: start + text.length };
}

/** Cells above each other are one column. */
function join(cells: readonly Cell[]): readonly Cell[] {
  const columns: { start: number; end: number }[] = [];
  for (const { start, end } of cells.toSorted((a, b) => a.start - b.start)) {
    const last = columns.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else columns.push({ start, end });
  }
  return columns;
}

function markRow(line: string, cells: readonly Cell[], columns: readonly Cell[]): string {
  let [marked, done, next, column] = ["", 0, 0, 0];
  for (const { start, end } of cells) {
    while (column < columns.length - 1 && (columns[column]?.end ?? 0) <= start) column++;
    marked += line.slice(done, start) + LEVEL.repeat(Math.max(0, column - next)) + line.slice(start, end);
    done = end;
    next = column + 1;
  }
  return marked + line.slice(done);
}
