import { readNumberWord } from "./numbers.ts";
import type { PrintedNumber } from "./printed-number.ts";

const CAPITAL = /^\p{Lu}[\p{L}\p{M} ]{2,40}(?=\.? ?[-–—:]|\. \p{Lu})/u;
const DASHED = /^\.? ?[-–—]+(?=\s|$)/u;
const COLON = /^:(?=\s)/u;
const STOP = /^\.(?= \p{Lu})/u;
const LOWER = /\p{Ll}/u;

/** A word that counts, with the mark that sets it apart from the text: `PRIMERA.- Objeto`, `FIRST: The Council`; null where there is none. */
export function readOrdinalLead(
  text: string,
  isMarked = false,
): { readonly number: PrintedNumber; readonly end: number } | null {
  if (!CAPITAL.test(text)) return null;
  const number = readNumberWord(text, 0);
  if (number === null) return null;
  const rest = text.slice(number.length);
  // In running text `First: …` is a step of an argument; a name is in capitals or has a dash.
  const isCapital = isMarked || !LOWER.test(number.text);
  const mark = DASHED.exec(rest) ?? (isCapital ? (COLON.exec(rest) ?? STOP.exec(rest)) : null);
  return mark === null ? null : { number, end: number.length + mark[0].length };
}
