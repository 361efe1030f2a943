import { UNSEEN } from "../../domain/unseen.ts";
import { trimEndOf } from "./trim-end.ts";

/** Controls and separators of lines become spaces instead. */
const INVISIBLE = new RegExp(String.raw`(?![\p{Cc}\p{Zl}\p{Zp}])[${UNSEEN}]`, "gu");
const SPACES = /[\s\u0085\u2800]+/gu;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const MARKS = /\p{Mn}/gu;
const AROUND_TITLE = /[\s\u200b\ufeff]/u;
const NO_WORD = /[^\p{L}\p{N}]+/gu;
const ASCII = /^[\x20-\x7e]*$/;
/**
 * Text in which folding changes spaces only: ASCII, composed Latin, Greek and Cyrillic letters, dashes and quotation marks, Chinese and
 * Japanese characters.
 */
const COMPOSED = /^[ -~¡-¬®-ɏάέ-ώЀ-҂Ḁ-ẙẠ-ỹ‐-‧、-〇〈-〟ぁ-ゖァ-ヿ一-鿿！-～]*$/;

/** The text as it is shown and compared: in NFC, with one space for every run of white space, without invisible or control characters. */
export function foldText(text: string): string {
  if (COMPOSED.test(text)) return text.includes("  ") ? text.replace(/ {2,}/g, " ").trim() : text.trim();
  return text
    .replace(SPACES, " ")
    .replace(INVISIBLE, "")
    .replace(CONTROLS, " ")
    .normalize("NFC")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** True when folding the text removes a bidi, zero-width or other invisible character. */
export function hasInvisible(text: string): boolean {
  return !ASCII.test(text) && text.search(INVISIBLE) >= 0;
}

/** A title as printed, without the white space, zero-width spaces and byte order marks around it. */
export function trimTitle(text: string): string {
  return trimEndOf(text.replace(/^[\s\u200b\ufeff]+/u, ""), AROUND_TITLE);
}

/** Folded words that are remembered; words repeat in a text. */
const folded = new Map<string, string>();
const MAX_FOLDED = 4096;
/** A part of a text that is no longer than this is a copy, and does not keep the text. */
const MAX_KEY = 12;

/** The form in which words are compared: lower case, without combining marks. */
export function foldWord(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  if (word.length > MAX_KEY) return withoutMarks(word);
  const known = folded.get(word);
  if (known !== undefined) return known;
  if (folded.size >= MAX_FOLDED) folded.clear();
  const found = withoutMarks(word);
  folded.set(word, found);
  return found;
}

function withoutMarks(word: string): string {
  return word.normalize("NFD").replace(MARKS, "").normalize("NFC").toLowerCase();
}

/** The words of a folded text in one case, without the marks between and around them. */
export function foldWords(text: string): string {
  return foldWord(text).replace(NO_WORD, " ").trim();
}
