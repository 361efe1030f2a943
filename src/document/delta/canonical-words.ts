import { apply, type Fold, foldSigns } from "./fold-signs.ts";
import { STAND_INS } from "./keeper.ts";
import { BLOCK, LEVEL, markBlocks } from "./mark-blocks.ts";
import { markColumns } from "./mark-columns.ts";
import { stripEmphasis } from "./strip-emphasis.ts";
import { keepVerbatim } from "./verbatim.ts";

/** Begins a paragraph, a point, a row, a heading; stands before each level below the first. No text has a word of white space. */
const BREAK = "\n";
const BELOW = "\t";

/**
 * The words and signs of a text without its typography, and where its blocks begin. Two texts with equal words differ at most in white space, Unicode
 * form, forms of quotes and dashes, pairs of marks of emphasis, marks of headings and lists, and escapes. Commas, full stops, numbers, letter case, code,
 * addresses, paragraphs and the levels of lists are kept: they can change what a text says.
 */
export function canonicalWords(text: string): readonly string[] {
  const verbatim = keepVerbatim(text.replace(/\r\n?/g, "\n"));
  const pieces = verbatim.pieces.values();
  const found = fold(verbatim.text).match(WORDS) ?? [];
  const words: string[] = [];
  for (const word of found) {
    if (word === BLOCK) {
      if (words.length > 0) words.push(BREAK);
    } else if (word === LEVEL) {
      words.push(BELOW);
    } else if (word.search(STAND_INS) === -1) words.push(word);
    else words.push(...((pieces.next().value ?? "").match(/[^ \t\n]+/g) ?? []));
  }
  return words;
}

/** One text for all that differ in typography alone. */
export function canonicalText(text: string): string {
  return canonicalWords(text).join(" ");
}

/** True of what is no word: it says where a block begins, or how deep. */
export function isBreak(word: string | undefined): boolean {
  return word !== undefined && word.trim() === "";
}

/** A number keeps its separators, since `1. 5` is not `1.5`; a word keeps the apostrophe in it. */
const WORDS =
  /(?:(?<=^|[\s("'[$€£\u2060])[.,\u066b])?\p{N}+(?:[.,:/\u066b\u066c](?:\p{N}+|\p{L}(?![\p{L}\p{M}\p{N}])))*[\p{L}\p{M}\p{N}_]*|[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:'[\p{L}\p{M}\p{N}_]+)*|-+\u2060?|\*+|[^\s]/gu;

/** Signs of scripts that are written without spaces. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]`;
const HAS_UNSPACED = new RegExp(UNSPACED, "u");
const SPACED = String.raw`(?!${UNSPACED})[\p{L}\p{N}]`;

/**
 * Escapes. A star behind a word belongs to it: the joiner, which no folded text has, tells it from one that stands apart. Between signs that are written
 * without spaces a line may end anywhere, and a space may stand beside a number or a word of another script; a space between two of them parts them.
 */
const MARKS: readonly Fold[] = [
  [/(\\\\)|\\([!-+\-./<-@[^-`{-~\]])/g, "$1$2"],
  [/(?<=^|\s)\*+/g, "$&\u2060"],
];
const UNSPACED_MARKS: readonly Fold[] = [
  [new RegExp(`(?<=${UNSPACED})[ \\t]*\\n[ \\t]*(?=${UNSPACED})`, "gu"), ""],
  [new RegExp(`(?<=${UNSPACED})(?=${SPACED})|(?<=${SPACED})(?=${UNSPACED})`, "gu"), " "],
];

function fold(text: string): string {
  const marked = apply(MARKS, markBlocks(markColumns(stripEmphasis(foldSigns(text)))));
  return HAS_UNSPACED.test(marked) ? apply(UNSPACED_MARKS, marked) : marked;
}
