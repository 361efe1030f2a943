import { canonicalWords, isBreak } from "./canonical-words.ts";

/** The words of a unit: those of its title, those of its whole heading, and those of its text without name and title. */
export interface UnitWords {
  readonly title: readonly string[];
  readonly head: readonly string[];
  readonly text: readonly string[];
}

/** Signs between name, title and text. */
const SEPARATORS = new Set([".", ":", ")", "]", "|", "°", "º"]);
const DASHES = new Set(["-", "\u2014"]);
const NUMBER = /^\p{N}/u;
/** Words that may stand before the name (a date, a mark of the publisher); they belong to the text. */
const MAX_BEFORE = 3;

/** Takes name and title off the head of a body, whose words are given; where the name is not found, all of it is text. */
export function splitHeading(
  words: readonly string[],
  { label: name, title: heading }: { readonly label: string; readonly title: string },
): UnitWords {
  const label = canonicalWords(name);
  const title = canonicalWords(heading);
  const start = findName(words, label);
  if (start !== null) {
    const named = skip(words, start, label) ?? start;
    const end = textAt(words, titleBehind(words, named, title) ?? named);
    const head = withoutSeparators(words.slice(start, end));
    return { title, head, text: [...words.slice(0, start), ...words.slice(end)] };
  }
  const titled = title.length === 0 ? null : skip(words, 0, title);
  const after = titled === null ? null : skip(words, skipSeparators(words, titled, true), label);
  if (after !== null) {
    const end = textAt(words, after);
    return { title, head: withoutSeparators(words.slice(0, end)), text: words.slice(end) };
  }
  return { title, head: [], text: words };
}

function withoutSeparators(words: readonly string[]): readonly string[] {
  return words.filter((word) => !SEPARATORS.has(word) && !DASHES.has(word) && !isBreak(word));
}

/** The position behind the title, which may stand below the name; null where there is none. */
function titleBehind(words: readonly string[], named: number, title: readonly string[]): number | null {
  return title.length === 0 ? null : skip(words, skipSeparators(words, named, true), title);
}

/** Where the text begins: the signs that close a heading stand in its own block, and those of the next one are text. */
function textAt(words: readonly string[], from: number): number {
  let at = skipSeparators(words, from, false);
  while (isBreak(words[at])) at++;
  return at;
}

/** Where the name begins, among the first few words; null where it does not stand there. */
function findName(words: readonly string[], label: readonly string[]): number | null {
  if (label.length === 0) return null;
  for (let start = 0; start <= MAX_BEFORE; start++) if (skip(words, start, label) !== null) return start;
  return null;
}

/** Marks that raise a part of a number, which the name does not have. */
function isRaising(word: string | undefined): boolean {
  return word !== undefined && /^(?:\^|<\/?su[bp]>)$/.test(word);
}

/** The position behind the words that are looked for; null where they do not stand at `from`. */
function skip(words: readonly string[], from: number, wanted: readonly string[]): number | null {
  let at = from;
  for (const word of wanted) {
    while ((isBreak(words[at]) && !isBreak(word)) || (isRaising(words[at]) && !isRaising(word))) at++;
    if (words[at++] !== word) return null;
  }
  while (isRaising(words[at])) at++;
  return at;
}

function skipSeparators(words: readonly string[], from: number, isAcross: boolean): number {
  let at = from;
  while (SEPARATORS.has(words[at] ?? "") || isDash(words, at) || (isAcross && isBreak(words[at]))) at++;
  return at;
}

/** A dash before a number may be its sign. */
function isDash(words: readonly string[], at: number): boolean {
  return DASHES.has(words[at] ?? "") && !NUMBER.test(words[at + 1] ?? "");
}
