import { SENTENCE_SIGNS, SENTENCE_WORDS } from "../conventions/sentence-words.ts";

const BETWEEN_WORDS = /[^\p{L}\p{M}'’-]+/u;

/** True for words that read as a sentence: they hold a finite verb. */
export function holdsVerb(text: string): boolean {
  return SENTENCE_SIGNS.test(text) || wordsOf(text).some((word) => SENTENCE_WORDS.has(word));
}

/** The words of a text in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(BETWEEN_WORDS);
}
