import { AROUND, NUMBER_FIRST, QUALIFIED, SIGNED, WORD_FIRST } from "../conventions/articles.ts";
import type { ConventionRow } from "../conventions/convention.ts";
import { LEADING_WORDS } from "../conventions/number-words.ts";
import { isCapital, isSmall } from "./ascii.ts";
import { readStepBehind } from "./digit-number.ts";
import { foldWord } from "./fold-text.ts";
import { firstWords, indexWords } from "./index-words.ts";
import { insertionLead } from "./insertion-lead.ts";
import { matchAt } from "./match-at.ts";
import { readMisread, readNought } from "./misread-number.ts";
import { readAround } from "./name-around.ts";
import { ANY_WORD, MAX_WORDS, readNumberFirst } from "./number-first.ts";
import { beginsNumberWord, readHebrewLetters, readLetter, readNumber } from "./numbers.ts";
import type { PrintedNumber } from "./printed-number.ts";

/** The name of a unit at the start of a folded text: `Article 12a`, `§ 3`, `第一条の二`, `1. cikk`. */
export interface Designator {
  readonly row: ConventionRow;
  readonly number: PrintedNumber;
  /** Where the name ends in the text, before a closing mark. */
  readonly end: number;
  /** Where the name begins, after a mark such as `(XXXX)`. */
  readonly start: number;
}

/** Before digits a word may stand that makes an ordinal of them: `Điều thứ 2`. */
const AFTER_WORD =
  /(?:[.:：]|\.?:)? ?(?:n[.°ºo]\.?(?!\p{L}) ?|№ ?|# ?|(?:th[ứu]|TH[ỨU]|Th[ứu]|ke)[ -](?=\p{Nd}|[IVXLC]+(?![\p{L}\p{Nd}])))?\(? ?/uy;
const SIGN = /§{1,2} ?/uy;
/** What may stand before a name: a mark of its status, an icon, and the bracket of an insertion. */
const LEAD =
  /^(?:\(XXXX\) |\[[xX ]?\] |\p{Extended_Pictographic}[\p{M}\p{Cf}\p{Extended_Pictographic}]{0,8} ?|\[(?=[^\]]*\]?$))/u;
/** Between two names of one head: a range (`Điều 5 đến Điều 7`, `§ 5 bis § 7`), or two that follow each other (`§ 5 und § 6`). */
const AGAIN =
  /^ (?:bis|to|through|à|au|al|a|až|al|até|do|до|по|đến|tot|til|till|–|-|(and|und|u\.|et|y|e|ed|i|a|en|og|och|ja|și|và|и|та|και|ve|dan)) /u;
const MAX_LINK = 10;
const HYPHENED = /^\d+ ?[-–—] ?\d+$/u;
/** Words that name more than one unit, so that `Articles 5-7` is a range and `Article 5-7` is one number. */
const PLURALS: ReadonlySet<string> = new Set(
  "articles|sections|secs|sects|rules|clauses|clausulas|arts|arts.|artt|artt.|artikels|articulos|artigos|articoli|articole|articolele|articulos|nenet|статьи|статті|членове|членови|αρθρα|clanky|clanci|artikelen|artikler|artiklar|artykuły".split(
    "|",
  ),
);
/** Rows in whose languages a capital after the number is no word: `§ 2 A Rett`. */
const TAKES_LETTER: ReadonlySet<string> = new Set(["paragraph-sign", "de-artikel", "nb-artikkel"]);
const LETTER_BEFORE_TITLE = /(?<=\d) [A-HJLMNPQRTWX](?= \p{Lu}\p{Ll})/uy;

/** Inserted articles of Vietnamese acts have small letters, and never `l`. */
const VIETNAMESE = "vi-dieu";
/** Inserted sections are counted without the letter O. */
const ENGLISH = "en-section";

const BEFORE = indexWords([...WORD_FIRST, ...SIGNED]);
const ONLY_WORDS: ReadonlySet<string> = new Set(LEADING_WORDS);
const ENDS_NAME = /^ ?(?:$|[.:–—]|-[ -])/u;
const FIRST_WORDS = firstWords([...LEADING_WORDS, ...BEFORE.keys()]);
/** The words of names behind the first. */
const FURTHER_WORDS: ReadonlySet<string> = new Set(
  [...BEFORE.keys()].flatMap((words) => words.split(" ").slice(1)),
);

/** Reads the unit name at the beginning of a folded text, or null. */
export function readDesignator(text: string): Designator | null {
  const start = leadOf(text);
  const first = foldWord(matchAt(ANY_WORD, text, start).replace(/-$/, ""));
  return (
    readAround(text, start) ??
    readSigned(text, start) ??
    (FIRST_WORDS.has(first) ? (qualify(text, readWordFirst(text, start)) ?? readOnly(text, start)) : null) ??
    readNumberFirst(text, start, first)
  );
}

/** Characters before the name; before a letter or a sign there are none. */
function leadOf(text: string): number {
  const first = text.charCodeAt(0);
  if (isSmall(first) || isCapital(first) || text.startsWith("§")) return 0;
  return LEAD.exec(text)?.[0].length ?? insertionLead(text);
}

/** True when a text that begins with this folded word or sign may begin with a unit's name. */
export function beginsName(word: string): boolean {
  return FIRST_WORDS.has(word);
}

/** True for a folded word that may stand behind the first word of a name: one that counts, or a further word of the name. */
export function mayFollowName(word: string): boolean {
  return beginsNumberWord(word) || FURTHER_WORDS.has(word);
}

/** Every row of the table, in order. */
export const CONVENTION_ROWS: readonly ConventionRow[] = [
  ...WORD_FIRST,
  ...SIGNED,
  ...NUMBER_FIRST,
  ...AROUND,
];

function readSigned(text: string, start: number): Designator | null {
  const row = SIGNED[0];
  if (!text.startsWith("§", start) || row === undefined) return null;
  const sign = matchAt(SIGN, text, start);
  const slash = text.startsWith("/", start + sign.length) ? 1 : 0;
  const at = start + sign.length + slash;
  const number = readNumber(text, at);
  if (number === null) return null;
  const full = widen(number, { text, at, name: "§", isPlural: sign.startsWith("§§"), row });
  return { row, number: full, end: at + full.length, start };
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

/** The name with the word behind its number that makes it one of another row. */
function qualify(text: string, found: Designator | null): Designator | null {
  const change = found === null ? undefined : QUALIFIED.find(({ id }) => id === found.row.id);
  if (found === null || change === undefined || text.charAt(found.end) !== " ") return found;
  const word = matchAt(ANY_WORD, text, found.end + 1);
  const row = WORD_FIRST.find(({ id }) => id === change.named);
  if (row === undefined || foldWord(word) !== change.word) return found;
  return { ...found, row, end: found.end + 1 + word.length };
}

function readAfterWord(
  text: string,
  found: { readonly start: number; readonly at: number; readonly row: ConventionRow },
): Designator | null {
  const { start, row } = found;
  const gap = matchAt(AFTER_WORD, text, found.at);
  const at = found.at + gap.length;
  const number =
    (row.id === VIETNAMESE ? readMisread(text, at, false) : null) ??
    (row.id === ENGLISH ? readNought(text, at) : null) ??
    readNumber(text, at) ??
    (gap === "" ? null : readMisread(text, at, true)) ??
    (row.languages[0] === "he" ? readHebrewLetters(text, at) : null) ??
    (gap !== "" && /^[A-Z](?:[.:)]| ?$| [-–—])/.test(text.slice(at, at + 3)) ? readLetter(text, at) : null);
  if (number === null) return null;
  const name = text.slice(start, found.at);
  const full = widen(number, { text, at, name, isPlural: PLURALS.has(foldWord(name)), row });
  const last = at + full.length;
  if (!gap.includes("(") || text.charAt(last) !== ")") return { row, number: full, end: last, start };
  const step = readStepBehind(text, last + 1);
  const end = last + 1 + step.length;
  const stepped = step === "" ? null : readNumber(full.text + step, 0);
  return { row, number: stepped ?? full, end, start };
}

/** Adds to a number what only its word explains: a letter before a title (`§ 2 A Rett`), and the last number of a range. */
function widen(
  number: PrintedNumber,
  found: {
    readonly text: string;
    readonly at: number;
    readonly name: string;
    readonly isPlural: boolean;
    readonly row: ConventionRow;
  },
): PrintedNumber {
  const { text, at, name, isPlural, row } = found;
  const letter = TAKES_LETTER.has(row.id) ? matchAt(LETTER_BEFORE_TITLE, text, at + number.length) : "";
  if (letter !== "") return readNumber(text.slice(at, at + number.length + letter.length), 0) ?? number;
  const [first = 0, next = 0] = number.value;
  if (isPlural && number.value.length === 2 && HYPHENED.test(number.text) && next > first)
    return { ...number, value: [first], through: next };
  const again = AGAIN.exec(text.slice(at + number.length, at + number.length + MAX_LINK + name.length));
  if (again === null) return number;
  const second = at + number.length + again[0].length;
  if (text.slice(second, second + name.length).toLowerCase() !== name.toLowerCase()) return number;
  const gap = matchAt(AFTER_WORD, text, second + name.length);
  const from = second + name.length + gap.length;
  const last = readNumber(text, from);
  const through = last?.value[0] ?? 0;
  if (last === null || through <= first || (again[1] !== undefined && through !== first + 1)) return number;
  const length = from + last.length - at;
  return { text: text.slice(at, at + length), length, value: number.value, through };
}

/** The name of the only unit: `Sole Article`, `Einziger Paragraph`. */
function readOnly(text: string, start: number): Designator | null {
  const only = matchAt(ANY_WORD, text, start);
  if (!ONLY_WORDS.has(foldWord(only)) || text.charAt(start + only.length) !== " ") return null;
  const word = matchAt(ANY_WORD, text, start + only.length + 1);
  const row = BEFORE.get(foldWord(word));
  const end = start + only.length + 1 + word.length;
  if (row === undefined || !ENDS_NAME.test(text.slice(end))) return null;
  return { row, number: { text: only, length: only.length, value: [1] }, end, start };
}
