import { LINE } from "../source/line-class.ts";
import { followQuotes, type QuoteState } from "../source/quotation.ts";
import type { ScannedSource } from "../source/scanned-source.ts";

/** A document with more opening marks that nothing closes is read as it stands. */
const MAX_UNCLOSED = 8;
export const NO_QUOTATION: QuoteState = { open: "", depth: 0 };

/** The quotation that is open at the end of a line; a marked heading ends each, and a mark that is left out opens none. */
export function quoteAfter(
  { source, table, mask }: ScannedSource,
  line: number,
  state: QuoteState,
): QuoteState {
  const kind = mask.classes[line];
  if (kind === LINE.atx || kind === LINE.setext) return NO_QUOTATION;
  if (kind === LINE.blank || (state.depth === 0 && table.skips?.has(line) === true)) return state;
  return followQuotes(source, { start: table.starts[line] ?? 0, end: table.textEnds[line] ?? 0, state });
}

/**
 * The lines with an opening mark that nothing closes to the end of the document: a scan misread the mark, or lost the closing one. Taken
 * for a quotation, what follows would be no text of the act.
 */
export function unclosedQuotations(scanned: ScannedSource, lastLine: number): ReadonlySet<number> {
  const unclosed = new Set<number>();
  for (let from = 0; unclosed.size < MAX_UNCLOSED; ) {
    const opened = lastOpened(scanned, from, lastLine);
    if (opened < 0) return unclosed;
    unclosed.add(opened);
    from = opened + 1;
  }
  return unclosed;
}

/** Every line that opens a quotation. */
export function openingLines(scanned: ScannedSource, lastLine: number): ReadonlySet<number> {
  const opening = new Set<number>();
  for (let line = 0; line < lastLine; line++)
    if (quoteAfter(scanned, line, NO_QUOTATION).depth > 0) opening.add(line);
  return opening;
}

/** The line that opens the quotation in which the document ends, or -1. */
function lastOpened(scanned: ScannedSource, from: number, lastLine: number): number {
  let opened = -1;
  let quotes = NO_QUOTATION;
  for (let line = from; line < lastLine; line++) {
    const next = quoteAfter(scanned, line, quotes);
    if (next.depth === 0) opened = -1;
    else if (quotes.depth === 0) opened = line;
    quotes = next;
  }
  return opened;
}
