import { foldText } from "../names/fold-text.ts";
import { readHan, readNumber, readNumberWord } from "../names/numbers.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";

/** A number at the start of a line, with the style in which numbers of one list are printed. */
export interface CountedLead {
  /** The kind of numeral and the mark that closes it, e.g. `digits.`, `han、`, `ordinal`. */
  readonly style: string;
  readonly value: readonly number[];
  /** The number as printed. */
  readonly label: string;
  /** The text behind number and mark. */
  readonly rest: string;
}

/** The style of a number alone on its line. */
export const LONE_DIGITS = "digits alone";
const LONE_STYLES: ReadonlySet<string> = new Set([LONE_DIGITS, "roman alone", "ordinal alone"]);
/** The style of a number before a word, without a mark. */
export const UNMARKED_DIGITS = "digits";
const PROBE_BYTES = 200;
/** Marks of quotes, lists, tables and emphasis, and the number of a footnote with the bracket that it opens: `1[2A. …]`. */
const LEAD = /^(?:[\s>|*_#•·–—"“„«]|[-+](?=\s)){0,16}(?:\p{Nd}{0,3}\[(?=\p{Nd}|\p{Lu}))?/u;
const EMPHASIS = /\*\*|__|\\(?=[.)\]])/gu;
const DIGITS = /^(?:§ ?)?\p{Nd}{1,4}/u;
/** What closes a number: a stop with or without a dash, a bracket, the end of the line, or a space before a word. */
const CLOSES =
  /^(?:(?<mark>[.)．）、](?:[-–—]+)?)(?=\s|$|[\p{Lu}\p{Lo}“"«(（])|(?<dash> ?[-–—]{1,2}) (?=\S)|(?<alone>$)|(?=\s+["“«(（]?[\p{Lu}\p{Lo}\p{Nd}]))/u;
const HAN = /^(?<head>第?)(?<number>[〇零一二三四五六七八九十百]{1,5})(?<mark>[、．.])/u;
const ROMAN = /^(?<number>[IVXL]{1,6})(?:(?<mark>[.)]|\.?[-–—]{1,2}| [-–—])(?=\s|$)|(?<alone>$))/u;
/** A letter and a number, as below an annex: `A1.`, `A.1 Title`. */
const LETTERED = /^(?<letter>[A-Z])[.-]?(?<number>\d{1,3})(?<mark>[.)]|(?=\s+["“«(]?\p{Lu}))(?=\s)/u;
const ORDINAL_MARK = /^(?: ?(?:[.:](?:[-–—]+)?|[-–—]+)(?=\s|$)|$)/u;

/** True for the style of a number without a mark and alone on its line: a provision, or the cell of a table. */
export function isLoneStyle(style: string): boolean {
  return LONE_STYLES.has(style);
}

/** Reads the number with which a printed line begins (`2.1. Text`, `2A.`, `一、`, `IV.`, `PRIMERO.-`, `１　`); null where there is none. */
export function readCounted(printed: string): CountedLead | null {
  const text = foldText(printed.replace(LEAD, "").replace(EMPHASIS, ""));
  return (
    readDigitLead(text) ??
    readHanLead(text) ??
    readRomanLead(text) ??
    readLetteredLead(text) ??
    readWordLead(text)
  );
}

/** The number with which a line of the source begins. */
export function readCountedLine(scanned: ScannedSource, line: number): CountedLead | null {
  return readCounted(readText(scanned, line, PROBE_BYTES));
}

function readDigitLead(text: string): CountedLead | null {
  if (!DIGITS.test(text)) return null;
  const from = /^§ ?/u.exec(text)?.[0].length ?? 0;
  const number = readNumber(text, from);
  if (number === null || number.value.length === 0 || number.through !== undefined) return null;
  const end = from + number.length;
  const mark = CLOSES.exec(text.slice(end));
  if (mark === null) return null;
  const { mark: stop, dash, alone } = mark.groups ?? {};
  return {
    style: alone === undefined ? `${UNMARKED_DIGITS}${toAsciiMark(stop ?? dash ?? "")}` : LONE_DIGITS,
    value: number.value,
    label: text.slice(0, end),
    rest: text.slice(end + mark[0].length),
  };
}

function readHanLead(text: string): CountedLead | null {
  const found = HAN.exec(text);
  const number = found?.groups?.["number"] ?? "";
  if (found === null || number === "") return null;
  const value = readHan(number, 0)?.value ?? [];
  const label = found[0].slice(0, -1);
  return { style: `han${found.groups?.["head"] ?? ""}`, value, label, rest: text.slice(found[0].length) };
}

function readRomanLead(text: string): CountedLead | null {
  const found = ROMAN.exec(text);
  const { number = "", mark = "", alone } = found?.groups ?? {};
  const value = number === "" ? [] : (readNumber(`${number} `, 0)?.value ?? []);
  if (found === null || value.length === 0) return null;
  return {
    style: alone === undefined ? `roman${toAsciiMark(mark)}` : "roman alone",
    value,
    label: number,
    rest: text.slice(found[0].length),
  };
}

function readLetteredLead(text: string): CountedLead | null {
  const found = LETTERED.exec(text);
  const { letter = "", number = "", mark = "" } = found?.groups ?? {};
  if (found === null) return null;
  const label = found[0].slice(0, found[0].length - mark.length);
  return { style: `${letter}${mark}`, value: [Number(number)], label, rest: text.slice(found[0].length) };
}

function readWordLead(text: string): CountedLead | null {
  if (!/^\p{Lu}/u.test(text)) return null;
  const number = readNumberWord(text, 0);
  if (number === null) return null;
  const mark = ORDINAL_MARK.exec(text.slice(number.length));
  // In running text `First: …` is a step of an argument.
  if (mark === null || (mark[0].trim() === ":" && /\p{Ll}/u.test(number.text))) return null;
  return {
    style: mark[0] === "" ? "ordinal alone" : "ordinal",
    value: number.value,
    label: number.text,
    rest: text.slice(number.length + mark[0].length),
  };
}

/** Every dash is one mark, and so are the wide and the narrow form of a stop or bracket. */
function toAsciiMark(mark: string): string {
  return mark
    .trim()
    .normalize("NFKC")
    .replace(/[-–—]+/gu, "-");
}
