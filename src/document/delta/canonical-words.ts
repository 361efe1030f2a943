/**
 * The words and signs of a text without its typography. Two texts with equal words differ at most in white space, Unicode form, quotes, dashes, emphasis,
 * marks of headings and lists, and escapes. Commas, full stops, numbers, letter case and targets of links are kept: they can change what a text says.
 */
export function canonicalWords(text: string): readonly string[] {
  return fold(text).match(WORDS) ?? [];
}

/** One text for all that differ in typography alone. */
export function canonicalText(text: string): string {
  return canonicalWords(text).join(" ");
}

/** A number keeps its separators, since `1. 5` is not `1.5`; a word keeps the apostrophe in it. */
const WORDS =
  /\p{N}+(?:[.,:/]\p{N}+)*[\p{L}\p{M}\p{N}_]*|[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:'[\p{L}\p{M}\p{N}_]+)*|-+|[^\s]/gu;

/** What is replaced in signs that ASCII does not have; each pattern is linear in the length of the text. */
const FOREIGN: readonly Fold[] = [
  [/[\u00ad\u200b\u2060\ufeff]/g, ""],
  [/[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, " "],
  [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-"],
  [/(?<=[\p{L}\p{N}])[\u2018\u2019\u02bc\uff07](?=[\p{L}\p{N}])/gu, "'"],
  [/[\u201c-\u201f\u2033\u00ab\u00bb\u301d-\u301f\uff02\u2018-\u201b\u2032\u2039\u203a\uff07]/g, '"'],
  [/\u2026/g, "..."],
  [/\ufb00/g, "ff"],
  [/\ufb01/g, "fi"],
  [/\ufb02/g, "fl"],
  [/^[ \t]*[\u2022\u2023\u25e6\u2043\u00b7](?=[ \t])/gm, ""],
];

/** The same for marks, in this order: quotes, rules, marks of headings and lists, emphasis, escapes. */
const MARKS: readonly Fold[] = [
  [/&nbsp;|<br ?\/?>/g, " "],
  [/(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu, '"'],
  [/(?<=\s)-{2,3}(?=\s)|(?<=\p{L})-{2,3}(?=\p{L})/gu, "-"],
  [/^[ \t]{0,3}(?:[-=*_][ \t]?){3,}$/gm, ""],
  [/^[ \t]{0,3}#{1,6}(?=[ \t]|$)/gm, ""],
  [/(?<=[ \t])#{1,6}[ \t]*$/gm, ""],
  [/^[ \t]*[-*+](?=[ \t])/gm, ""],
  [/<\/?(?:b|i|em|strong)>/gi, ""],
  [/(?<!\\)(?!(?<=\p{N})\*+\p{N})(?:\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3})/gu, ""],
  [/(?<![\p{L}\p{N}\\_])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?![\p{L}\p{N}_])/gu, ""],
  [/\\([!-/:-@[-`{-~])/g, "$1"],
];

type Fold = readonly [find: RegExp, replace: string];

const ASCII = /^[\0-\x7f]*$/;

function fold(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n");
  const folds = ASCII.test(lines) ? MARKS : [...FOREIGN, ...MARKS];
  return folds.reduce((rest, [find, replace]) => rest.replace(find, replace), lines.normalize("NFC"));
}
