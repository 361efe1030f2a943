import { trimEndOf } from "./trim-end.ts";

/** A text in three parts: what stands before the number of a page at its end, the gap, and the number, each of which may be empty. */
export interface PageEnd {
  readonly before: string;
  readonly gap: string;
  readonly number: string;
}

const SPACE = /\s/u;
const DIGIT = /\d/;
const SMALL_ROMAN = /[ivxlc]/;
const MAX_DIGITS = 4;
const MAX_ROMAN = 7;
const LEADERS: readonly string[] = ["...", "…", "___"];

/** Reads the end of a text from behind, so that it takes as many steps as the end has signs; `gap` tells what may stand in the gap. */
export function readPageEnd(
  text: string,
  { gap = SPACE, takesRoman = false }: { readonly gap?: RegExp; readonly takesRoman?: boolean } = {},
): PageEnd {
  const all = text.trimEnd();
  const digits = lengthAtEnd(all, DIGIT, MAX_DIGITS);
  const length = digits === 0 && takesRoman ? lengthAtEnd(all, SMALL_ROMAN, MAX_ROMAN) : digits;
  const from = all.length - length;
  const before = trimEndOf(all.slice(0, from), gap);
  return { before, gap: text.slice(before.length, from), number: all.slice(from) };
}

/** True when a leader stands before the gap: `...`, `. . . `, `…` or `___`. */
export function hasLeader({ before, gap }: PageEnd): boolean {
  return LEADERS.some((leader) => before.endsWith(leader)) || (before.endsWith(". . .") && gap[0] === " ");
}

function lengthAtEnd(text: string, sign: RegExp, most: number): number {
  let length = 0;
  while (length < most && length < text.length && sign.test(text.charAt(text.length - 1 - length))) length++;
  return length;
}
