import { GLUED_WORDS } from "../conventions/glued-words.ts";
import { beginsName, readDesignator } from "../names/designator.ts";
import { foldText, foldWord } from "../names/fold-text.ts";
import { readBlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";
import { breakLines } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { isPlainText } from "./find-headings.ts";

/** Bytes that are read before and after the word. */
const BEFORE_BYTES = 48;
const AFTER_BYTES = 96;
/** The end of a sentence; a straight quotation mark or a bracket is one only where text stands before it. */
const ENDS_SENTENCE = /(?:[.;:!?。；：”»]|[^\s("“«:][")\]])$/u;
const ENDS_WORD = /[\p{L}\p{M}\p{Nd}.;:)][*_]{0,3}$/u;
/** What stands between a name and its title, and the first letter of the title. */
const TITLED = /^(?:[.:：]| ?[-–—]|[.:)] ?[-–—]) ["“«(]?[\p{Lu}\p{Lt}]/u;
const BARE = /^[.:：]?$/u;
/** Number of an article in a codification (`1.11.LQ.4`); with a stop and a title after it, it is a head after any word. */
const CODED = /^\p{Nd}+(?:\.\p{Nd}+)*\.\p{Lu}{1,4}\.\p{Nd}/u;
/** The word before the last number of a text, and that number. */
const NUMBERED = /([\p{L}\p{M}]+\.?|§) ?\p{Nd}[\p{Nd}\p{L}.-]{0,20}[;:!?”»")\]]{0,2}$/u;
/** Words for parts of a unit, folded; with their number they refer to the unit that follows. */
const PARTS: ReadonlySet<string> = new Set(
  "khoan|điem|paragraph|para|subsection|point|absatz|abs.|nr.|alinea|apartado|parrafo|comma|ust.|пункт|п.|часть".split(
    "|",
  ),
);

const encoder = new TextEncoder();
/** The words by their first two bytes, composed and decomposed. */
const WORDS: ReadonlyMap<number, readonly Uint8Array[]> = groupWords();
const PAIRS = new Uint8Array(65_536);
for (const pair of WORDS.keys()) PAIRS[pair] = 1;
/** Every byte but white space and opening parentheses. */
const FOLLOWED = new Uint8Array(256).fill(1, 0x21);
FOLLOWED[0x28] = 0;
/** Every byte that may be the last one of a mark that ends a sentence. */
const ENDS = new Uint8Array(256);
for (const byte of encoder.encode('.;:!?")]。；：”»')) if (byte !== 0xe2 && byte !== 0xe3) ENDS[byte] = 1;

/**
 * The source with a line break, without a byte of its own, before every head of a unit that a conversion ran into the text before it
 * (`quốc tế.Điều 5. Nguyên tắc`); its blocks are those of a source that has the breaks. No line is broken in code, tables, quotes, HTML,
 * front matter or marked headings.
 */
export function splitGlued(scanned: ScannedSource): ScannedSource {
  const { source, table, mask } = scanned;
  const breaks: number[] = [];
  const plainText = isPlainText(mask);
  for (let line = 0; line < table.count; line++) {
    const kind = mask.classes[line] ?? LINE.blank;
    const isText = kind === LINE.paragraph || kind === LINE.continuation || kind === LINE.list;
    if (!isText && !(plainText && kind === LINE.code)) continue;
    const start = table.starts[line] ?? 0;
    addBreaks({ source, start, end: table.textEnds[line] ?? start }, breaks);
  }
  if (breaks.length === 0) return scanned;
  const broken = breakLines(table, breaks);
  return { source, table: broken, mask: readBlockMask(source, broken) };
}

interface SourceLine {
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function addBreaks(line: SourceLine, breaks: number[]): void {
  const { source, start, end } = line;
  let pair = source[start + 1] ?? 0;
  for (let at = start + 1; at < end; at++) {
    pair = ((pair << 8) & 0xffff) | (source[at + 1] ?? 0);
    if (PAIRS[pair] === 0 || FOLLOWED[source[at - 1] ?? 0] === 0) continue;
    const length = wordLength(source, at);
    if (length > 0 && mayBeNumber(source, at, at + length) && isGlued(line, at)) breaks.push(at);
  }
}

function wordLength(source: Uint8Array, at: number): number {
  const word = WORDS.get(pairAt(source, at))?.find((bytes) =>
    bytes.every((byte, index) => source[at + index] === byte),
  );
  return word?.length ?? 0;
}

/** A quick look at the bytes: a number follows, and without the end of a sentence before the word it has a letter in it. */
function mayBeNumber(source: Uint8Array, word: number, from: number): boolean {
  let at = from;
  while (source[at] === 0x20 || source[at] === 0xc2 || source[at] === 0xa0) at++;
  if (ENDS[source[word - 1] ?? 0] === 1) return true;
  const first = at;
  while (isDigit(source[at]) || source[at] === 0x2e) at++;
  return at > first + 1 && at < first + 12 && (source[at] ?? 0) > 0x40;
}

function isGlued({ source, start, end }: SourceLine, at: number): boolean {
  const before = readPart(source, Math.max(start, at - BEFORE_BYTES), at);
  const endsSentence = ENDS_SENTENCE.test(before);
  if (!endsSentence && !ENDS_WORD.test(before)) return false;
  const text = foldText(readPart(source, at, Math.min(end, at + AFTER_BYTES)));
  const designator = readDesignator(text);
  if (designator === null) return false;
  const rest = text.slice(designator.end);
  const isTitled = TITLED.test(rest);
  if (!isTitled && !BARE.test(rest)) return false;
  if (isTitled && CODED.test(designator.number.text)) return true;
  return endsSentence && !endsInReference(before);
}

/** True for `Điều 4.` or `khoản 2;`, after which the name goes on the reference. */
function endsInReference(text: string): boolean {
  const word = foldWord(NUMBERED.exec(text)?.[1] ?? "");
  return word !== "" && (beginsName(word) || PARTS.has(word));
}

/** The text of the bytes; a character that the first bytes cut is left out. */
function readPart(source: Uint8Array, from: number, to: number): string {
  let at = from;
  while (at < to && ((source[at] ?? 0) & 0xc0) === 0x80) at++;
  return Buffer.from(source.buffer, source.byteOffset + at, to - at).toString("utf8");
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function pairAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function groupWords(): ReadonlyMap<number, readonly Uint8Array[]> {
  const groups = new Map<number, Uint8Array[]>();
  for (const text of new Set(GLUED_WORDS.flatMap((word) => [word, word.normalize("NFD")]))) {
    const word = encoder.encode(text);
    const pair = pairAt(word, 0);
    groups.set(pair, [...(groups.get(pair) ?? []), word]);
  }
  return groups;
}
