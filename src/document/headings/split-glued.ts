import { GLUED_WORDS } from "../conventions/glued-words.ts";
import { isCapital, isSmall } from "../names/ascii.ts";
import { mayFollowName } from "../names/designator.ts";
import { foldWord } from "../names/fold-text.ts";
import { readBlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";
import { breakLines } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { isPlainText } from "./find-headings.ts";
import { type GluedHead, readGlued } from "./glued-head.ts";
import { pickMissing } from "./pick-missing.ts";

const encoder = new TextEncoder();
/** The words by their first two bytes, composed and decomposed. */
const WORDS: ReadonlyMap<number, readonly Uint8Array[]> = groupWords();
const PAIRS = new Uint8Array(65_536);
/** Their first bytes, of which running text has few. */
const FIRSTS = new Uint8Array(256);
for (const pair of WORDS.keys()) {
  PAIRS[pair] = 1;
  FIRSTS[pair >> 8] = 1;
}
const SPACE = 0x20;
/** Every byte but white space and opening parentheses. */
const FOLLOWED = new Uint8Array(256).fill(1, 0x21);
FOLLOWED[0x28] = 0;
/** Every byte that may be the last one of a mark that ends a sentence. */
const ENDS = new Uint8Array(256);
for (const byte of encoder.encode('.;:!?")]。；：”»')) if (byte !== 0xe2 && byte !== 0xe3) ENDS[byte] = 1;

/** Bytes of a word that is looked up: ASCII letters, apostrophes, and the letters of Latin-1. */
const IN_WORD = new Uint8Array(256).fill(1, 0x80, 0xc0);
const LATIN_1 = 0xc3;
IN_WORD[LATIN_1] = 1;
for (const byte of encoder.encode("'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) IN_WORD[byte] = 1;
/** Bytes behind such a word that do not belong to it. */
const ENDS_WORD = new Uint8Array(256);
for (const byte of encoder.encode(" .,;:)\r\n")) ENDS_WORD[byte] = 1;
/** Bytes with which no number begins. */
const NO_NUMBER: ReadonlySet<number> = new Set(encoder.encode(",;:!?"));
/** `no` may be the sign of a number. */
const NUMBER_SIGN = encoder.encode("no");
/** Capitals with which a number may begin before a small letter: `Ier`, `Xe`. */
const ROMAN: ReadonlySet<number> = new Set(encoder.encode("IVX"));

/**
 * The source with a line break, without a byte of its own, before every head of a unit that a conversion ran into the text before it
 * (`quốc tế.Điều 5. Nguyên tắc`); after a space only before a head whose number is missing among those that begin lines. Its blocks are those
 * of a source that has the breaks. No line is broken in code, tables, quotes, HTML, front matter or marked headings.
 */
export function splitGlued(scanned: ScannedSource): ScannedSource {
  const { source, table, mask } = scanned;
  const glued: GluedHead[] = [];
  const plainText = isPlainText(mask);
  for (let line = 0; line < table.count; line++) {
    const kind = mask.classes[line] ?? LINE.blank;
    const isText = kind === LINE.paragraph || kind === LINE.continuation || kind === LINE.list;
    if (!isText && !(plainText && kind === LINE.code)) continue;
    const start = table.starts[line] ?? 0;
    addGlued({ source, start, end: table.textEnds[line] ?? start }, glued);
  }
  const breaks = glued.some(({ isSure }) => !isSure)
    ? pickMissing(scanned, glued)
    : glued.map(({ at }) => at);
  if (breaks.length === 0) return scanned;
  const broken = breakLines(table, breaks);
  return { source, table: broken, mask: readBlockMask(source, broken) };
}

interface SourceLine {
  readonly source: Buffer;
  readonly start: number;
  readonly end: number;
}

function addGlued(line: SourceLine, glued: GluedHead[]): void {
  const { source, start, end } = line;
  for (let at = start + 1; at < end; at++) {
    if (FIRSTS[source[at] ?? 0] === 0 || PAIRS[pairAt(source, at)] === 0) continue;
    const isApart = source[at - 1] === SPACE;
    if (isApart ? ENDS[source[at - 2] ?? 0] === 0 : FOLLOWED[source[at - 1] ?? 0] === 0) continue;
    const length = wordLength(source, at);
    if (length === 0 || !mayBeNumber(source, at, at + length)) continue;
    const head = readGlued(line, at);
    if (head !== null) glued.push(head);
  }
}

function wordLength(source: Uint8Array, at: number): number {
  const word = WORDS.get(pairAt(source, at))?.find((bytes) =>
    bytes.every((byte, index) => source[at + index] === byte),
  );
  return word?.length ?? 0;
}

/** A quick look at the bytes: a number follows, and without the end of a sentence before the word it has a letter in it. */
function mayBeNumber(source: Buffer, word: number, from: number): boolean {
  let at = from;
  while (source[at] === SPACE || source[at] === 0xc2 || source[at] === 0xa0) at++;
  if (source[word - 1] === SPACE || ENDS[source[word - 1] ?? 0] === 1)
    return at === from || mayCount(source, at);
  const first = at;
  while (isDigit(source[at]) || source[at] === 0x2e) at++;
  return at > first + 1 && at < first + 12 && (source[at] ?? 0) > 0x40;
}

/** False for a word that counts nothing, as in `Article by article`; true wherever more than its bytes has to be read. */
function mayCount(source: Buffer, from: number): boolean {
  const first = source[from] ?? 0;
  if (NO_NUMBER.has(first)) return false;
  let end = from;
  while (IN_WORD[source[end] ?? 0] === 1) end++;
  const isCapitalFirst = isCapital(first);
  if ((!isCapitalFirst && !isSmall(first) && first !== LATIN_1) || ENDS_WORD[source[end] ?? 0] === 0)
    return true;
  const second = source[from + 1] ?? 0;
  if (isCapitalFirst && (end - from < 2 || isCapital(second) || ROMAN.has(first))) return true;
  if (first === NUMBER_SIGN[0] && second === NUMBER_SIGN[1]) return true;
  return mayFollowName(foldWord(source.toString("utf8", from, end)));
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
