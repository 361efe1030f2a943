import { stripEmphasis } from "./strip-emphasis.ts";
import { keepVerbatim, STAND_INS } from "./verbatim.ts";

/**
 * The words and signs of a text without its typography. Two texts with equal words differ at most in white space, Unicode form, forms of quotes and dashes,
 * pairs of marks of emphasis, marks of headings and lists, and escapes. Commas, full stops, numbers, letter case, code and addresses are kept: they can
 * change what a text says.
 */
export function canonicalWords(text: string): readonly string[] {
  const verbatim = keepVerbatim(text.replace(/\r\n?/g, "\n"));
  const pieces = verbatim.pieces.values();
  const words = fold(verbatim.text).match(WORDS) ?? [];
  return words.flatMap((word) =>
    word.search(STAND_INS) === -1 ? word : ((pieces.next().value ?? "").match(/[^ \t\n]+/g) ?? []),
  );
}

/** One text for all that differ in typography alone. */
export function canonicalText(text: string): string {
  return canonicalWords(text).join(" ");
}

/** A number keeps its separators, since `1. 5` is not `1.5`; a word keeps the apostrophe in it. */
const WORDS =
  /\p{N}+(?:[.,:/]\p{N}+)*[\p{L}\p{M}\p{N}_]*|[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:'[\p{L}\p{M}\p{N}_]+)*|-+|\*+|[^\s]/gu;

/** What is replaced in signs that ASCII does not have; each pattern is linear in the length of the text. Single quotes and double ones differ: they are minutes and seconds, too. */
const FOREIGN: readonly Fold[] = [
  [/[\u00ad\u200b\u2060\ufeff]/g, ""],
  [/[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, " "],
  [/^([ \t]*)\u2212(?=[ \t]+[^\s\p{N}])/gmu, "$1-\u2060"],
  [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-"],
  [/(?<=[\p{L}\p{N}])\u02bc(?=[\p{L}\p{N}])/gu, "'"],
  [/[\u2018-\u201b\u2032\u2039\u203a\uff07]/g, "'"],
  [/[\u201c-\u201f\u2033\u00ab\u00bb\u301d-\u301f\uff02]/g, '"'],
  [/\u2026/g, "..."],
  [/\ufb00/g, "ff"],
  [/\ufb01/g, "fi"],
  [/\ufb02/g, "fl"],
  [/^[ \t]*[\u2022\u2023\u25e6\u2043\u00b7](?=[ \t])/gm, ""],
];

/**
 * Marks of headings, lists and rules, and escapes. A hyphen before a number may be its sign, and a plus is no hyphen: they stay. A star behind a word
 * belongs to it: the joiner, which no folded text has, tells it from one that stands apart.
 */
const MARKS: readonly Fold[] = [
  [/&nbsp;|<br ?\/?>/g, " "],
  [/(?<=\s)-{2,3}(?=\s)|(?<=\p{L})-{2,3}(?=\p{L})/gu, "-"],
  [/^[ \t]{0,3}(?:[-=*_][ \t]?){3,}$/gm, ""],
  [/(?<=[ \t])#{1,6}[ \t]*$(?<=^[ \t]{0,3}#{1,6}[ \t].*)/gm, ""],
  [/^[ \t]{0,3}#{1,6}(?=[ \t]|$)/gm, ""],
  [/^[ \t]*[-*](?=[ \t]+(?:\[ \][ \t]+)?["'([{<*_#\\!&~]{0,6}[\p{L}\u00a7\u00b6\ue000])/gmu, ""],
  [/<\/?(?:b|i|em|strong)>/gi, ""],
  [/\\([!-/:-@[-`{-~])/g, "$1"],
  [/(?<=^|\s)\*+/g, "$&\u2060"],
];

type Fold = readonly [find: RegExp, replace: string];

const ASCII = /^[\0-\x7f\ue000\ue001]*$/;

function fold(text: string): string {
  const latin = ASCII.test(text) ? text : apply(FOREIGN, text.normalize("NFC"));
  return apply(MARKS, stripEmphasis(latin));
}

function apply(folds: readonly Fold[], text: string): string {
  return folds.reduce((rest, [find, replace]) => rest.replace(find, replace), text);
}
