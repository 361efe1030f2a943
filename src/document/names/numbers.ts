import { STEP_PATTERN } from "../conventions/number-steps.ts";
import { NUMBER_WORDS } from "../conventions/number-words.ts";
import { isCapital, isDigit, isSmall } from "./ascii.ts";
import { readDigits } from "./digit-number.ts";
import { foldWord } from "./fold-text.ts";
import { matchAt } from "./match-at.ts";
import { ethiopicValue, hanValue, hebrewValue, romanValue } from "./numerals.ts";
import { readPlainNumber } from "./plain-number.ts";
import type { PrintedNumber } from "./printed-number.ts";
import { greekValue, suffixValue } from "./suffix-value.ts";

const FRACTION = /[¼½¾⅐-⅞]/uy;
const ROMAN = new RegExp(
  String.raw`(?=[IVXLCDM])M{0,4}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})(?:[ .-](?:(?:${STEP_PATTERN})(?![\p{L}\p{M}])|[A-Z](?=[.:)\s]|$)))?(?![\p{L}\p{M}\p{Nd}])`,
  "uy",
);
const ROMAN_SIGN = /[Ⅰ-Ⅿⅰ-ⅿ]+/uy;
const ROMAN_ORDINAL = /(I|V|X)(?:er|re|ère|e|ème)(?![\p{L}])/uy;
const ROMAN_ORDINALS = "IVX";
const HYPHEN = 0x2d;
/** Code points between which no numeral stands: signs such as §, Latin to Hebrew, more Latin and Greek, Chinese and Japanese, Hangul. */
const WITHOUT_DIGITS: readonly (readonly [from: number, to: number])[] = [
  [0xa1, 0xbb],
  [0xc0, 0x65f],
  [0x1e00, 0x1fff],
  [0x3000, 0x9fff],
  [0xac00, 0xd7a3],
];
const LETTER = /[A-Z](?![\p{L}\p{M}\p{Nd}'’])/uy;
/** A Greek letter numeral with its sign (`Α΄`, `ΙΒ'`), or without it where nothing but a name set apart follows. */
const GREEK = /[Α-ΩϚ]{1,3}(?:[΄ʹ´′'’](?!\p{L})|(?= ?(?:$|[.:–—-])))/uy;
const HAN = /[〇○零一二三四五六七八九十百千万0-9０-９]+/uy;
const HEBREW = /[א-ת]{1,3}["'׳״]?[א-ת]?(?![\p{L}\p{M}])/uy;
const ETHIOPIC = /[፩-፼]+/uy;

/** Reads a number in digits of any script, a fraction sign, a Roman or Ethiopic numeral, or a word that counts; null when there is none. */
export function readNumber(text: string, from: number): PrintedNumber | null {
  const first = text.charCodeAt(from);
  if (isDigit(first)) return readPlainNumber(text, from) ?? readDigits(text, from);
  if (isWordOnly(first, text.charCodeAt(from + 1))) return readNumberWord(text, from);
  return (
    readDigits(text, from) ??
    readWith(ROMAN_ORDINAL, text, from, (found) => [romanValue(found.slice(0, 1))]) ??
    readWith(ROMAN, text, from, valueOfRoman) ??
    readWith(ROMAN_SIGN, text, from, (found) => [romanValue(found.normalize("NFKC").toUpperCase())]) ??
    readWith(FRACTION, text, from, () => []) ??
    readWith(ETHIOPIC, text, from, (found) => [ethiopicValue(found)]) ??
    readNumberWord(text, from)
  );
}

/** True where the first two characters begin no number but perhaps a word that counts: `first`, but not `X`, `L. 12` or `٣`. */
function isWordOnly(first: number, second: number): boolean {
  if (first >= 0x80) return WITHOUT_DIGITS.some(([from, to]) => first >= from && first <= to);
  if (isCapital(first)) return isSmall(second) && !ROMAN_ORDINALS.includes(String.fromCharCode(first));
  return first !== HYPHEN;
}

/** Reads a single capital letter as a number (`A`, `B`, …), or a Greek letter numeral (`Α΄`, `ΙΒ΄`). */
export function readLetter(text: string, from: number): PrintedNumber | null {
  return (
    readWith(LETTER, text, from, (found) => [found.charCodeAt(0) - 64]) ??
    readWith(GREEK, text, from, (found) => [greekValue(found)])
  );
}

/** Reads a Hebrew letter numeral (`א`, `יא`). */
export function readHebrewLetters(text: string, from: number): PrintedNumber | null {
  return readWith(HEBREW, text, from, (found) => [hebrewValue(found)]);
}

/** Reads a Chinese numeral or digits of any width, as between 第 and 条. */
export function readHan(text: string, from: number): PrintedNumber | null {
  return readWith(HAN, text, from, (found) => [hanValue(found.normalize("NFKC"))]);
}

function readWith(
  pattern: RegExp,
  text: string,
  from: number,
  toValue: (found: string) => readonly number[],
): PrintedNumber | null {
  pattern.lastIndex = from;
  const found = pattern.exec(text)?.[0];
  if (found === undefined || found === "") return null;
  return { text: found, length: found.length, value: toValue(found) };
}

function valueOfRoman(found: string): readonly number[] {
  const [numeral = "", step] = found.split(/[ .-]/);
  const value = romanValue(numeral);
  return step === undefined || step === "" ? [value] : [value, ...suffixValue(step)];
}

/** Reads a word that counts (`first`, `primera`, `vigésimo segundo`). */
export function readNumberWord(text: string, from: number): PrintedNumber | null {
  const first = matchAt(FIRST_WORD, text, from);
  if (first === "" || !FIRST_WORDS.has(foldWord(first).replaceAll("\u200c", ""))) return null;
  const rest = text.slice(from, from + 60);
  for (const length of [3, 2, 1]) {
    const words = firstWords(rest, length);
    if (words === null) continue;
    const value = NUMBER_WORDS.get(words.folded);
    if (value !== undefined) return { text: words.printed, length: words.printed.length, value: [value] };
  }
  return null;
}

/** True for a folded word with which a word that counts begins. */
export function beginsNumberWord(word: string): boolean {
  return FIRST_WORDS.has(word);
}

const FIRST_WORDS: ReadonlySet<string> = new Set(
  [...NUMBER_WORDS.keys()].map((words) => words.split(" ")[0] ?? ""),
);
const ASCII = /^[ -~]*$/;
/** The stretched line that stands for a dash behind Arabic words is a letter by its class. */
const WORD = String.raw`(?:(?!ـ)[\p{L}\p{M}'’\u200c])+`;
const FIRST_WORD = new RegExp(WORD, "uy");
const WORDS = [1, 2, 3].map(
  (count) => new RegExp(`^${WORD}(?:[ -]${WORD}){${count - 1}}(?!(?!ـ)[\\p{L}\\p{M}])`, "u"),
);

function firstWords(
  rest: string,
  count: number,
): { readonly printed: string; readonly folded: string } | null {
  const printed = WORDS[count - 1]?.exec(rest)?.[0];
  if (printed === undefined) return null;
  return { printed, folded: foldNumberWord(printed) };
}

function foldNumberWord(printed: string): string {
  if (ASCII.test(printed)) return printed.toLowerCase().replaceAll("-", " ");
  return printed
    .normalize("NFD")
    .replace(/[\p{Mn}\u200c]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/-/g, " ");
}
