import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";

const SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** A number that counts the block: `12`, `(3`, `4a`. */
const NUMBER = /^[([]?\d{1,4}\p{L}?$/u;
const WORD = /^[\p{L}\p{N}]/u;

/** Whether a text would be glued to a word before it, were it not set above or below the line. */
export function isGlued(characters: string): boolean {
  return WORD.test(characters);
}

/**
 * Digits that are set above the line behind a number are one of their own, that of a note or of an inserted article: in a heading, and behind a name
 * or number at the beginning of a line, they are written as signs that stand there in plain text too.
 */
export function raiseDigits(
  characters: string,
  { isHeading, lineBefore }: { readonly isHeading: boolean; readonly lineBefore: string },
): string {
  if (!/^[0-9]/.test(characters) || (!isHeading && !isName(lineBefore))) return characters;
  return characters.replace(/[0-9]/g, (digit) => SIGNS.charAt(Number(digit)));
}

function isName(line: string): boolean {
  if (NUMBER.test(line)) return true;
  const text = foldText(line);
  return readDesignator(text)?.end === text.length;
}
