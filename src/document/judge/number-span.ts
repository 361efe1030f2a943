import { isOutsideCount } from "../conventions/number-words.ts";
import { INSERTED } from "../names/suffix-value.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

/** The numbers that one head covers: `§§ 20 und 21` covers two. */
export interface NumberSpan {
  readonly first: readonly number[];
  /** Where the numbering stands after the head; several where a hyphen may mean a range or a lower part. */
  readonly ends: readonly (readonly number[])[];
  /** Value of the first part below a number: 1 for `1.1`, 2 for `の二`, and for what is inserted that of `A`, or of `bis`. */
  readonly opening: number;
}

/** A number too small to be mistaken for an inserted one. */
const PLAIN = /^\d{1,6}$/;
const HYPHEN_RANGE = /^\p{Nd}+[-‐‑–/]\p{Nd}+$/u;
/** A range of one chapter: `12.3-12.9`, `2-34—2-50`. */
const CODED_RANGE = /^(\d{1,6})([.-])(\d{1,6}) ?(?!\2)[-–—] ?\1\2(\d{1,6})$/u;
/** Codes of three decimals insert a section by a fourth. */
const DECIMAL = /^(\d{1,6})\.(0\d\d)([1-9])$/u;
/** The number of a section whose value shows that it is a decimal. */
const DECIMALS = /^\d{1,6}\.\d{3,7}$/u;
/** Between two numbers another is inserted by a half. */
const HALF = /^\d{1,6}\.5$/u;
/** Capitals behind a number and a space: `8 A`, `1er A`, `8 bis AA`. */
const CAPITALS_APART = /^\p{Nd}+(?:er|ᵉʳ)?(?: \p{Ll}+)* (A[A-Z]|[A-Z])$/u;
const LAST_LETTERED = /\p{Nd}([a-z])$/u;
const HAN_STEP = /[之のノ의]/u;
const LETTER = /\p{Nd}[º°ª.]{0,2}[ -]?\p{L}{1,2}$/u;

/**
 * The spans that a head's number may have, the likeliest first; none where its order is not known. `C` is a Roman hundred or the third
 * letter, `87e` an ordinal or the fifth inserted number.
 */
export function spansOf(head: UnitHeading): readonly NumberSpan[] {
  const { key, value, through } = head;
  if (value.length === 0 || isOutsideCount(key)) return [];
  if (value.length === 1 && through === undefined && PLAIN.test(key)) return [spanOf(value)];
  if (isDecimal(head)) return [spanOf(value, INSERTED + 9)];
  const range = CODED_RANGE.exec(key);
  if (range !== null) return [codedRange(range)];
  const span = { first: value, ends: endsOf(key, value, through), opening: openingOf(key, value) };
  const [low = 0, high = 0] = value;
  if (value.length === 2 && high > low && HYPHEN_RANGE.test(key))
    return [span, { first: [low], ends: [[high]], opening: 1 }];
  if (/^[IVXLCDM]$/u.test(key)) return [span, spanOf([key.charCodeAt(0) - 64])];
  const before = beforeItsNumber(key, value);
  if (before !== null) return [before, span];
  if (HALF.test(key)) return [span, { ...span, opening: 5 }];
  const decimal = DECIMAL.exec(key);
  if (decimal !== null) return [span, fractionOf(decimal)];
  const letter = /\p{Nd}(?<letter>[eo])$/u.exec(key)?.groups?.["letter"];
  if (letter === undefined || value.length !== 1) return [span];
  const inserted = spanOf([...value, INSERTED + letter.charCodeAt(0) - 96], INSERTED + 1);
  // No count begins with the fifth or fifteenth number behind the first.
  return low <= 1 ? [span, inserted] : [inserted, span];
}

/** True for a section that stands as a decimal behind another (`31.0035` behind `31.003`), which leaves room for others. */
export function isDecimal({ key, value }: Pick<UnitHeading, "key" | "value">): boolean {
  return value.length > 2 && DECIMALS.test(key);
}

/**
 * The place of `8 A` between 7 and 8, and of `8 bis A` between 8 and `8 bis`, as French laws insert articles; `8 AA` stands before `8 A`. Null
 * for other numbers.
 */
function beforeItsNumber(key: string, value: readonly number[]): NumberSpan | null {
  const letters = CAPITALS_APART.exec(key)?.[1] ?? "";
  const above = value.slice(0, value.length - letters.length);
  const last = above.at(-1);
  if (letters === "" || last === undefined) return null;
  const places = [...letters].map((letter) => letter.charCodeAt(0) - 64);
  const below = places.length === 1 ? places : [0, ...places.slice(1)];
  return spanOf([...above.slice(0, -1), last - 0.5, ...below], above.length > 1 ? INSERTED + 2 : 1);
}

/** What `12.3-12.9` covers. */
function codedRange([, chapter, , low, high]: RegExpExecArray): NumberSpan {
  return { first: [Number(chapter), Number(low)], ends: [[Number(chapter), Number(high)]], opening: 1 };
}

/** The place of `1.0015` between `1.001` and `1.002`. */
function fractionOf([, chapter, section, inserted]: RegExpExecArray): NumberSpan {
  return spanOf([Number(chapter), Number(section), INSERTED + Number(inserted)], INSERTED + 9);
}

/** The span of one value. */
export function spanOf(first: readonly number[], opening = 1): NumberSpan {
  return { first, ends: [first], opening };
}

/** True for a value with which a sequence begins: 1, or 0, or 1.1. */
export function isFirstValue(value: readonly number[]): boolean {
  return value.length > 0 && value.every((part) => part <= 1);
}

function endsOf(
  key: string,
  value: readonly number[],
  through: number | undefined,
): readonly (readonly number[])[] {
  const letter = LAST_LETTERED.exec(key)?.[1]?.charCodeAt(0);
  if (through !== undefined)
    return letter === undefined ? [[through]] : [[through, INSERTED + letter - 96], [through]];
  const [low = 0, high = 0] = value;
  return HYPHEN_RANGE.test(key) && high > low ? [value, [high]] : [value];
}

/** The value of the first part that may stand below a number and be printed like this one. */
export function openingOf(key: string, value: readonly number[]): number {
  if (value.some((part) => part >= INSERTED)) return INSERTED + (LETTER.test(key) ? 1 : 2);
  return HAN_STEP.test(key) ? 2 : 1;
}
