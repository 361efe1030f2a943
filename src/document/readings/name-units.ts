import { FULL_STOPS } from "../conventions/full-stops.ts";
import type { Heading } from "../headings/heading.ts";
import type { Designator } from "../names/designator.ts";
import { isDotted } from "../names/dotted-out.ts";
import { foldText } from "../names/fold-text.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { PrintedNumber } from "../names/printed-number.ts";
import { tellsRepeal } from "../names/tells-repeal.ts";
import { trimEndOf } from "../names/trim-end.ts";
import { titleAfter } from "./same-line-title.ts";
import type { UnitHeading } from "./unit-heading.ts";

const WORD_SIGN = /[\p{L}\p{M}\p{Nd}]/u;
const AFTER_LABEL = new RegExp(String.raw`[\s.．。${FULL_STOPS}:：;,،‐\-–—ـ]`, "u");

/** Makes the unit heading of a heading that a row of the table names. */
export function nameByWord(heading: Heading, designator: Designator): UnitHeading {
  const label = trimEndOf(heading.text.slice(designator.start, designator.end), AFTER_LABEL);
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
    title: isDotted(heading.text) ? "" : titleAfter(heading, found.end),
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

/** A short heading that holds a number, and the folded words around it. */
export interface NumberedLine {
  readonly heading: Heading;
  readonly value: number;
  readonly printed: string;
  readonly before: string;
  readonly after: string;
}

/** Makes the unit heading of a line whose word was learned from the document: its name is word and number, and the rest its title. */
export function nameByLearned(line: NumberedLine, word: string): UnitHeading {
  const { heading, value, printed, before, after } = line;
  const { text } = heading;
  // A word directly after the number belongs to the name; one further on is a word of the title.
  const isWhole = before.endsWith("(") || (before === "" && word !== "" && bareLabel(after) === word);
  const end = isWhole ? text.length : startOf(printed, text) + printed.length;
  const label = bareLabel(text.slice(0, end));
  return {
    heading,
    label,
    title: isWhole ? "" : titleAfter(heading, end),
    kind: "article",
    word,
    key: word === "" ? label : printed,
    value: [value],
    row: "",
  };
}

/** The printed name of a learned unit, without the mark that closes it. */
export function bareLabel(text: string): string {
  return trimEndOf(foldText(text), AFTER_LABEL);
}

/** Where a number stands in a text as a word of its own, the last time: `I` is no part of `CAPITULO I PODER LEGISLATIVO`'s last word. */
function startOf(printed: string, text: string): number {
  const isWord = (at: number) =>
    !WORD_SIGN.test(text.charAt(at - 1)) && !WORD_SIGN.test(text.charAt(at + printed.length));
  let at = text.lastIndexOf(printed);
  while (at > 0 && !isWord(at)) at = text.lastIndexOf(printed, at - 1);
  return at < 0 ? text.lastIndexOf(printed) : at;
}
