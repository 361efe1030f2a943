import { STEP_VALUES } from "../conventions/number-steps.ts";
import { isCapital, isDigit, isSmall } from "./ascii.ts";
import type { PrintedNumber } from "./printed-number.ts";

const MAX_DIGITS = 9;
const SPACE = 0x20;
const STOP = 0x2e;
const COLON = 0x3a;
const OPEN = 0x28;
/** Marks that may join a number to what follows; every other ASCII mark ends it. */
const JOINS = "-/_,(^~";
/** A word of so many letters is no letter that belongs to the number, even in capitals. */
const LONG_WORD = 4;
/** Words after which another number may follow: `3 to 6`, `3 and 4`. */
const LINKS: ReadonlySet<string> = new Set(
  "bis to through thru au al a do tot til till hasta und u and et y e ed ve dan en och og ja da i ir un".split(
    " ",
  ),
);

/**
 * Reads a number in ASCII digits that nothing continues: the end, or a mark or a word that belongs to no number follows (`12`, `12. Title`,
 * `12 Title`). Null where it takes the patterns of every convention to tell.
 */
export function readPlainNumber(text: string, from: number): PrintedNumber | null {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end++;
  const length = end - from;
  if (length === 0 || length > MAX_DIGITS || !isClosed(text, end)) return null;
  const digits = text.slice(from, end);
  return { text: digits, length, value: [Number(digits)] };
}

function isClosed(text: string, end: number): boolean {
  if (end === text.length) return true;
  const mark = text.charCodeAt(end);
  const next = text.charCodeAt(end + 1);
  if (mark === COLON) return end + 1 === text.length || (next < 0x80 && !isDigit(next));
  if (mark === SPACE) return next === OPEN || isOtherWord(text, end + 1);
  if (mark !== STOP)
    return mark < 0x80 && !isSmall(mark) && !isCapital(mark) && !JOINS.includes(text.charAt(end));
  if (end + 1 === text.length) return true;
  return (
    next === SPACE && !isLastLetter(text, end + 2) && !STEP_VALUES.has(wordAt(text, end + 2).toLowerCase())
  );
}

/** True for a letter that ends the text, with or without a stop: `2. a`. */
function isLastLetter(text: string, at: number): boolean {
  return isSmall(text.charCodeAt(at)) && /^.\.?$/.test(text.slice(at, at + 3));
}

/** True for a whole word that is neither a step, a link to another number, nor a letter of the number. */
function isOtherWord(text: string, at: number): boolean {
  const word = wordAt(text, at);
  if (word.length < 2) return false;
  // Such a word goes on; only short ones begin like a link: `até`.
  if (word.length < LONG_WORD && text.charCodeAt(at + word.length) >= 0x80) return false;
  if (word.length < LONG_WORD && !isSmall(word.charCodeAt(1))) return false;
  const folded = word.toLowerCase();
  return !LINKS.has(folded) && !STEP_VALUES.has(folded);
}

/** The ASCII letters from a place on. */
function wordAt(text: string, at: number): string {
  let end = at;
  for (let code = text.charCodeAt(end); isSmall(code) || isCapital(code); code = text.charCodeAt(end)) end++;
  return text.slice(at, end);
}
