import { isDigit, isSmall } from "../names/ascii.ts";
import { isContainerInside } from "../names/container-line.ts";
import { type Designator, readDesignator } from "../names/designator.ts";
import { FirstWords } from "../names/first-word.ts";
import { readOrdinalLead } from "../names/ordinal-lead.ts";
import { readSpoiledName } from "../names/spoiled-name.ts";
import type { BlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";
import { indentOf, isBlank, readListMarker } from "../source/line-shape.ts";
import { isBroken, textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { classifyLine } from "./classify-line.ts";
import { isCorrelationRow } from "./correlation-row.ts";
import type { HeadingLine, HeadingShape } from "./heading.ts";
import { HeadingList } from "./heading-list.ts";
import { readMarkdownWords, readPlainWords } from "./heading-words.ts";
import { beginsWithNumber, mayCountAlone } from "./line-numbers.ts";
import { isBelowChapter, leadsToReference, mayBegin } from "./may-begin.ts";
import { NO_QUOTATION, openingLines, quoteAfter, unclosedQuotations } from "./unclosed-quotations.ts";

/** Longest plain line that may be a heading although it begins with no known name. */
const MAX_SHORT_BYTES = 240;
const MAX_SHORT_CHARS = 100;
/** Names in quotations that are taken for those of the document where it has no others. */
const MIN_QUOTED = 2;
/** A longer text above a line of dashes is a paragraph that a scan underlined. */
const MAX_UNDERLINED = 200;
const OPENING = 0x28;
/** Columns before the marker of a list item at the top level. */
const MAX_ITEM_INDENT = 3;
/** A key of a database is no heading; what it stands for follows below. */
const MACHINE_KEY = /^\d{16,}$/;
const WIDE_GAP = /^(?:\t| {2,}|\u3000|[\u2000-\u200a]| \t)/u;

/** The lines that are searched for headings, and how many headings are enough to stop. */
export interface HeadingRange {
  readonly firstLine: number;
  readonly lastLine: number;
  /** Most headings by their marks or names. */
  readonly mostMarked: number;
  /** Most lines that may be headings. */
  readonly most: number;
}

/**
 * Every line of the range that may carry a heading, in order: ATX and setext headings, bold run-ins, and plain lines that a convention
 * may know. The search ends with the first heading beyond one of the limits.
 */
export function findHeadings(scanned: ScannedSource, range: HeadingRange): HeadingList {
  const first = readHeadings(scanned, range, new Set());
  // Few documents end inside a quotation; only these are searched for its opening mark, and read again.
  const { headings } = first.isOpen
    ? readHeadings(scanned, range, unclosedQuotations(scanned, range.lastLine))
    : first;
  // An act quotes names of another one beside its own; a stray mark hides all of them.
  if (headings.quoted < MIN_QUOTED || headings.named > headings.quoted || !countsUp(headings))
    return headings;
  return readHeadings(scanned, range, openingLines(scanned, range.lastLine)).headings;
}

/** True where the names that begin a paragraph count up from the first number. */
function countsUp(headings: HeadingList): boolean {
  let number = 0;
  for (const { shape, designator } of headings)
    if (shape.isNamed && shape.startsBlock && designator?.number.value[0] !== ++number) return false;
  return number > 0;
}

/** The headings, and whether a quotation is open at the end; the lines of `unclosed` open none. */
function readHeadings(
  scanned: ScannedSource,
  range: HeadingRange,
  unclosed: ReadonlySet<number>,
): { readonly headings: HeadingList; readonly isOpen: boolean } {
  const { source, mask } = scanned;
  const plainText = isPlainText(mask);
  const reader: PlainReader = { scanned, isPlainText: plainText, words: new FirstWords(source) };
  const headings = new HeadingList(scanned);
  let quotes = NO_QUOTATION;
  for (let line = 0; line < range.lastLine; line++) {
    if (headings.marked > range.mostMarked || headings.length > range.most)
      return { headings, isOpen: false };
    const kind = mask.classes[line] ?? LINE.blank;
    if (kind === LINE.blank) continue;
    const found =
      kind === LINE.atx || (kind === LINE.setext && mask.classes[line - 1] !== LINE.setext)
        ? readMarked(scanned, line)
        : canCarryPlain(kind, plainText)
          ? readPlain(reader, line, quotes.depth > 0)
          : null;
    if (found !== null && line >= range.firstLine) headings.push(found);
    if (!unclosed.has(line)) quotes = quoteAfter(scanned, line, quotes);
  }
  return { headings, isOpen: quotes.depth > 0 };
}

/** A source without any ATX heading is plain text: its indents are not code blocks, its leading numbers not list markers. */
export function isPlainText(mask: BlockMask): boolean {
  return !mask.classes.includes(LINE.atx);
}

function canCarryPlain(kind: number, plainText: boolean): boolean {
  if (kind === LINE.paragraph || kind === LINE.continuation || kind === LINE.list) return true;
  return plainText && (kind === LINE.code || kind === LINE.table);
}

/** True for a line of running text that only Markdown counts to the list above it: it has neither the list's indent nor a marker. */
function isLazy({ source, table }: ScannedSource, line: number): boolean {
  const start = table.starts[line] ?? 0;
  const end = table.textEnds[line] ?? start;
  return (
    indentOf(source, start, end).columns === 0 && readListMarker(source, { start, at: start, end }) === null
  );
}

function readMarked(scanned: ScannedSource, line: number): HeadingLine | null {
  const { raw, text } = readMarkdownWords(scanned, line);
  const isAtx = scanned.mask.classes[line] === LINE.atx;
  if (MACHINE_KEY.test(text) || (!isAtx && (text.length > MAX_UNDERLINED || isFormula(scanned, line))))
    return null;
  const shape: HeadingShape = {
    form: isAtx ? "atx" : "setext",
    level: scanned.mask.levels[line] ?? 0,
    isNamed: readDesignator(text) !== null,
    stands: classifyLine(scanned, line, text),
    startsBlock: true,
    opens: true,
    alone: true,
    indent: 0,
    wideGap: false,
    quoted: false,
    stray: false,
  };
  return { line, shape, text, isPrinted: raw === text };
}

/** True for lines above a single sign in a text without Markdown's headings: the terms of a formula that is printed line by line. */
function isFormula(scanned: ScannedSource, line: number): boolean {
  const { mask } = scanned;
  let under = line + 1;
  while (mask.classes[under] === LINE.setext) under++;
  // In this order: the other question looks at every line.
  return readText(scanned, under, MAX_UNDERLINED).trim().length === 1 && isPlainText(mask);
}

interface PlainReader {
  readonly scanned: ScannedSource;
  readonly isPlainText: boolean;
  readonly words: FirstWords;
}

function readPlain(reader: PlainReader, line: number, quoted: boolean): HeadingLine | null {
  const { scanned, isPlainText: keepsShort } = reader;
  const { source, table, mask } = scanned;
  const start = textStart(source, table, line);
  const end = table.textEnds[line] ?? start;
  const { columns, at } = indentOf(source, start, end);
  const isItem = !keepsShort && mask.classes[line] === LINE.list && !isLazy(scanned, line);
  if (isItem && (columns > MAX_ITEM_INDENT || !isDigit(source[at] ?? 0))) return null;
  if (!keepsShort && isBracketed(source, at)) return null;
  const mayName = reader.words.mayName(at, end);
  if (!mayName && (!keepsShort || end - at > MAX_SHORT_BYTES || mask.classes[line] === LINE.continuation))
    return null;
  const startsBlock =
    isItem ||
    line === 0 ||
    isBroken(table, line) ||
    isBreak(scanned, line - 1) ||
    isCaption(scanned, line - 1) ||
    (isDigit(source[at] ?? 0) && isBelowChapter(scanned, line));
  const endsBlock = line + 1 >= table.count || isBroken(table, line + 1) || isBreak(scanned, line + 1);
  const first = String.fromCharCode(source[at] ?? 0);
  const { raw, text, isBold, rest, head, isStray } = readPlainWords(
    scanned,
    line,
    startsBlock || "*_".includes(first) || (first === "[" && mayBegin(scanned, line)),
  );
  if (isCorrelationRow(scanned, line, head)) return null;
  const printedName = isItem ? nameOfItem(text) : readDesignator(text);
  const spoiled = printedName === null && keepsShort && startsBlock ? readSpoiledName(text) : null;
  const designator = printedName ?? spoiled;
  const alone = startsBlock && endsBlock && rest === "";
  const isNumbered =
    beginsWithNumber(text, { isPlainText: keepsShort, isBold, startsBlock }) ||
    ((mayCountAlone(text) || readOrdinalLead(text, isBold) !== null) &&
      (startsBlock || mayBegin(scanned, line)));
  const isListed = designator !== null || isNumbered;
  const fits = end - start <= MAX_SHORT_BYTES && text.length <= MAX_SHORT_CHARS;
  if (!isListed && !fits) return null;
  const named = isItem ? null : classifyLine(scanned, line, text);
  const isBare = designator?.end === text.length;
  const opens =
    startsBlock ||
    ((designator ?? named) !== null &&
      mayBegin(scanned, line) &&
      !(isBare && leadsToReference(scanned, line)));
  const isInside =
    startsBlock || designator !== null || (named !== null && opens && isContainerInside(text, named));
  if (!isInside && !isListed) return null;
  // Inside a paragraph bold type marks a name only.
  if (isBold && !startsBlock && designator === null && named === null) return null;
  const stands = isInside ? named : null;
  if (!isListed && stands === null && !((keepsShort || isBold) && alone)) return null;
  const shape: HeadingShape = {
    form: isBold ? "bold" : "plain",
    level: 0,
    isNamed: designator !== null,
    stands,
    startsBlock,
    opens,
    alone,
    indent: columns,
    wideGap: designator !== null && WIDE_GAP.test(head.slice(designator.end)),
    quoted,
    stray: isStray || spoiled !== null,
  };
  return { line, shape, text, isPrinted: raw === text && end - start <= MAX_SHORT_BYTES };
}

/** True for the `(1)` or `(a)` of a paragraph or item, with which no name begins. */
function isBracketed(source: Buffer, at: number): boolean {
  const next = source[at + 1] ?? 0;
  return source[at] === OPENING && (isDigit(next) || isSmall(next));
}

/** The name of a unit that a list item begins with (`3. člen`); in `3. § 5 is repealed` the number is the item's own. */
function nameOfItem(text: string): Designator | null {
  const designator = readDesignator(text);
  return designator === null || /^ ?\p{Nd}/u.test(text.slice(designator.end)) ? null : designator;
}

/** True for a line in wide brackets (`（目的）`), as the title of an article stands above it in Japanese laws. */
function isCaption({ source, table }: ScannedSource, line: number): boolean {
  const start = textStart(source, table, line);
  const end = table.textEnds[line] ?? start;
  if (end - start > MAX_SHORT_BYTES || source[start] !== 0xef || source[end - 1] !== 0x89) return false;
  const text = source.toString("utf8", start, end);
  return text.startsWith("（") && text.endsWith("）");
}

/** True when the line holds no running text, so that the next line begins a block. */
function isBreak(scanned: ScannedSource, line: number): boolean {
  const { source, table, mask } = scanned;
  const kind = mask.classes[line];
  if (kind === LINE.paragraph || kind === LINE.continuation) return false;
  if (kind !== LINE.list && kind !== LINE.code && kind !== LINE.quote && kind !== LINE.table) return true;
  return isBlank(source, table.starts[line] ?? 0, table.textEnds[line] ?? 0);
}
