import { NUMBER_FIRST, SIGNED } from "../conventions/articles.ts";
import type { Designator } from "./designator.ts";
import { foldWord } from "./fold-text.ts";
import { firstWords, indexWords } from "./index-words.ts";
import { matchAt } from "./match-at.ts";
import { beginsNumberWord, readNumber } from "./numbers.ts";
import type { PrintedNumber } from "./printed-number.ts";

/** A word of a name. */
export const ANY_WORD = /[\p{L}\p{M}'’ʼꞌ\u200c-]+/uy;
/** Words of a name at most. */
export const MAX_WORDS = 3;
/** What may stand between a number and the word after it. */
const BETWEEN = /[.)º°ª]?[ \-‐‑]?/uy;
/** A letter after a space, before the sign or word: `5 a §`, `5. a člen`; in Lithuanian a number in parentheses: `5(1) straipsnis`. */
const INSERTED_APART = /\d+(?:\.? [a-z](?=\.? ?§|\.? \p{L}{2})|\(\d{1,2}\))/uy;
/** In Icelandic the letter follows the word: `5. gr. a`. */
const LETTER_AFTER_WORD = /\.? [a-zþæö](?=\.?$|\. (?!\p{Ll}))/uy;
const LETTERED_AFTER: ReadonlySet<string> = new Set(["is-grein"]);

const AFTER = indexWords([...NUMBER_FIRST, ...SIGNED]);
const FIRST_WORDS = firstWords(AFTER.keys());

/** True for a folded word with which a name goes on behind its number. */
export function followsNumber(word: string): boolean {
  return FIRST_WORDS.has(word);
}

/** Reads a name whose number stands before its word: `2. člen`, `5 a §`, `2. gr. a`; null where there is none. `first` is the folded first word. */
export function readNumberFirst(text: string, start: number, first: string): Designator | null {
  const code = text.charCodeAt(start);
  const isRoman = "IVXLCDM".includes(text.charAt(start));
  if (code < 0x30 || (code > 0x39 && code < 0x80 && !isRoman && !beginsNumberWord(first))) return null;
  const printed = matchAt(INSERTED_APART, text, start);
  const found = printed === "" ? null : readBeforeWord(text, start, inserted(printed));
  if (found !== null) return found;
  const number = readNumber(text, start);
  return number === null ? null : readBeforeWord(text, start, number);
}

/** The number of an inserted unit whose letter or second number stands apart. */
function inserted(printed: string): PrintedNumber {
  const [first = "", second = ""] = printed.split(/[ (]/u);
  const plain = `${Number.parseInt(first, 10)}${second.endsWith(")") ? `-${second.slice(0, -1)}` : second}`;
  return { text: plain, length: printed.length, value: readNumber(plain, 0)?.value ?? [] };
}

function readBeforeWord(text: string, start: number, number: PrintedNumber): Designator | null {
  const after = start + number.length;
  let at = after + matchAt(BETWEEN, text, after).length;
  if (text.startsWith("§", at)) {
    const row = AFTER.get("§");
    const close = text.startsWith("§§", at) ? 2 : 1;
    return row === undefined ? null : { row, number, end: at + close, start };
  }
  let words = "";
  for (let count = 1; count <= MAX_WORDS; count++) {
    const word = matchAt(ANY_WORD, text, at);
    if (word === "") return null;
    words += (count === 1 ? "" : " ") + foldWord(word.replace(/^-/, ""));
    if (count === 1 && !FIRST_WORDS.has(words)) return null;
    at += word.length;
    const row = AFTER.get(words) ?? (text.charAt(at) === "." ? AFTER.get(`${words}.`) : undefined);
    if (row !== undefined) return withLetter(text, { row, number, end: at, start });
    if (text.charAt(at) !== " ") return null;
    at++;
  }
  return null;
}

/** The name with a letter that follows its word. */
function withLetter(text: string, found: Designator): Designator {
  const { row, number, end } = found;
  const letter = LETTERED_AFTER.has(row.id) ? matchAt(LETTER_AFTER_WORD, text, end) : "";
  if (letter === "") return found;
  const printed = number.text + letter.slice(-1);
  const full = { text: printed, length: printed.length, value: readNumber(printed, 0)?.value ?? [] };
  return { ...found, number: full, end: end + letter.length };
}
