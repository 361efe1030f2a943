import { PART_WORDS } from "../conventions/part-words.ts";
import { beginsName, type Designator, readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";

/** A head of a unit inside a line. */
export interface GluedHead {
  /** First byte of its word. */
  readonly at: number;
  readonly designator: Designator;
  /** False behind a space, where a reference may stand as well; its number has to be missing elsewhere. */
  readonly isSure: boolean;
}

interface SourceLine {
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Bytes that are read before and after the word. */
const BEFORE_BYTES = 48;
const AFTER_BYTES = 96;
/** Bytes of a line that are read for parentheses around a list of references. */
const LIST_BYTES = 2048;
/** The end of a sentence; a straight quotation mark or a bracket is one only where text stands before it. */
const ENDS_SENTENCE = /(?:[.;:!?…。；：”»]|[^\s("“«:][")\]])$/u;
/** Whatever opens nothing; bold type may begin behind it. */
const ENDS_WORD = /(?:[^\s("“„«‘'/[]|[^\s("“«:]["\]])(?: ?[*_]{1,3})?$/u;
/** A semicolon before a space divides a list. */
const ENDS_APART = /(?:[.:!?…。：”»]|[^\s("“«:][")\]]) $/u;
/** What stands between a name and its title, and the first letter of the title. */
const TITLED = /^(?:[.:：]| ?[-–—]|[.:)] ?[-–—]) (?:["“«(]?[\p{Lu}\p{Lt}]|\(\p{Ll})/u;
const BARE = /^[.:：]?$/u;
/** A closing parenthesis that was not opened, but for `a)` before an item. */
const CLOSED = /^[^()]*(?<![\s;:.]\p{L})\)/u;
/** A further sentence or item behind a title. */
const GOES_ON = /\p{L}.{0,300}[.;:] \S/u;
const MAX_TITLE = 300;
/** Number of an article in a codification (`1.11.LQ.4`); with a stop and a title after it, it is a head after any word. */
const CODED = /^\p{Nd}+(?:\.\p{Nd}+)*\.\p{Lu}{1,4}\.\p{Nd}/u;
/** The word before the last number of a text, and that number. */
const NUMBERED = /([\p{L}\p{M}]+\.?|§) ?\p{Nd}[\p{Nd}\p{L}.-]{0,20}[;:!?”»")\]]{0,2} ?$/u;
/** The head of a unit whose word begins at a byte inside a line, or null where the name there is a reference. */
export function readGlued(line: SourceLine, at: number): GluedHead | null {
  const { source, start, end } = line;
  const text = foldText(readPart(source, at, Math.min(end, at + AFTER_BYTES)));
  const designator = readDesignator(text);
  if (designator === null) return null;
  const rest = text.slice(designator.end);
  const isTitled = TITLED.test(rest);
  if (!isTitled && !BARE.test(rest)) return null;
  const before = readPart(source, Math.max(start, at - BEFORE_BYTES), at);
  if (source[at - 1] === 0x20) return readApart(line, { at, designator, before });
  const isHead =
    isTitled && isCode(designator)
      ? ENDS_WORD.test(before)
      : ENDS_SENTENCE.test(before) && !endsInReference(before);
  return isHead ? { at, designator, isSure: true } : null;
}

/** The head behind the space after a sentence; sure in a codification where nothing but its title follows. */
function readApart(
  { source, start, end }: SourceLine,
  {
    at,
    designator,
    before,
  }: { readonly at: number; readonly designator: Designator; readonly before: string },
): GluedHead | null {
  if (!ENDS_APART.test(before) || endsInReference(before)) return null;
  const outside = readPart(source, Math.max(start, at - LIST_BYTES), at);
  const rest = readPart(source, at, Math.min(end, at + LIST_BYTES));
  // References are listed in parentheses.
  if (outside.lastIndexOf("(") > outside.lastIndexOf(")") || CLOSED.test(rest)) return null;
  const title = foldText(rest).slice(designator.end);
  return { at, designator, isSure: isCode(designator) && title.length <= MAX_TITLE && !GOES_ON.test(title) };
}

/** True for the number of an article in a codification. */
export function isCode({ number }: Designator): boolean {
  return CODED.test(number.text);
}

/** True for `Điều 4.` or `khoản 2;`, after which the name goes on the reference. */
function endsInReference(text: string): boolean {
  const word = foldWord(NUMBERED.exec(text)?.[1] ?? "");
  return word !== "" && (beginsName(word) || PART_WORDS.has(word));
}

/** The text of the bytes; a character that the first bytes cut is left out. */
function readPart(source: Uint8Array, from: number, to: number): string {
  let at = from;
  while (at < to && ((source[at] ?? 0) & 0xc0) === 0x80) at++;
  return Buffer.from(source.buffer, source.byteOffset + at, to - at).toString("utf8");
}
