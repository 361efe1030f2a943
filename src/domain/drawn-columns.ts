/** Characters that a terminal draws over two columns; a few narrow ones among them only end a line early. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const DRAWN_ABOVE = /[\p{Mn}\p{Me}]/u;
const ONE_EACH = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes. */
export function drawnColumns(text: string): number {
  if (ONE_EACH.test(text)) return text.length;
  let columns = 0;
  for (const sign of text) columns += columnsOfSign(sign);
  return columns;
}

/** How many a single character takes: none where it is drawn above another one. */
export function columnsOfSign(sign: string): 0 | 1 | 2 {
  if (DRAWN_ABOVE.test(sign)) return 0;
  return WIDE.test(sign) ? 2 : 1;
}
