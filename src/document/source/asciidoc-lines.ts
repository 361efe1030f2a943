import { LINE } from "./line-class.ts";
import { atxLevel, isBlank } from "./line-shape.ts";
import { type LineTable, textStart } from "./line-table.ts";

const EQUALS = 0x3d;
const MAX_LEVEL = 6;
const MIN_TITLES = 2;
const MIN_DELIMITER = 4;
const MAX_DELIMITER = 200;
/** Marks whose run of four or more delimits a block: `-`, `.`, `+`, `/`, `=`, `*`, `_`. */
const DELIMITS: ReadonlySet<number> = new Set([0x2d, 0x2e, 0x2b, 0x2f, EQUALS, 0x2a, 0x5f]);

/**
 * Writes the titles (`== Title`, `== Title ==`) and delimited blocks of an AsciiDoc or wiki document into the mask, and says whether the
 * document is one: it has two such titles and fewer ATX headings.
 */
export function markAsciidoc(
  source: Uint8Array,
  table: LineTable,
  mask: { readonly classes: Uint8Array; readonly levels: Uint8Array; readonly first: number },
): boolean {
  const shape = probe(source, table, mask.first);
  if (shape === null) return false;
  const ends = shape.isWiki ? new Map<number, number>() : pairDelimiters(source, table, mask.first);
  for (let line = mask.first; line < table.count; line++) {
    const end = ends.get(line);
    if (end !== undefined) {
      mask.classes.fill(LINE.fence, line, end + 1);
      line = end;
      continue;
    }
    const level = titleLevel(source, table, line);
    if (level === 0 || !(shape.isWiki || mayHead({ source, table, mask, line }))) continue;
    mask.classes[line] = LINE.atx;
    mask.levels[line] = level;
    for (let above = line - 1; above >= mask.first && isAttached(source, table, above); above--)
      mask.classes[above] = LINE.lead;
  }
  return true;
}

function probe(source: Uint8Array, table: LineTable, first: number): { readonly isWiki: boolean } | null {
  let titles = 0;
  let deeper = 0;
  let closed = 0;
  let atx = 0;
  for (let line = first; line < table.count; line++) {
    const start = textStart(source, table, line);
    const byte = source[start];
    if (byte === 0x23 && atxLevel(source, start, table.textEnds[line] ?? start) > 0) atx++;
    if (byte !== EQUALS) continue;
    const level = titleLevel(source, table, line);
    if (level > 0) titles++;
    if (level > 1) deeper++;
    if (level > 0 && isClosed(source, table, line)) closed++;
  }
  return titles >= MIN_TITLES && deeper > 0 && atx < titles ? { isWiki: closed * 2 > titles } : null;
}

/** Level of the title that a line holds, or 0. */
function titleLevel(source: Uint8Array, table: LineTable, line: number): number {
  const start = textStart(source, table, line);
  const end = table.textEnds[line] ?? start;
  let at = start;
  while (at < end && source[at] === EQUALS) at++;
  const level = at - start;
  if (level === 0 || level > MAX_LEVEL || isBlank(source, at, end)) return 0;
  const isSpaced = source[at] === 0x20 || source[at] === 0x09;
  return isSpaced || isClosed(source, table, line) ? level : 0;
}

/** True when the line ends in the mark that it begins with (`== Title ==`). */
function isClosed(source: Uint8Array, table: LineTable, line: number): boolean {
  const start = textStart(source, table, line);
  let end = table.textEnds[line] ?? start;
  while (end > start && source[end - 1] === 0x20) end--;
  return source[start + 1] === EQUALS && source[end - 1] === EQUALS && source[end - 2] === EQUALS;
}

/** True when no running text stands directly above, so that the line is no line of a paragraph. */
function mayHead(text: {
  readonly source: Uint8Array;
  readonly table: LineTable;
  readonly mask: { readonly classes: Uint8Array; readonly first: number };
  readonly line: number;
}): boolean {
  const { source, table, mask, line } = text;
  const above = line - 1;
  if (above < mask.first || mask.classes[above] !== LINE.blank) return true;
  const start = textStart(source, table, above);
  if (isBlank(source, start, table.textEnds[above] ?? start)) return true;
  const isComment = source[start] === 0x2f && source[start + 1] === 0x2f;
  return isComment || source[start] === 0x3a || isAttached(source, table, above);
}

/** True for an anchor or a list of attributes (`[[id]]`, `[appendix]`), which belongs to what follows. */
function isAttached(source: Uint8Array, table: LineTable, line: number): boolean {
  const start = textStart(source, table, line);
  let end = table.textEnds[line] ?? start;
  while (end > start && source[end - 1] === 0x20) end--;
  return source[start] === 0x5b && source[end - 1] === 0x5d;
}

/** The last line of every delimited block, by its first line; a delimiter without a second one opens none. */
function pairDelimiters(source: Uint8Array, table: LineTable, first: number): ReadonlyMap<number, number> {
  const places = new Map<string, number[]>();
  const keys: { readonly line: number; readonly key: string }[] = [];
  for (let line = first; line < table.count; line++) {
    const key = readDelimiter(source, table, line);
    if (key === "") continue;
    keys.push({ line, key });
    const own = places.get(key);
    if (own === undefined) places.set(key, [line]);
    else own.push(line);
  }
  const ends = new Map<number, number>();
  const next = new Map<string, number>();
  let closed = -1;
  for (const { line, key } of keys) {
    if (line <= closed) continue;
    const own = places.get(key) ?? [];
    let at = next.get(key) ?? 0;
    while (at < own.length && (own[at] ?? 0) <= line) at++;
    next.set(key, at);
    const end = own[at];
    if (end === undefined) continue;
    ends.set(line, end);
    closed = end;
  }
  return ends;
}

/** The text of a line that delimits a block, or empty. */
function readDelimiter(source: Uint8Array, table: LineTable, line: number): string {
  const start = textStart(source, table, line);
  let end = table.textEnds[line] ?? start;
  while (end > start && source[end - 1] === 0x20) end--;
  const mark = source[start] ?? 0;
  if (end - start > MAX_DELIMITER || end - start < MIN_DELIMITER) return "";
  const isTable = mark === 0x7c;
  if (!isTable && !DELIMITS.has(mark)) return "";
  for (let at = start + 1; at < end; at++) if (source[at] !== (isTable ? EQUALS : mark)) return "";
  return `${String.fromCharCode(mark)}${end - start}`;
}
