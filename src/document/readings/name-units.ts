import { UNSEEN } from "../../domain/unseen.ts";
import type { Heading } from "../headings/heading.ts";
import { unescapeMarks } from "../headings/heading-text.ts";
import type { Designator } from "../names/designator.ts";
import { foldText, trimTitle } from "../names/fold-text.ts";
import { type PrintedNumber, readLetter, readNumber } from "../names/numbers.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** What separates a number from its title: marks with at most one dash directly after them, or dashes before white space. */
const SEPARATORS = /^\s*(?:[.．。:：;)\]】،、·]+[-–—―ـ]?(?=\s|$|[^-–—―])|[-–—―|ـ]+(?=\s|$))?\s*/u;
const WIDE_PARENTHESES = /^[（(]([^（）()]*)[）)]$/u;
const LEADING_PARENTHESES = /^[（(]([^（）()]*)[）)]/u;
const LABEL_TAIL = /[\s.．。:：;,،‐\-–—ـ]+$/u;
const NUMBERED =
  /^(?:(\p{Nd}+(?:[.\-–]\p{Nd}+)*(?:\.?[⁰¹²³⁴-⁹]+)?)([.)]|\.\))?|([A-Z]|[IVXLC]+|[a-z])([.)])|\((\p{Nd}+|[a-zA-Z]|[ivxlc]+)\))(?=\s|$)/u;
/** Digits of an inserted number (`3.¹` after 3). */
const RAISED = /[⁰¹²³⁴-⁹]+$/u;
const NEVER_COUNTED = new RegExp(String.raw`[\s\p{M}${UNSEEN}]`, "gu");
/** Longest title on a plain line, in UTF-16 units; a longer rest is the text of the unit. */
const MAX_PLAIN_TITLE = 160;

/** Makes the unit heading of a heading that a row of the table names. */
export function nameByWord(heading: Heading, designator: Designator): UnitHeading {
  const label = heading.text.slice(designator.start, designator.end).replace(LABEL_TAIL, "");
  return {
    heading,
    label,
    title: titleAfter(heading, designator.end),
    kind: designator.row.kind,
    word: designator.row.address,
    key: designator.number.text,
    value: designator.number.value,
    row: designator.row.id,
  };
}

/** Makes the unit heading of a numbered heading (`3.2.1 Title`, `A. Title`); null where the text has no number. */
export function nameByNumber(heading: Heading): UnitHeading | null {
  const found = readOutlineNumber(heading.text);
  if (found === null) return null;
  return {
    heading,
    label: found.number.text,
    title: titleAfter(heading, found.end),
    kind: "section",
    word: "SECTION",
    key: found.number.text,
    value: found.number.value,
    row: "",
  };
}

/** Makes the unit heading of a heading without a number; its text is its name. */
export function nameByText(heading: Heading): UnitHeading {
  const { text } = heading;
  return { heading, label: text, title: "", kind: "heading", word: "", key: text, value: [], row: "" };
}

/** The number that an outline heading begins with, and where it ends. */
export function readOutlineNumber(
  text: string,
): { readonly number: PrintedNumber; readonly end: number; readonly dotted: boolean } | null {
  const match = NUMBERED.exec(text);
  if (match === null) return null;
  const printed = match[1] ?? match[3] ?? match[5] ?? "";
  const number = readNumber(printed, 0) ?? readLetter(printed, 0) ?? readSmall(printed);
  if (number === null) return null;
  const dotted = match[1] === undefined || match[2] !== undefined || /[.]/.test(printed);
  const raised = RAISED.exec(printed)?.[0];
  const value = raised === undefined ? number.value : [...number.value, Number(raised.normalize("NFKC"))];
  return { number: { ...number, text: printed, value }, end: match[0].length, dotted };
}

/** The title after a unit's name, as printed; empty where the text of the unit follows on the same line. */
export function titleAfter(heading: Heading, end: number): string {
  const printed = restOf(heading, end);
  const rest = trimTitle(printed.replace(SEPARATORS, ""));
  if (heading.shape.form === "atx" || heading.shape.form === "setext") return bareParentheses(heading, rest);
  if (heading.shape.form === "bold") {
    const inside = LEADING_PARENTHESES.exec(rest)?.[1];
    return inside === undefined ? closeBold(rest) : inside;
  }
  return plainTitle(heading, printed, rest);
}

function plainTitle(heading: Heading, printed: string, rest: string): string {
  const inside = LEADING_PARENTHESES.exec(rest)?.[1];
  if (inside !== undefined && heading.designator?.row.order === "around") return inside;
  const named = heading.designator !== null;
  if (!named) return firstSentence(rest);
  const separated = heading.shape.wideGap || SEPARATORS.exec(printed)?.[0].trim() !== "";
  if (!separated && heading.designator?.row.order === "around") return "";
  if (!heading.shape.alone || rest.length > MAX_PLAIN_TITLE || /[.。;；,،:：]$/u.test(rest)) return "";
  return rest;
}

function firstSentence(rest: string): string {
  const stop = /[.。](?=\s)/u.exec(rest);
  return stop === null ? rest : rest.slice(0, stop.index + 1);
}

function closeBold(rest: string): string {
  return rest.replace(/[\s.．。:：]+$/u, (tail) => (tail.includes(".") ? "" : tail)).trim();
}

function bareParentheses(heading: Heading, rest: string): string {
  if (heading.designator?.row.order !== "around") return rest;
  return WIDE_PARENTHESES.exec(rest)?.[1] ?? rest;
}

/** The printed text after the first `end` characters of the folded text, although folding may have removed characters before. */
function restOf(heading: Heading, end: number): string {
  const printed = heading.raw.length > 4096 ? heading.raw : unescapeMarks(heading.raw);
  if (printed.startsWith(heading.text.slice(0, end))) return printed.slice(end);
  const wanted = countSigns(heading.text.slice(0, end));
  let seen = 0;
  let at = 0;
  for (const sign of printed) {
    if (seen >= wanted && countSigns(sign) > 0) break;
    if (seen >= wanted && !/\p{M}/u.test(sign)) break;
    seen += countSigns(sign);
    at += sign.length;
  }
  return printed.slice(at);
}

/** Counts the characters that folding never removes, in any normal form: not white space, marks, or invisible and control characters. */
function countSigns(text: string): number {
  return text.normalize("NFD").replace(NEVER_COUNTED, "").length;
}

function readSmall(printed: string): PrintedNumber | null {
  if (!/^[a-z]+$/.test(printed)) return null;
  const first = printed.length === 1 ? printed.charCodeAt(0) - 96 : 0;
  const value = first > 0 ? [first] : (readNumber(printed.toUpperCase(), 0)?.value ?? []);
  return { text: printed, length: printed.length, value };
}

/** The printed name of a learned unit, without the mark that closes it. */
export function bareLabel(text: string): string {
  return foldText(text).replace(LABEL_TAIL, "");
}
