const INVISIBLE = /\p{Cf}|\p{Variation_Selector}/gu;
const SPACES = /[\s\u0085\u2800]+/gu;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const MARKS = /\p{Mn}/gu;
const ASCII = /^[\x20-\x7e]*$/;
/** Text that is its own fold but for runs of spaces: ASCII and the composed letters and marks of Latin. */
const LATIN = /^[ -~¡-¬®-ɏ]*$/;

/** The text as it is shown and compared: NFC, every run of white space one space, nothing invisible, no control character. */
export function foldText(text: string): string {
  if (LATIN.test(text)) return text.includes("  ") ? text.replace(/ {2,}/g, " ").trim() : text.trim();
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

/** A title as printed: only the white space around it is taken off, nothing inside is changed. */
export function trimTitle(text: string): string {
  return text.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/gu, "");
}

/** The form in which words are compared: lower case, without combining marks. */
export function foldWord(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return word.normalize("NFD").replace(MARKS, "").normalize("NFC").toLowerCase();
}
