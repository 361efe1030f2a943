import { canonicalWords } from "./canonical-words.ts";

/** The words of a unit: those of its title, and those of its text without name and title. */
export interface UnitWords {
  readonly title: readonly string[];
  readonly text: readonly string[];
}

/** Signs between name, title and text. */
const SEPARATORS = new Set([".", ":", ")", "]", "|", "°", "º"]);
const NUMBER = /^\p{N}/u;
/** Words that may stand before the name (a date, a mark of the publisher); they belong to the text. */
const MAX_BEFORE = 3;

/** Takes name and title off the head of a body, whose words are given; where the name is not found, the first line is taken for them. */
export function splitHeading(
  words: readonly string[],
  {
    body,
    label: name,
    title: heading,
  }: { readonly body: string; readonly label: string; readonly title: string },
): UnitWords {
  const label = canonicalWords(name);
  const title = canonicalWords(heading);
  const start = findName(words, label);
  if (start !== null) {
    const named = start + label.length;
    const titled = skip(words, skipSeparators(words, named), title);
    const text = words.slice(skipSeparators(words, titled ?? named));
    return { title, text: start === 0 ? text : [...words.slice(0, start), ...text] };
  }
  const titled = title.length === 0 ? null : skip(words, 0, title);
  const after = titled === null ? null : skip(words, skipSeparators(words, titled), label);
  if (after !== null) return { title, text: words.slice(skipSeparators(words, after)) };
  return { title, text: withoutFirstLine(body, words, title) };
}

/** Where the name begins, among the first few words; null where it does not stand there. */
function findName(words: readonly string[], label: readonly string[]): number | null {
  if (label.length === 0) return null;
  for (let start = 0; start <= MAX_BEFORE; start++) if (skip(words, start, label) !== null) return start;
  return null;
}

/** The position behind the words that are looked for; null where they do not stand at `from`. */
function skip(words: readonly string[], from: number, wanted: readonly string[]): number | null {
  return wanted.every((word, at) => words[from + at] === word) ? from + wanted.length : null;
}

function skipSeparators(words: readonly string[], from: number): number {
  let at = from;
  while (SEPARATORS.has(words[at] ?? "") || isDash(words, at)) at++;
  return at;
}

/** A dash before a number may be its sign. */
function isDash(words: readonly string[], at: number): boolean {
  return words[at] === "-" && !NUMBER.test(words[at + 1] ?? "");
}

/** The words behind the first line that has any, and behind the title where it follows. */
function withoutFirstLine(
  body: string,
  words: readonly string[],
  title: readonly string[],
): readonly string[] {
  const text = body.trimStart();
  const end = text.indexOf("\n");
  if (end < 0) return words;
  const rest = canonicalWords(text.slice(end));
  return rest.slice(skip(rest, 0, title) ?? 0);
}
