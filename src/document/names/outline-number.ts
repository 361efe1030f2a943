import { FULL_STOPS } from "../conventions/full-stops.ts";
import { STEP_PATTERN } from "../conventions/number-steps.ts";
import { insertionLead } from "./insertion-lead.ts";
import { readHan, readLetter, readNumber } from "./numbers.ts";
import type { PrintedNumber } from "./printed-number.ts";
import { INSERTED, suffixValue } from "./suffix-value.ts";

/** The number that an outline heading begins with. */
export interface OutlineNumber {
  readonly number: PrintedNumber;
  /** Where it begins in the text. */
  readonly start: number;
  /** Where it ends in the text, with the mark that closes it. */
  readonly end: number;
  /** True when a mark closes the number or dots divide it. */
  readonly dotted: boolean;
  /** True when letters or a step follow the digits and no mark closes the number: `2A Title`, but also `3D printing`. */
  readonly open: boolean;
}

const SUFFIX = "(?:[A-Z]{1,4}|[a-z]{1,2}|[а-яґєії]|[א-ת]{1,2}|[क-ह]|[ক-হ]|[Α-Ω]{1,2}|\\.?[¹²³⁰⁴-⁹]{1,2})?";
const STEP = `(?:[ -]?(?:${STEP_PATTERN}))?`;
const NUMBERED = new RegExp(
  String.raw`^(?:(\p{Nd}+${SUFFIX}(?:[.\-–]\p{Nd}+${SUFFIX})*(?:-(?:[A-Z]|[က-အ])(?=[.)${FULL_STOPS}]))?${STEP}(?:\(\d{1,2}\)(?=[.)])|\/\d{1,2}(?=[.)])| [a-z](?=\)))?)([.)${FULL_STOPS}]|\.\)|:(?= ["“«(]?\p{Lu}))?|([A-Z]|[IVXLC]+|[a-z])([.)])|\((\p{Nd}+|[a-zA-Z]|[ivxlc]+)\))(?=\s|$|(?<=[.)])[-–—]{1,2} ?["“(\[\p{L}])`,
  "u",
);
/** What an inserted number ends with: `2(1).`, `2/1.`, `2 a)`, `2א.`. */
const TAIL = /(?:[(/](\d{1,2})\)?| ?([א-ת]{1,2}|(?<= )[a-z]))$/u;
const ORDINAL = /\d(?:st|nd|rd|th)$/u;
/** A Chinese number with its mark: `一、`, `第二、`, `三．`. */
const HAN = /^(第?)([〇零一二三四五六七八九十百]{1,5})[、．.]\s*/u;

/** Reads the number that an outline heading begins with (`3.2.1 Title`, `10A. Title`, `A. Title`, `2.—(1) Text`); null where it has none. */
export function readOutlineNumber(text: string): OutlineNumber | null {
  return readHanNumber(text) ?? readNumbered(text);
}

/** Reads the Chinese number that a line begins with (`一、`); null where it has none. */
export function readHanNumber(text: string): OutlineNumber | null {
  if (text.charCodeAt(0) < 0x3000) return null;
  const [printed, before = "", sign = ""] = HAN.exec(text) ?? [];
  const number = printed === undefined ? null : readHan(sign, 0);
  if (printed === undefined || number === null) return null;
  const label = before + sign;
  return {
    number: { text: label, length: label.length, value: number.value },
    start: 0,
    end: printed.length,
    dotted: true,
    open: false,
  };
}

function readNumbered(text: string): OutlineNumber | null {
  const start = insertionLead(text);
  const match = NUMBERED.exec(start === 0 ? text : text.slice(start));
  if (match === null) return null;
  const printed = match[1] ?? match[3] ?? match[5] ?? "";
  const closed = match[1] === undefined || match[2] !== undefined;
  if (!closed && ORDINAL.test(printed)) return null;
  const number =
    readTailed(printed) ?? readNumber(printed, 0) ?? readLetter(printed, 0) ?? readSmall(printed);
  if (number === null) return null;
  const open = !closed && /[^\p{Nd}.\-–]/u.test(printed);
  const dotted = closed || /[.]/.test(printed);
  return { number: { ...number, text: printed }, start, end: start + match[0].length, dotted, open };
}

function readTailed(printed: string): PrintedNumber | null {
  const tail = TAIL.exec(printed);
  const number = tail === null ? null : readNumber(printed.slice(0, tail.index), 0);
  if (tail === null || number === null) return null;
  const [, digits, letters = ""] = tail;
  const inserted = digits === undefined ? suffixValue(letters) : [INSERTED + Number(digits)];
  return { text: printed, length: printed.length, value: [...number.value, ...inserted] };
}

function readSmall(printed: string): PrintedNumber | null {
  if (!/^[a-z]+$/.test(printed)) return null;
  const first = printed.length === 1 ? printed.charCodeAt(0) - 96 : 0;
  const value = first > 0 ? [first] : (readNumber(printed.toUpperCase(), 0)?.value ?? []);
  return { text: printed, length: printed.length, value };
}
