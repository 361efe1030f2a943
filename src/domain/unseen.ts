/**
 * The inside of a character class (flag `u`): everything that people cannot see, or that reorders what they see. Controls, format characters,
 * separators of lines, lone surrogates, what Unicode lets a font leave out (fillers, joiners, selectors, Khmer inherent vowels), and what fonts draw as nothing: the
 * empty braille cell, the object replacement, the Khitan filler, the null notehead.
 */
export const UNSEEN = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{16fe4}\u{1d159}`;

/** Scripts in which a joiner never changes a letter. */
const APART = ["Latin", "Greek", "Cyrillic", "Han", "Hangul", "Hiragana", "Katakana", "Inherited", "Common"]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");

/**
 * The unseen characters that change how their neighbour is drawn: joiners where a script or an emoji joins, one selector after a character that
 * has variants, Arabic signs that enclose a number. Everywhere else they are as hidden as the others.
 */
const NEEDED = [
  String.raw`(?<=(?![${UNSEEN}${APART}])[\p{L}\p{M}])[\u200c\u200d]`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Emoji})[\ufe0e\ufe0f]`,
  String.raw`(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=(?![${UNSEEN}])\p{Script=Mongolian})[\u180b-\u180d\u180f]`,
  String.raw`[\u0600-\u0605\u06dd\u070f]`,
].join("|");

const IN_TEXT = new RegExp(String.raw`(?![\n\t]|${NEEDED})[${UNSEEN}]`, "gu");

/** A text over several lines with what nobody sees written out; only what scripts and emoji need stays as it is. */
export function showUnseenIn(text: string, show: (character: string) => string = showCodePoint): string {
  return text.replace(IN_TEXT, show);
}

/** `\u{200b}` */
export function showCodePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
