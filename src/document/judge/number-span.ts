import { readHan, readNumber } from "../names/numbers.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

/** The numbers that one head covers: `§§ 20 und 21` covers two. */
export interface NumberSpan {
  readonly first: readonly number[];
  /** Where the numbering stands after the head; several where a hyphen may mean a range or a lower part. */
  readonly ends: readonly (readonly number[])[];
  /** Value of the first letter or step after a number: 1 for `a`, 2 for `bis` and `の二`; 0 where the parts are numbers. */
  readonly suffix: 0 | 1 | 2;
}

const LINK =
  /\s*(?:から|乃至|ないし|及び|及|至|到|、|～|~|,|–|—|(?<=\s)(?:bis|und|u\.|to|and|through|à|et|y|e|al|a|até|до|и|та|і|i|až|en|och|og|til|till|ja|și|da|và|đến|سے|و)(?=\s))\s*/u;
const PLAIN = /^\d+$/;
const HAN_NUMBER = /[〇零一二三四五六七八九十百千]/u;
const NUMBERS_ONLY = /^[\p{L}*]{0,3}[.\s]?\p{Nd}+(?:[.\-‐‑–/·:_]\p{Nd}+)*\p{P}?$/u;
const HYPHEN_RANGE = /^\p{Nd}+[-‐‑–/]\p{Nd}+$/u;
const LETTER = /\p{Nd}[º°ª.]{0,2}[ -]?\p{L}$/u;

/**
 * The spans that a head's number may have, the likeliest first; none where its order is not known. `C` is a Roman hundred or the third
 * letter, `87e` an ordinal or the fifth inserted number.
 */
export function spansOf(head: UnitHeading): readonly NumberSpan[] {
  if (PLAIN.test(head.key) && head.value.length > 0) return [spanOfValue(head.value)];
  const span = spanOf(head);
  if (span === null) return [];
  if (/^[IVXLCDM]$/u.test(head.key)) return [span, spanOfValue([head.key.charCodeAt(0) - 64])];
  const letter = /\p{Nd}(?<letter>[eo])$/u.exec(head.key)?.groups?.["letter"];
  if (letter === undefined || head.value.length !== 1) return [span];
  return [{ ...spanOfValue([...head.value, letter.charCodeAt(0) - 96]), suffix: 1 }, span];
}

function spanOfValue(first: readonly number[]): NumberSpan {
  return { first, ends: [first], suffix: 0 };
}

function spanOf({ key, value }: UnitHeading): NumberSpan | null {
  if (value.length === 0) return null;
  const pieces = key.split(LINK).filter((piece) => /[\p{N}〇零一二三四五六七八九十百千]/u.test(piece));
  const suffix = NUMBERS_ONLY.test(key) ? 0 : LETTER.test(key) ? 1 : value.length > 1 ? 2 : 0;
  if (pieces.length < 2) {
    const [low = 0, high = 0] = value;
    const isRange = HYPHEN_RANGE.test(key) && high > low;
    return { first: value, ends: isRange ? [value, [high]] : [value], suffix };
  }
  const first = readPiece(pieces[0] ?? "") ?? value.slice(0, 1);
  const last = readPiece(pieces.at(-1) ?? "");
  return { first, ends: last === null ? [first] : [last], suffix };
}

/** Compares two values part by part. */
export function compareValues(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True for a value with which a sequence begins: 1, or 0, or 1.1. */
export function isFirstValue(value: readonly number[]): boolean {
  return value.length > 0 && value.every((part) => part <= 1);
}

function readPiece(piece: string): readonly number[] | null {
  const text = piece.replace(/^第|[条條]$/gu, "").trim();
  const read = HAN_NUMBER.test(text) ? readHan(text, 0) : readNumber(text, 0);
  return read === null || read.value.length === 0 ? null : read.value;
}
