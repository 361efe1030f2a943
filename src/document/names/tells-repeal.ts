import { REPEALED } from "../conventions/containers.ts";
import { foldWord } from "./fold-text.ts";

const REPEALED_WORDS = new Set(REPEALED.map(foldWord));
/** The words before the first mark, and whether a mark or the end follows them. */
const STATUS = /^[\s([（【*_.:\-–—]*([\p{L}\p{M}' ]{2,40}?)[\s)\]）】.:;*_]*$/u;
/** A status with its source: `Repealed. Pub. L. 99–514, …`, `aufgehoben durch …`. */
const SOURCED =
  /^[\s([（【*_.:\-–—]*([\p{L}\p{M}']{2,40}(?: [\p{L}\p{M}']{2,40}){0,2}?)(?:[.,;:\])][\s\p{P}]{0,6}(?=[\p{Lu}\p{Nd}[(§])| (?:by|durch|par|por|pela|pelo|da|dal|dalla|door|av|ved|fra|przez|bởi|theo) )/u;
const MAX_CHARS = 160;

/** True when the text after a name is only a word for *repealed*. */
export function isRepealNote(text: string): boolean {
  return isStatus(STATUS.exec(text.slice(0, MAX_CHARS))?.[1]);
}

/** True when the text after a name begins with a word for *repealed* that stands alone or names the act that repealed. */
export function tellsRepeal(text: string): boolean {
  return isRepealNote(text) || isStatus(SOURCED.exec(text.slice(0, MAX_CHARS))?.[1]);
}

function isStatus(words: string | undefined): boolean {
  return words !== undefined && REPEALED_WORDS.has(foldWord(words.trim()));
}
