import { atxLevel, indentOf, isBlank } from "./line-shape.ts";
import { type LineTable, textStart } from "./line-table.ts";

/** A title with a line of marks below it, and perhaps one above. */
export interface AdornedTitle {
  readonly line: number;
  readonly hasOverline: boolean;
  /** 1 for the style that appears first, and so on; at most 6. */
  readonly level: number;
}

interface Run {
  readonly mark: number;
  readonly length: number;
}

interface Candidate {
  readonly line: number;
  readonly hasOverline: boolean;
  readonly style: string;
  /** The line of marks is as long as the title, or a little longer. */
  readonly isExact: boolean;
  readonly isLong: boolean;
}

const MIN_RUN = 3;
const MIN_SHORT_RUN = 4;
/** Marks by which an underline may be longer than its title and still be written for it. */
const MORE_MARKS = 2;
const MIN_TITLES = 2;
const MAX_LEVEL = 6;
const MAX_TITLE_BYTES = 300;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/gu;
const ADORNS = readMarks("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
/** Styles that are headings of Markdown too. */
const SETEXT: ReadonlySet<string> = new Set(["=", "-"]);
const FENCES: readonly number[] = [0x60, 0x7e];

/**
 * The titles of a reStructuredText document: each with a line of one punctuation mark, as long as the title, below it. None where the
 * document is Markdown: it has an ATX heading or a fence, or every title is a setext heading.
 */
export function findAdornedTitles(
  source: Uint8Array,
  table: LineTable,
  first: number,
): readonly AdornedTitle[] {
  const found: Candidate[] = [];
  let open = -1;
  for (let line = first; line < table.count; line++) {
    const start = textStart(source, table, line);
    if (ADORNS[source[start] ?? 0] !== 1) continue;
    const end = table.textEnds[line] ?? start;
    const run = readRun(source, start, end);
    if (run === null) {
      if (atxLevel(source, start, end) > 0 || isFence(source, start)) return [];
      continue;
    }
    const title = line > open + 1 ? readTitle({ source, table, first, line, run }) : null;
    if (title !== null) {
      found.push(title);
      open = line;
    } else if (FENCES.includes(run.mark) && !isOverline(source, table, line, run)) return [];
  }
  return rank(found);
}

function rank(found: readonly Candidate[]): readonly AdornedTitle[] {
  const exact = found.filter((title) => title.isExact);
  const shows = ({ style, hasOverline }: Candidate) => hasOverline || !SETEXT.has(style);
  if (exact.length < MIN_TITLES || !exact.some(shows)) return [];
  const written = new Set(exact.map((title) => title.style));
  const levels = new Map<string, number>();
  const titles: AdornedTitle[] = [];
  for (const { line, hasOverline, style, isLong } of found) {
    if (!isLong && !written.has(style)) continue;
    const level = levels.get(style) ?? Math.min(MAX_LEVEL, levels.size + 1);
    levels.set(style, level);
    titles.push({ line, hasOverline, level });
  }
  return titles;
}

/** The title above the run of marks, or null where the lines there are no title. */
function readTitle(text: {
  readonly source: Uint8Array;
  readonly table: LineTable;
  readonly first: number;
  readonly line: number;
  readonly run: Run;
}): Candidate | null {
  const { source, table, first, line, run } = text;
  const title = line - 1;
  if (title < first) return null;
  const start = textStart(source, table, title);
  const end = table.textEnds[title] ?? start;
  const { columns, at } = indentOf(source, start, end);
  if (at === end || end - at > MAX_TITLE_BYTES || readRun(source, start, end) !== null) return null;
  const above = title - 1 < first ? null : runOf(source, table, title - 1);
  const hasOverline = above !== null && above.mark === run.mark && above.length === run.length;
  if (!hasOverline && (columns > 0 || !isOpen(source, table, title - 1, first))) return null;
  const words = Buffer.from(source.buffer, source.byteOffset + at, end - at)
    .toString("utf8")
    .trimEnd();
  if (!/[\p{L}\p{N}]/u.test(words) || words.startsWith(".. ")) return null;
  const narrow = [...words].length;
  const wide = narrow + (words.match(WIDE)?.length ?? 0);
  const isLong = run.length >= narrow;
  if (!isLong && run.length < MIN_SHORT_RUN) return null;
  return {
    line: title,
    hasOverline,
    style: `${String.fromCharCode(run.mark)}${hasOverline ? "over" : ""}`,
    isExact: isLong && run.length <= wide + columns * 2 + MORE_MARKS,
    isLong,
  };
}

/** True when a title may follow the line: it is blank, the edge of the document, or an explicit target. */
function isOpen(source: Uint8Array, table: LineTable, line: number, first: number): boolean {
  if (line < first) return true;
  const start = textStart(source, table, line);
  const end = table.textEnds[line] ?? start;
  return isBlank(source, start, end) || (source[start] === 0x2e && source[start + 1] === 0x2e);
}

/** True when the same run stands two lines below, so that this one opens a title. */
function isOverline(source: Uint8Array, table: LineTable, line: number, run: Run): boolean {
  const below = line + 2 < table.count ? runOf(source, table, line + 2) : null;
  return below !== null && below.mark === run.mark && below.length === run.length;
}

function runOf(source: Uint8Array, table: LineTable, line: number): Run | null {
  const start = textStart(source, table, line);
  return readRun(source, start, table.textEnds[line] ?? start);
}

function readRun(source: Uint8Array, start: number, end: number): Run | null {
  const mark = source[start] ?? 0;
  if (ADORNS[mark] !== 1) return null;
  let at = start + 1;
  while (at < end && source[at] === mark) at++;
  return at - start >= MIN_RUN && isBlank(source, at, end) ? { mark, length: at - start } : null;
}

function isFence(source: Uint8Array, start: number): boolean {
  const mark = source[start] ?? 0;
  return FENCES.includes(mark) && source[start + 1] === mark && source[start + 2] === mark;
}

function readMarks(marks: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const mark of marks) table[mark.charCodeAt(0)] = 1;
  return table;
}
