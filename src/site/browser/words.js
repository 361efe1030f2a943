/** Letters that stand without spaces between words; they are found by pairs. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}])+/gu;
const IS_UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Marks that a reader may leave out: accents, Arabic and Hebrew vowels; the stretched line of Arabic. Those of Japanese and Indic scripts are letters. */
const LEFT_OUT =
  /(?![\u3099\u309a])(?:\p{Script=Inherited}|\p{Script=Arabic}|\p{Script=Hebrew})(?<=\p{Mn})|[\u0640\p{Cf}]/gu;
const LONGEST_WORD = 40;

/**
 * The words by which a text is found and a question is asked: folded to small letters without accents; where no spaces stand between words, each
 * sign with the one behind it.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function splitWords(text) {
  // By way of capitals, which are the same for `ß` and `ss`, and for both forms of the Greek sigma.
  const folded = text.normalize("NFKD").replace(LEFT_OUT, "").toUpperCase().toLowerCase().normalize("NFC");
  return (folded.replaceAll("ς", "σ").match(UNSPACED) ?? []).flatMap((run) => {
    if (!IS_UNSPACED.test(run)) return [run.slice(0, LONGEST_WORD)];
    const signs = [...run];
    return signs.map((sign, at) => sign + (signs[at + 1] ?? ""));
  });
}
