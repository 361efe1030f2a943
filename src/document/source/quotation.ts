/** The quotation that is open at the end of a line: its opening mark and how deep it is nested. */
export interface QuoteState {
  readonly open: string;
  readonly depth: number;
}

const PAIRS: readonly { readonly open: string; readonly close: string }[] = [
  { open: "“", close: "”" },
  { open: "„", close: "“" },
  { open: "„", close: "”" },
  { open: "«", close: "»" },
  { open: "「", close: "」" },
  { open: "『", close: "』" },
];
const CLOSED: QuoteState = { open: "", depth: 0 };
/** Bytes of one line that are searched for quotation marks; marks after them are ignored. */
const MAX_SCAN_BYTES = 1 << 16;

/**
 * Follows the quotation of an amending act over its paragraphs: it opens where a line begins with a quotation mark that the
 * line does not close, and ends with the line that closes it.
 */
export function followQuotes(
  source: Uint8Array,
  line: { readonly start: number; readonly end: number; readonly state: QuoteState },
): QuoteState {
  const { start, end, state } = line;
  if (state.depth === 0 && !maybeOpens(source, start, end)) return state;
  const text = Buffer.from(
    source.buffer,
    source.byteOffset + start,
    Math.min(end - start, MAX_SCAN_BYTES),
  ).toString("utf8");
  const open =
    state.depth > 0 ? state.open : (PAIRS.find((pair) => text.trimStart().startsWith(pair.open))?.open ?? "");
  if (open === "") return CLOSED;
  let depth = state.depth;
  const closings = PAIRS.filter((pair) => pair.open === open).map((pair) => pair.close);
  for (const sign of text) {
    if (sign === open) depth++;
    else if (closings.includes(sign) && depth > 0) depth--;
  }
  return depth > 0 ? { open, depth } : CLOSED;
}

function maybeOpens(source: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (source[at] === 0x20 || source[at] === 0x09)) at++;
  const first = source[at];
  return first === 0xe2 || first === 0xc2 || first === 0xe3;
}
