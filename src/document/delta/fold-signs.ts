/** Stands behind a sign that belongs to what follows; no folded text has it otherwise. */
const JOINER = "\u2060";

/** A pattern, and what is written in its place. */
export type Fold = readonly [find: RegExp, replace: string];

/** What is replaced in signs that ASCII does not have; each pattern is linear in the length of the text. Single quotes and double ones differ: they are minutes and seconds, too. */
const FOREIGN: readonly Fold[] = [
  [/[\u00ad\u200b\u2060\ufeff]/g, ""],
  [/[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, " "],
  [/[\u2010-\u2013\ufe63\uff0d]/g, "-"],
  [/[\u2014\u2015\ufe58]+/g, "\u2014"],
  [/(?<=[\p{L}\p{N}])\u02bc(?=[\p{L}\p{N}])/gu, "'"],
  [/[\u2018-\u201b\u2032\u2039\u203a\uff07\u05f3]/g, "'"],
  [/[\u201c-\u201f\u2033\u00ab\u00bb\u301d-\u301f\uff02\u05f4]/g, '"'],
  [/\u2026/g, "..."],
  [/\ufb00/g, "ff"],
  [/\ufb01/g, "fi"],
  [/\ufb02/g, "fl"],
  [/\ufb03/g, "ffi"],
  [/\ufb04/g, "ffl"],
];

/**
 * A dash between words, a hyphen within one and the sign of what follows are three things: only the last one has white space before it alone. Between
 * numbers a dash with white space and one without are one range. A minus is the sign of the number behind it, or stands between two terms.
 */
const DASHES: readonly Fold[] = [
  [/(?<=^|[\s"'([{<=:;,/|])\u2212(?=[.,$€£¥]?\p{N})/gmu, "-"],
  [/(?<=\p{N})[ \t]*\u2014[ \t]*(?=\p{N})/gu, "-"],
  [/(?<=\p{N})[ \t]+-(?:[ \t]+|[ \t]*\n[ \t]*)(?=\p{N})/gu, "-"],
  [/(?<=^|[\s"'([{<=:;,/|])-(?=[^\s\-|:])/gmu, `$&${JOINER}`],
  [/(?<=[^\s|>])[ \t]+-{1,3}(?=[ \t]+[^\s|]|[ \t]*\n)|(?<=\p{L})-{2,3}(?=\p{L})/gu, " \u2014 "],
];

/** White space as HTML and Markdown write it out, and lines to fill in. */
const WRITTEN_OUT: readonly Fold[] = [
  [/&nbsp;|<br ?\/?>/gi, " "],
  [/&shy;/gi, ""],
  [/(?<!\\)\\$/gm, ""],
  [/(?<![\p{L}\p{N}_])_{4,}(?![\p{L}\p{N}])/gu, "____"],
  [/\.{5,}/g, "....."],
];

const ASCII = /^[\0-\x7f\ue000-\ue003]*$/;

/** The text in one form of each sign: of white space, quotes, dashes and ligatures. */
export function foldSigns(text: string): string {
  const bare = apply(WRITTEN_OUT, text);
  return apply(DASHES, ASCII.test(bare) ? bare : apply(FOREIGN, bare.normalize("NFC")));
}

export function apply(folds: readonly Fold[], text: string): string {
  return folds.reduce((rest, [find, replace]) => rest.replace(find, replace), text);
}
