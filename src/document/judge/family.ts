/**
 * Spellings of one word, such as `Art. 1°` and `Artículo 3°`, are one family of names, and so are the Chinese and the Japanese reading of `第一条`;
 * every other word is its own.
 */
export function familyOf(word: string): string {
  if (word === "JO") return "TIAO";
  return /^ART[IÍ]?(?:C|K|G|Y|$)/u.test(word) ? "ART" : word;
}
