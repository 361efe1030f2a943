const SPACE = 0x20;
const TAB = 0x09;
/** The form feed that converters print between pages. */
const PAGE_BREAK = 0x0c;
const BACKTICK = 0x60;
const TILDE = 0x7e;
const HASH = 0x23;
const DEFINITION =
  /^\[(?!\^)[^[\]]{1,300}\]:[ \t]*(?:<[^<>]*>|[^\s<]\S*)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$/;
const MAX_DEFINITION = 2048;
const PIPE = 0x7c;
/** Nobody writes a longer run of marks as a fence; taken for one, it would swallow the rest of the document. */
const MAX_FENCE = 1000;

/** An open code fence: its mark and how many of them opened it. */
export interface Fence {
  readonly mark: number;
  readonly length: number;
}

/** A list marker at the start of a line. */
export interface ListMarker {
  /** Columns that a following line must be indented by to belong to the item. */
  readonly contentIndent: number;
  readonly contentAt: number;
  /** The item has no text on the line of its marker. */
  readonly empty: boolean;
  /** The marker may interrupt a paragraph: its item is not empty, and an ordered one begins with 1. */
  readonly interrupts: boolean;
  /** The item begins with indented code. */
  readonly isCode: boolean;
}

export function isBlank(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = source[at];
    if (byte !== SPACE && byte !== TAB && byte !== PAGE_BREAK) return false;
  }
  return true;
}

/** Columns of white space before the text (a tab goes to the next multiple of four), and where the text begins. */
export function indentOf(
  source: Uint8Array,
  start: number,
  end: number,
): { readonly columns: number; readonly at: number } {
  let columns = 0;
  let at = start;
  for (; at < end; at++) {
    if (source[at] === SPACE) columns++;
    else if (source[at] === TAB) columns += 4 - (columns % 4);
    else break;
  }
  return { columns, at };
}

export function isRule(source: Uint8Array, from: number, end: number): boolean {
  const mark = source[from];
  if (mark !== 0x2a && mark !== 0x2d && mark !== 0x5f) return false;
  let count = 0;
  for (let at = from; at < end; at++) {
    if (source[at] === mark) count++;
    else if (source[at] !== SPACE && source[at] !== TAB) return false;
  }
  return count >= 3;
}

/** Level of an ATX heading whose text begins at `at`, or 0. */
export function atxLevel(source: Uint8Array, at: number, end: number): number {
  let level = 0;
  while (at + level < end && source[at + level] === HASH) level++;
  if (level === 0 || level > 6) return 0;
  const next = source[at + level];
  return at + level >= end || next === 0x20 || next === 0x09 ? level : 0;
}

/** Level of the setext heading that a line underlines, or 0. */
export function underlineLevel(source: Uint8Array, at: number, end: number): number {
  const mark = source[at];
  if (mark !== 0x3d && mark !== 0x2d) return 0;
  let next = at;
  while (next < end && source[next] === mark) next++;
  return isBlank(source, next, end) ? (mark === 0x3d ? 1 : 2) : 0;
}

export function readFence(source: Uint8Array, at: number, end: number): Fence | null {
  const mark = source[at];
  if (mark !== BACKTICK && mark !== TILDE) return null;
  let next = at;
  while (next < end && source[next] === mark) next++;
  if (next - at < 3 || next - at > MAX_FENCE) return null;
  if (mark === BACKTICK && source.subarray(next, end).includes(BACKTICK)) return null;
  return { mark, length: next - at };
}

/** True when the line closes the fence: the same mark, at least as often, and nothing else. */
export function closesFence(
  source: Uint8Array,
  text: { readonly at: number; readonly end: number; readonly fence: Fence },
): boolean {
  const { at, end, fence } = text;
  let next = at;
  while (next < end && source[next] === fence.mark) next++;
  return next - at >= fence.length && isBlank(source, next, end);
}

export function readListMarker(
  source: Uint8Array,
  text: { readonly start: number; readonly at: number; readonly end: number },
): ListMarker | null {
  const { start, at, end } = text;
  const after = markerEnd(source, at, end);
  if (after < 0) return null;
  const next = source[after];
  if (after < end && next !== SPACE && next !== TAB) return null;
  const empty = isBlank(source, after, end);
  const before = indentOf(source, start, at).columns + (after - at);
  const gap = indentOf(source, after, end);
  const spaces = empty || gap.columns > 4 ? 1 : gap.columns;
  const ordered = after - at > 1;
  const startsAtOne = !ordered || (source[at] === 0x31 && after - at === 2);
  return {
    contentIndent: before + spaces,
    contentAt: empty ? end : gap.columns > 4 ? after + 1 : gap.at,
    empty,
    interrupts: !empty && startsAtOne,
    isCode: gap.columns > 4,
  };
}

/** A GFM delimiter row with at least one pipe, such as `|---|:--:|`. */
export function isDelimiterRow(
  source: Uint8Array,
  text: { readonly start: number; readonly end: number },
): boolean {
  let pipes = 0;
  let dashes = 0;
  for (let at = text.start; at < text.end; at++) {
    const byte = source[at];
    if (byte === PIPE) pipes++;
    else if (byte === 0x2d) dashes++;
    else if (byte !== 0x3a && byte !== SPACE && byte !== TAB) return false;
  }
  return pipes > 0 && dashes > 0;
}

/** True for a line with the mark of a table's cells. */
export function hasCell(source: Uint8Array, start: number, end: number): boolean {
  return source.subarray(start, end).includes(PIPE);
}

/** Cells of a table row. */
export function countCells(source: Uint8Array, start: number, end: number): number {
  let from = start;
  let to = end;
  while (from < to && (source[from] === 0x20 || source[from] === 0x09)) from++;
  while (to > from && (source[to - 1] === 0x20 || source[to - 1] === 0x09)) to--;
  let cells = 1;
  for (let at = from; at < to; at++) {
    if (source[at] === 0x5c) at++;
    else if (source[at] === PIPE && at > from && at < to - 1) cells++;
  }
  return cells;
}

function markerEnd(source: Uint8Array, at: number, end: number): number {
  const first = source[at];
  if (at >= end) return -1;
  if (first === 0x2a || first === 0x2b || first === 0x2d) return at + 1;
  let next = at;
  while (next < end && next - at < 10 && isDigit(source[next])) next++;
  const digits = next - at;
  if (digits === 0 || digits > 9) return -1;
  return source[next] === 0x2e || source[next] === 0x29 ? next + 1 : -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** A link definition on one line, such as `[name]: https://example.org "Title"`. */
export function isDefinition(source: Uint8Array, start: number, end: number): boolean {
  const { columns, at } = indentOf(source, start, end);
  if (columns >= 4 || source[at] !== 0x5b || end - at > MAX_DEFINITION) return false;
  return DEFINITION.test(Buffer.from(source.buffer, source.byteOffset + at, end - at).toString("latin1"));
}
