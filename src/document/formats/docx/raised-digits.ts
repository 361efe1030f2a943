/** A number with nothing but its word before it, with which a paragraph begins: `§ 2`, `Article 12`, `3`. */
const NUMBER = /^\s*(?:[§第]{1,2}|\p{L}{1,16}\.?)?\s*\d{1,4}[⁰¹²³⁴-⁹]{0,4}$/u;
const DIGITS = /^\d{1,4}$/;
const DIGIT = /\d/g;
const WORD = /^[\p{L}\p{N}]/u;
/** What is kept of the beginning of a paragraph to see its number. */
export const MOST_HEAD = 32;

/** Whether a text would be glued to a word before it, were it not raised. */
export function isGlued(words: string): boolean {
  return WORD.test(words);
}

/** Raised digits behind the number of a paragraph, as signs of their own: `§ 2¹` is another unit than `§ 21`. Everywhere else they stay as they are. */
export function raiseDigits(words: string, head: string): string {
  return DIGITS.test(words) && NUMBER.test(head)
    ? words.replace(DIGIT, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)))
    : words;
}
