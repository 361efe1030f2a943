import { AROUND, NUMBER_FIRST, SIGNED, WORD_FIRST } from "../conventions/articles.ts";
import type { ConventionRow } from "../conventions/convention.ts";
import { foldWord } from "./fold-text.ts";
import { type PrintedNumber, readHan, readHebrewLetters, readLetter, readNumber } from "./numbers.ts";

/** The name of a unit at the start of a folded text: `Article 12a`, `§ 3`, `第一条の二`, `1. cikk`. */
export interface Designator {
  readonly row: ConventionRow;
  readonly number: PrintedNumber;
  /** Where the name ends in the text, before a closing mark. */
  readonly end: number;
  /** Where the name begins, after a mark such as `(XXXX)`. */
  readonly start: number;
}

const ANY_WORD = /[\p{L}\p{M}'’ʼꞌ\u200c-]+/uy;
const AFTER_WORD = /(?:[.:：]|\.?:)? ?(?:n[.°ºo]\.? ?|№ ?|# ?)?\(? ?/uy;
const SIGN = /§{1,2} ?/uy;
const HAN_STEP = /(?:(?:之|の|ノ)[〇零一二三四五六七八九十百千0-9０-９]+)+/uy;
const HANGUL_STEP = /(?:의 ?\d+)+/uy;
const HAN_RANGE =
  /(?:から|乃至|及び?|ないし|至|到|、|～|~)第[〇零一二三四五六七八九十百千0-9０-９]+(?:条|條)(?:(?:之|の)[〇零一二三四五六七八九十百千0-9０-９]+)*(?:まで)?/uy;
const LEAD = /^(?:\(XXXX\) |\[[xX ]?\] )/;
const BETWEEN = /[.)º°ª]?[ \-‐‑]?/uy;
/** Swedish and Finnish put a space before the letter: `5 a §`. */
const LETTERED = /\d+ [a-z](?= ?§)/uy;
const MAX_WORDS = 3;

const BEFORE = indexWords([...WORD_FIRST, ...SIGNED]);
const AFTER = indexWords([...NUMBER_FIRST, ...SIGNED]);
const FIRST_WORDS: ReadonlySet<string> = new Set(
  [...BEFORE.keys()].map((words) => (words.split(" ")[0] ?? "").replace(/\.$/, "")),
);

/** Reads the unit name at the beginning of a folded text, or null. */
export function readDesignator(text: string): Designator | null {
  const start = LEAD.exec(text)?.[0].length ?? 0;
  return (
    readAround(text, start) ??
    readSigned(text, start) ??
    readWordFirst(text, start) ??
    readNumberFirst(text, start)
  );
}

/** True when a text that begins with this folded word or sign may begin with a unit's name. */
export function beginsName(word: string): boolean {
  return FIRST_WORDS.has(word);
}

/** Every row of the table, in order. */
export const CONVENTION_ROWS: readonly ConventionRow[] = [
  ...WORD_FIRST,
  ...SIGNED,
  ...NUMBER_FIRST,
  ...AROUND,
];

function readAround(text: string, start: number): Designator | null {
  const opening = text.charAt(start);
  for (const row of AROUND) {
    if (row.words[0] !== opening) continue;
    const space = text.charAt(start + 1) === " " ? 1 : 0;
    const number = readHan(text, start + 1 + space);
    if (number === null) return null;
    let end = start + 1 + space + number.length;
    if (text.charAt(end) === " ") end++;
    const closing = (row.closing ?? []).find((mark) => text.startsWith(mark, end));
    if (closing === undefined) continue;
    end += closing.length;
    const step = matchAt(row.id === "ko-jo" ? HANGUL_STEP : HAN_STEP, text, end);
    end += step.length;
    const range = matchAt(HAN_RANGE, text, end);
    const parts = [...(step + range).matchAll(/[〇零一二三四五六七八九十百千0-9０-９]+/gu)];
    const value = [...number.value, ...parts.map((part) => readHan(part[0], 0)?.value[0] ?? 0)];
    return {
      row,
      number: { ...number, text: number.text + step + range, value },
      end: end + range.length,
      start,
    };
  }
  return null;
}

function readSigned(text: string, start: number): Designator | null {
  const sign = matchAt(SIGN, text, start);
  const row = SIGNED[0];
  if (sign === "" || row === undefined) return null;
  const slash = text.startsWith("/", start + sign.length) ? 1 : 0;
  const number = readNumber(text, start + sign.length + slash);
  if (number === null) return null;
  return { row, number, end: start + sign.length + slash + number.length, start };
}

function readWordFirst(text: string, start: number): Designator | null {
  let at = start;
  let words = "";
  let found: Designator | null = null;
  for (let count = 1; count <= MAX_WORDS; count++) {
    const word = matchAt(ANY_WORD, text, at);
    if (word === "") break;
    words += (count === 1 ? "" : " ") + foldWord(word.replace(/-$/, ""));
    at += word.length;
    const row = BEFORE.get(words) ?? (text.charAt(at) === "." ? BEFORE.get(`${words}.`) : undefined);
    const read = row === undefined ? null : readAfterWord(text, { start, at, row });
    if (read !== null) found = read;
    if (text.charAt(at) !== " ") break;
    at++;
  }
  return found;
}

function readAfterWord(
  text: string,
  found: { readonly start: number; readonly at: number; readonly row: ConventionRow },
): Designator | null {
  const { start, row } = found;
  const gap = matchAt(AFTER_WORD, text, found.at);
  const at = found.at + gap.length;
  const number =
    readNumber(text, at) ??
    (row.languages[0] === "he" ? readHebrewLetters(text, at) : null) ??
    (gap !== "" && /^[A-Z](?:[.:)]| ?$| [-–—])/.test(text.slice(at, at + 3)) ? readLetter(text, at) : null);
  if (number === null) return null;
  const open = gap.includes("(");
  const end = at + number.length + (open && text.charAt(at + number.length) === ")" ? 1 : 0);
  return { row, number, end, start };
}

function readNumberFirst(text: string, start: number): Designator | null {
  const code = text.charCodeAt(start);
  if (code < 0x30 || (code > 0x39 && code < 0x80 && !"IVXLCDM".includes(text.charAt(start)))) return null;
  const lettered = matchAt(LETTERED, text, start);
  const number = readNumber(lettered === "" ? text : lettered.replace(" ", ""), lettered === "" ? start : 0);
  if (number === null) return null;
  const length = lettered === "" ? number.length : lettered.length;
  let at = start + length + matchAt(BETWEEN, text, start + length).length;
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
    at += word.length;
    const row = AFTER.get(words) ?? (text.charAt(at) === "." ? AFTER.get(`${words}.`) : undefined);
    if (row !== undefined) return { row, number, end: at, start };
    if (text.charAt(at) !== " ") return null;
    at++;
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function indexWords(rows: readonly ConventionRow[]): ReadonlyMap<string, ConventionRow> {
  const index = new Map<string, ConventionRow>();
  for (const row of rows) {
    for (const word of row.words) {
      const key = foldWord(word);
      if (!index.has(key)) index.set(key, row);
    }
  }
  return index;
}
