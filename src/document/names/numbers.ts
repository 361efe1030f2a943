import { NUMBER_WORDS } from "../conventions/number-words.ts";

/** A number as printed, with what its order among other numbers follows from. */
export interface PrintedNumber {
  /** The printed text, e.g. `12a`, `3 bis 6`, `XIV`, `百二十三条の二` without its signs. */
  readonly text: string;
  /** Length of the text in UTF-16 units, counted from where reading began. */
  readonly length: number;
  /** Comparable parts: `12a` is [12, 1], `3.2.1` is [3, 2, 1]; empty when the order is not known. */
  readonly value: readonly number[];
}

const LATIN_STEPS =
  "bis|ter|quater|quinquies|quinques|sexies|septies|octies|nonies|novies|decies|undecies|duodecies|terdecies|quaterdecies|quindecies|sexdecies|vicies";
const DIGITS = String.raw`\p{Nd}+`;
const SUFFIX = String.raw`(?:[a-zа-яα-ω]{1,3}(?![\p{L}\p{M}])|[A-Z]{1,2}(?![\p{L}\p{M}]))?`;
/** A letter set apart by a space (`§ 12 a Title`): nothing or a capital follows it. */
const SPACED = String.raw`(?: [a-z](?=$| ?[.:]|[ ][\p{Lu}(]))?`;
const ORDINAL = String.raw`(?:\.?[ºª°˚o](?![\p{L}])|(?:er|re|ère|ème|e|st|nd|rd|th)(?![\p{L}\p{M}]))?`;
const ANY_CASE_STEPS = `${LATIN_STEPS}|${LATIN_STEPS.toUpperCase()}`;
/** `3 bis 6` is a range in German: a step is not followed by a number. */
const STEP = String.raw`(?:[ \-.](?:${ANY_CASE_STEPS})(?![\p{L}])(?! ?\p{Nd}))`;
const STEPS = String.raw`(?:${STEP}(?:[ \-][A-Z](?![\p{L}\p{Nd}]))?|[ \-][A-Z](?=[.:)]|$))?`;
const PREFIX = String.raw`(?:[A-Z]{1,2}\*{0,2}(?:\. ?| )?\*?(?=\p{Nd}))?`;
const ONE = String.raw`${PREFIX}-?${DIGITS}${ORDINAL}${SUFFIX}(?:[.\-‐‑–/·:_](?=\p{Nd})${DIGITS}${SUFFIX})*${SPACED}${STEPS}`;
const LINK = String.raw`(?: ?[-–—~～] ?| (?:bis|und|to|and|through|à|et|y|e|al|a|até|до|и|та|i|až|t\/m|en|och|og|til|till|to|–|ja|și|da|và|đến|سے|و) )`;
const ARABIC = new RegExp(String.raw`${ONE}(?:(?:${LINK}|, ?)(?=-?\p{Nd})${ONE})*`, "uy");
const STEP_NAME = new RegExp(String.raw`[ .-](${ANY_CASE_STEPS})(?! ?\d)`, "u");
const OTHER_DIGITS = /[^ -~]/;
const SIMPLE = /(\d{1,9})(?![\p{L}\p{M}\p{Nd}])(?![ .\-‐‑–/·:_º°ª˚,]|[―—~～])/uy;
const FRACTION = /[¼½¾⅐-⅞]/uy;
const ROMAN =
  /(?=[IVXLCDM])M{0,4}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})(?:[ .-](?:bis|ter|quater|[A-Z](?=[.:)\s]|$)))?(?![\p{L}\p{M}\p{Nd}])/uy;
const ROMAN_SIGN = /[Ⅰ-Ⅿⅰ-ⅿ]+/uy;
const ROMAN_ORDINAL = /(I|V|X)(?:er|re|ère|e|ème)(?![\p{L}])/uy;
const LETTER = /[A-Z](?![\p{L}\p{M}\p{Nd}'’])/uy;
const HAN = /[〇○零一二三四五六七八九十百千万0-9０-９]+/uy;
const HEBREW = /[א-ת]{1,3}["'׳״]?[א-ת]?(?![\p{L}\p{M}])/uy;
const ETHIOPIC = /[፩-፼]+/uy;

/** Reads a number in the script of digits, or a Roman numeral, a letter, a word that counts; null when there is none. */
export function readNumber(text: string, from: number): PrintedNumber | null {
  return (
    readWith(SIMPLE, text, from, (found) => [Number(found)]) ??
    readWith(ARABIC, text, from, valueOfDigits) ??
    readWith(ROMAN_ORDINAL, text, from, (found) => [romanValue(found.slice(0, 1))]) ??
    readWith(ROMAN, text, from, valueOfRoman) ??
    readWith(ROMAN_SIGN, text, from, (found) => [romanValue(found.normalize("NFKC").toUpperCase())]) ??
    readWith(FRACTION, text, from, () => []) ??
    readWith(ETHIOPIC, text, from, valueOfEthiopic) ??
    readWord(text, from)
  );
}

/** Reads a single capital letter that counts (`A`, `B`, …). */
export function readLetter(text: string, from: number): PrintedNumber | null {
  return readWith(LETTER, text, from, (found) => [found.charCodeAt(0) - 64]);
}

/** Reads a Hebrew letter numeral (`א`, `יא`). */
export function readHebrewLetters(text: string, from: number): PrintedNumber | null {
  return readWith(HEBREW, text, from, (found) => [hebrewValue(found)]);
}

/** Reads a number in Chinese signs or digits of any width, as it stands between 第 and 条. */
export function readHan(text: string, from: number): PrintedNumber | null {
  return readWith(HAN, text, from, (found) => [hanValue(found.normalize("NFKC"))]);
}

/** The value of a number in Chinese signs, or in digits. */
export function hanValue(text: string): number {
  if (/^\d+$/.test(text)) return safeNumber(text);
  let total = 0;
  let digit = 0;
  let positional = "";
  for (const sign of text) {
    const value = "〇一二三四五六七八九".indexOf(sign === "零" || sign === "○" ? "〇" : sign);
    if (value >= 0) {
      digit = value;
      positional += String(value);
      continue;
    }
    const unit = { 十: 10, 百: 100, 千: 1000, 万: 10_000 }[sign] ?? 1;
    total += (digit === 0 ? 1 : digit) * unit;
    digit = 0;
    positional = "";
  }
  return total === 0 && positional.length > 1 ? safeNumber(positional) : total + digit;
}

/** The value of a Roman numeral in capital letters; IIII and VIIII count as printed. */
function romanValue(text: string): number {
  const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  let total = 0;
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charAt(at)] ?? 0;
    total += value < (values[text.charAt(at + 1)] ?? 0) ? -value : value;
  }
  return total;
}

/** Digits of any script as ASCII digits; all else unchanged. */
export function toAsciiDigits(text: string): string {
  if (!OTHER_DIGITS.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code < 0x80) return digit;
    if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
    return String(digitValue(code));
  });
}

function digitValue(code: number): number {
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
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

function valueOfDigits(found: string): readonly number[] {
  const ascii = toAsciiDigits(found);
  const parts: number[] = [];
  for (const part of ascii.matchAll(
    /(\d+)(?:\.?[ºª°˚])?([a-zа-яα-ω]{1,2}| [a-z](?![a-z])|[ -]?[A-Z]{1,2}(?![A-Z]))?/gu,
  )) {
    parts.push(safeNumber(part[1] ?? "0"));
    const suffix = (part[2] ?? "").replace(/^[ -]/, "");
    if (suffix !== "" && !/^(?:er|re|st|nd|rd|th|o|e)$/u.test(suffix)) parts.push(letterValue(suffix));
  }
  const step = STEP_NAME.exec(ascii)?.[1];
  if (step !== undefined) parts.push(LATIN_STEPS.split("|").indexOf(step.toLowerCase()) + 2);
  return ascii.startsWith("-") ? [] : parts;
}

function valueOfRoman(found: string): readonly number[] {
  const [numeral = "", step] = found.split(/[ .-]/);
  const value = romanValue(numeral);
  return step === undefined || step === "" ? [value] : [value, letterValue(step.slice(0, 1).toLowerCase())];
}

function valueOfEthiopic(found: string): readonly number[] {
  let total = 0;
  for (const sign of found) {
    const code = sign.codePointAt(0) ?? 0;
    total += code < 0x1372 ? code - 0x1368 : code < 0x137b ? (code - 0x1371) * 10 : 0;
  }
  return [total];
}

function hebrewValue(found: string): number {
  let total = 0;
  for (const sign of found) {
    const index = "אבגדהוזחט".indexOf(sign);
    const tens = "יכלמנסעפצ".indexOf(sign);
    const hundreds = "קרשת".indexOf(sign);
    total += index >= 0 ? index + 1 : tens >= 0 ? (tens + 1) * 10 : hundreds >= 0 ? (hundreds + 1) * 100 : 0;
  }
  return total;
}

function readWord(text: string, from: number): PrintedNumber | null {
  const first = firstWords(text.slice(from, from + 60), 1);
  if (first === null || !FIRST_WORDS.has(first.folded.split(" ")[0] ?? "")) return null;
  const rest = text.slice(from, from + 60);
  for (const length of [3, 2, 1]) {
    const words = firstWords(rest, length);
    if (words === null) continue;
    const value = NUMBER_WORDS.get(words.folded);
    if (value !== undefined) return { text: words.printed, length: words.printed.length, value: [value] };
  }
  return null;
}

const FIRST_WORDS: ReadonlySet<string> = new Set(
  [...NUMBER_WORDS.keys()].map((words) => words.split(" ")[0] ?? ""),
);
const WORD = String.raw`[\p{L}\p{M}'’\u200c]+`;
const WORDS = [1, 2, 3].map(
  (count) => new RegExp(`^${WORD}(?:[ -]${WORD}){${count - 1}}(?![\\p{L}\\p{M}])`, "u"),
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
  return printed
    .normalize("NFD")
    .replace(/[\p{Mn}\u200c]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/-/g, " ");
}

function letterValue(letters: string): number {
  let total = 0;
  for (const letter of letters.toLowerCase()) {
    const code = letter.codePointAt(0) ?? 0;
    total = total * 32 + (code < 0x80 ? code - 0x60 : code < 0x400 ? code - 0x3b0 : code - 0x42f);
  }
  return total;
}

function safeNumber(digits: string): number {
  return Number(digits.slice(0, 15));
}
