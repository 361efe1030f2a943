const SPACE = 0x20;
const TAB = 0x09;
const BACKTICK = 0x60;
const TILDE = 0x7e;
/** A longer run of marks is no fence that a person wrote; taken for one it would swallow the rest of the document. */
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
  /** The marker may end a paragraph: it is not empty, and an ordered one begins with 1. */
  readonly interrupts: boolean;
}

export function isBlank(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (source[at] !== SPACE && source[at] !== TAB) return false;
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

export function readFence(source: Uint8Array, at: number, end: number): Fence | null {
  const mark = source[at];
  if (mark !== BACKTICK && mark !== TILDE) return null;
  let next = at;
  while (next < end && source[next] === mark) next++;
  if (next - at < 3 || next - at > MAX_FENCE) return null;
  if (mark === BACKTICK && source.subarray(next, end).includes(BACKTICK)) return null;
  return { mark, length: next - at };
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
    if (byte === 0x7c) pipes++;
    else if (byte === 0x2d) dashes++;
    else if (byte !== 0x3a && byte !== SPACE && byte !== TAB) return false;
  }
  return pipes > 0 && dashes > 0;
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
