import type { Heading } from "../headings/heading.ts";
import type { Designator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";
import { type PrintedNumber, readLetter, readNumber } from "../names/numbers.ts";
import { titleAfter } from "./same-line-title.ts";
import type { UnitHeading } from "./unit-heading.ts";

const LABEL_TAIL = /[\s.．。:：;,،‐\-–—ـ]+$/u;
const NUMBERED =
  /^(?:(\p{Nd}+(?:[.\-–]\p{Nd}+)*)([.)]|\.\))?|([A-Z]|[IVXLC]+|[a-z])([.)])|\((\p{Nd}+|[a-zA-Z]|[ivxlc]+)\))(?=\s|$)/u;

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
  const end = isWhole ? text.length : text.lastIndexOf(printed) + printed.length;
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
  return { number: { ...number, text: printed }, end: match[0].length, dotted };
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
