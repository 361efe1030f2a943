import { matchAt } from "./match-at.ts";
import type { PrintedNumber } from "./printed-number.ts";

/** A number in which a scan printed letters for digits, where its name ends: `l2`, `I0`, `lO`, `l`. */
const MISREAD = /(?:[lI][lIO]?\d[\dlIO]?|[lI]O|l[lIO]{0,2}|I[lO]{1,2})(?=[.:,]|$| \p{Lu})/uy;
/** The same behind a digit, where no letter of an inserted number may stand: `1O`, `5l`, `10I`. */
const MISREAD_BEHIND = /(?=\d{0,2}[lIO])\d[\dlIO]{1,2}(?=[.:,]|$| \p{Lu})/uy;
/** A capital O for the last digits of a number: `1O`, `2OO`. */
const NOUGHT = /\d{1,2}O{1,2}(?=[.:,]|$| \p{Lu})/uy;
/** A letter before a word may be that word: `l Presidente`. */
const LONE = /^[lI]+$/;

/** Reads a number with letters for digits as the number that was meant; null where there is none. */
export function readMisread(text: string, from: number, hasLetters: boolean): PrintedNumber | null {
  const found = matchAt(MISREAD, text, from) || (hasLetters ? "" : matchAt(MISREAD_BEHIND, text, from));
  if (found === "" || (LONE.test(found) && text.charAt(from + found.length) === " ")) return null;
  return meant(found);
}

/** Reads a number that ends with the letter O as the number that was meant; null where there is none. */
export function readNought(text: string, from: number): PrintedNumber | null {
  const found = matchAt(NOUGHT, text, from);
  return found === "" ? null : meant(found);
}

function meant(found: string): PrintedNumber {
  const digits = found.replace(/[lI]/g, "1").replace(/O/g, "0");
  return { text: digits, length: found.length, value: [Number(digits)] };
}

/** True for a printed name whose number was read so. */
export function isMisread(label: string, { text }: Pick<PrintedNumber, "text">): boolean {
  return /^\d+$/.test(text) && !label.includes(text);
}
