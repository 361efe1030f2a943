/** Spellings of one word, such as `Art. 1°` and `Artículo 3°`, are one family of names; every other word is its own. */
export function familyOf(word: string): string {
  return /^ART[IÍ]?(?:C|K|G|Y|$)/u.test(word) ? "ART" : word;
}
