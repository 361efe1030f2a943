import { sha256Hex } from "../../json/canonical-json.ts";
import { hanValue, toAsciiDigits } from "../names/numerals.ts";

/** Longest slug of a heading's text in an address; a longer one is cut and gets a digest. */
const MAX_SLUG = 64;
/** A longer number, in UTF-16 units, stays as it is: no address has room for it, so that its document is refused. */
const MAX_NUMBER = 1024;
const LATIN_LETTERS: Readonly<Record<string, string>> = {
  đ: "d",

  ø: "o",
  ł: "l",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
  þ: "th",
  ħ: "h",
  ŋ: "n",
  ə: "e",
};
/** Combining marks of Latin, Greek and Cyrillic letters; in other scripts marks distinguish words, so they stay. */
const LATIN_MARKS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]/gu;
/** Digits and letters above the line, which distinguish `2¹` from `21`. */
const RAISED = /[²³¹⁰-⁹ʰ-ˤᴬ-ᵛⁱⁿᶜᶠᶻ]+/u;
/** The Vietnamese letter after d, as `32đ` follows `32d`; keyboards write it twice. */
const INSERTED_D = /(?<=\d)đ(?!\p{L})/giu;
const HAN_NUMBER = /[〇○零一二三四五六七八九十百千万]+/gu;

/**
 * The slug of a text: its letters and digits in upper case, joined by hyphens, Latin letters as ASCII and digits of every script as ASCII
 * digits; empty for a text without letters and digits.
 */
export function slugOf(text: string): string {
  const folded = text
    .toLowerCase()
    .replace(/[đøłßæœıþħŋə]/gu, (letter) => LATIN_LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replace(LATIN_MARKS, "")
    .normalize("NFC");
  const slug = toAsciiDigits(folded)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .toUpperCase();
  if (slug.length <= MAX_SLUG) return slug;
  return `${cutWell(slug, MAX_SLUG)}-${sha256Hex(text.normalize("NFC")).slice(0, 8).toUpperCase()}`;
}

/** The number part of an address: digits of every script and Chinese numerals as ASCII digits, inner dots kept, a leading minus as `MINUS-`. */
export function numberSlug(number: string): string {
  if (number.length > MAX_NUMBER) return number;
  if (/^\d+(?:\.\d+)*[a-z]?$/.test(number)) return number.toUpperCase();
  const plain = number
    .replace(/[º°ª]/gu, "")
    .replace(RAISED, "-$&")
    .normalize("NFKC")
    .replace(HAN_NUMBER, (signs) => String(hanValue(signs)))
    .replace(/[之のノ의]/gu, "-")
    .replace(INSERTED_D, "dd");
  const sign = /^[-−]/.test(plain) ? "MINUS-" : "";
  const parts = toAsciiDigits(plain)
    .split(/\.(?! )/)
    .map(slugOf)
    .filter((part) => part !== "");
  return sign + parts.join(".");
}

function cutWell(slug: string, length: number): string {
  const cut = slug.slice(0, length);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).replace(/-+$/, "");
}
