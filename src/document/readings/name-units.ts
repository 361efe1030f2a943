import type { Heading } from "../headings/heading.ts";
import { unescapeMarks } from "../headings/heading-text.ts";
import { endInPrinted } from "../names/after-name.ts";
import type { Designator } from "../names/designator.ts";
import { foldText, trimTitle } from "../names/fold-text.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { PrintedNumber } from "../names/printed-number.ts";
import { tellsRepeal } from "../names/tells-repeal.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** What separates a number from its title: marks with at most one dash directly after them, or dashes before white space. */
const SEPARATORS = /^\s*(?:[.．。:：;)\]】،、·]+[-–—―ـ]?(?=\s|$|[^-–—―])|[-–—―|ـ]+(?=\s|$))?\s*/u;
const WIDE_PARENTHESES = /^[（(]([^（）()]*)[）)]$/u;
const LEADING_PARENTHESES = /^[（(]([^（）()]*)[）)]/u;
const LABEL_TAIL = /[\s.．。:：;,،‐\-–—ـ]+$/u;
/** Longest text that is read without its escapes, in UTF-16 units. */
const MAX_UNESCAPED = 4096;
/** Longest title on a plain line, in UTF-16 units; a longer rest is the text of the unit. */
const MAX_PLAIN_TITLE = 160;

/** Makes the unit heading of a heading that a row of the table names. */
export function nameByWord(heading: Heading, designator: Designator): UnitHeading {
  const label = heading.text.slice(designator.start, designator.end).replace(LABEL_TAIL, "");
  return {
    heading,
    label,
    title: isBracketed(heading, designator)
      ? titleInBrackets(heading, designator.end)
      : titleAfter(heading, designator.end),
    kind: designator.row.kind,
    word: designator.row.address,
    key: designator.number.text,
    value: designator.number.value,
    ...throughOf(designator.number),
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
    ...throughOf(found.number),
    row: "",
  };
}

/** Makes the unit heading of a heading without a number; its text is its name. */
export function nameByText(heading: Heading): UnitHeading {
  const { text } = heading;
  return { heading, label: text, title: "", kind: "heading", word: "", key: text, value: [], row: "" };
}

/** True for a name in brackets with its status: `[§ 189. Repealed. Pub. L. 99–514]`. */
function isBracketed({ text }: Heading, { start }: Designator): boolean {
  return text.charAt(start - 1) === "[" && text.endsWith("]");
}

/** What the brackets hold after the name; empty where it tells that the unit is repealed. */
function titleInBrackets(heading: Heading, end: number): string {
  if (tellsRepeal(heading.text.slice(end))) return "";
  return titleAfter(heading, end).replace(/\]$/, "");
}

function throughOf({ through }: PrintedNumber): Pick<UnitHeading, "through"> {
  return through === undefined ? {} : { through };
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

/** The printed text after the first `end` characters of the folded text. */
function restOf(heading: Heading, end: number): string {
  const printed = heading.raw.length > MAX_UNESCAPED ? heading.raw : unescapeMarks(heading.raw);
  return printed.slice(endInPrinted(printed, heading.text.slice(0, end)));
}

/** The printed name of a learned unit, without the mark that closes it. */
export function bareLabel(text: string): string {
  return foldText(text).replace(LABEL_TAIL, "");
}
