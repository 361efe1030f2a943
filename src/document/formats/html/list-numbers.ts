import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { OriginalRange } from "../../projection/projection.ts";
import { columns, LATIN } from "../numbers/letters.ts";
import { writeRoman } from "../numbers/roman.ts";
import type { HtmlTag } from "./html-events.ts";

type NumberStyle = "decimal" | "lower-alpha" | "upper-alpha" | "lower-roman" | "upper-roman" | "none";

const TYPES: Readonly<Record<string, NumberStyle>> = {
  "1": "decimal",
  a: "lower-alpha",
  A: "upper-alpha",
  i: "lower-roman",
  I: "upper-roman",
};
const STYLES: Readonly<Record<string, NumberStyle>> = {
  "decimal-leading-zero": "decimal",
  "lower-alpha": "lower-alpha",
  "lower-latin": "lower-alpha",
  "upper-alpha": "upper-alpha",
  "upper-latin": "upper-alpha",
  "lower-roman": "lower-roman",
  "upper-roman": "upper-roman",
  none: "none",
  disc: "none",
  circle: "none",
  square: "none",
};
/** Other numbers that browsers print, of which we print none. */
const OTHER =
  /^(?:lower-greek|(?:lower-|upper-)?armenian|georgian|hebrew|(?:hiragana|katakana)(?:-iroha)?|(?:cjk|japanese|korean|simp-chinese|trad-chinese|ethiopic)-[a-z-]+|arabic-indic|bengali|cambodian|devanagari|gujarati|gurmukhi|kannada|khmer|lao|malayalam|mongolian|myanmar|oriya|persian|tamil|telugu|thai|tibetan|urdu)$/;
const STYLE = /(?:^|;)\s*list-style(?:-type)?\s*:([^;]*)/i;
/** Classes of wide-spread style sheets that print no numbers. */
const UNNUMBERED = /(?:^|\s)(?:list-unstyled|list-none|list-inline|no-bullets?|unstyled)(?:\s|$)/;
const INTEGER = /^\s*([+-]?\d{1,9})/;
/** Browsers count no further in Roman numerals. */
const MOST_ROMAN = 3999;
const writeColumns = columns(LATIN);
/** A number that stands in the text of an item itself. */
const PRINTED = /^\s*[([]?([0-9]{1,9}|[A-Za-z]{1,9})[.)\]°]/;

/** Counts the items of an ordered list as a browser does (HTML, 4.4.5): the numbers are printed, and stand nowhere in the file. */
export class ListNumbers {
  readonly #style: NumberStyle;
  readonly #step: number;
  #next: number;

  /** `items` is how many a reversed list has. */
  constructor(tag: HtmlTag, items: number) {
    this.#style = styleOf(tag);
    const isReversed = tag.attribute("reversed") !== null;
    this.#step = isReversed ? -1 : 1;
    this.#next = integer(tag.attribute("start")) ?? (isReversed ? items : 1);
  }

  /** The number of the next item. */
  next(item: HtmlTag): ItemNumber {
    const value = integer(item.attribute("value")) ?? this.#next;
    this.#next = value + this.#step;
    const own = item.attribute("type") !== null || item.attribute("style") !== null;
    return {
      value,
      printed: print(value, own ? (styleNamed(item) ?? this.#style) : this.#style),
      at: { part: null, startByte: item.startByte, endByte: item.endByte },
    };
  }
}

/** The number of an item, and as it is printed. */
export interface ItemNumber {
  readonly value: number;
  /** With its full stop; empty where the list prints none. */
  readonly printed: string;
  /** Where the item begins. */
  readonly at: OriginalRange;
}

/** True where the text of an item begins with its number: the style sheet of the page prints none then. */
export function printsNumber(text: string, { value }: Pick<ItemNumber, "value">): boolean {
  const printed = PRINTED.exec(text)?.[1];
  if (printed === undefined) return false;
  const lower = printed.toLowerCase();
  return Number(printed) === value || lower === letters(value) || lower === roman(value);
}

function styleOf(tag: HtmlTag): NumberStyle {
  if (UNNUMBERED.test(tag.attribute("class") ?? "")) return "none";
  return styleNamed(tag) ?? "decimal";
}

function styleNamed(tag: HtmlTag): NumberStyle | null {
  const words =
    STYLE.exec(tag.attribute("style") ?? "")?.[1]
      ?.trim()
      .toLowerCase()
      .split(/\s+/) ?? [];
  for (const word of words) {
    if (STYLES[word] !== undefined) return STYLES[word];
    if (OTHER.test(word)) throw unclear(tag, word);
  }
  return TYPES[tag.attribute("type") ?? ""] ?? null;
}

function unclear(tag: HtmlTag, style: string): RefusalError {
  return new RefusalError(
    refusal("STOP_NUMBER_UNCLEAR", {
      field: `byte ${tag.startByte}`,
      expected: "a list with digits, letters or roman numerals",
      actual: style,
      wayOut: "Write the numbers of this list as text, or take another edition of the document.",
    }),
  );
}

function integer(written: string | null): number | null {
  const found = INTEGER.exec(written ?? "")?.[1];
  return found === undefined ? null : Number(found);
}

function print(value: number, style: NumberStyle): string {
  if (style === "none") return "";
  const text = style.endsWith("alpha")
    ? letters(value)
    : style.endsWith("roman")
      ? roman(value)
      : String(value);
  return `${style.startsWith("upper") ? text.toUpperCase() : text}.`;
}

/** `a` to `z`, `aa`; a number that no letters stand for in digits. */
function letters(value: number): string {
  return writeColumns(value) ?? String(value);
}

function roman(value: number): string {
  return value > MOST_ROMAN ? String(value) : (writeRoman(value)?.toLowerCase() ?? String(value));
}
