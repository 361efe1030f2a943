import { isDigit } from "../names/ascii.ts";
import { classifyHeading } from "../names/classify-heading.ts";
import { type Designator, readDesignator } from "../names/designator.ts";
import { FirstWords } from "../names/first-word.ts";
import { foldText } from "../names/fold-text.ts";
import { readBlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";
import { indentOf, isBlank, readListMarker } from "../source/line-shape.ts";
import { skipInLines, textStart } from "../source/line-table.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { readLineWords, readMarkdownWords } from "./heading-words.ts";

const GREATER = 0x3e;
const MIN_LIFTED = 3;
/** Share of the heads of a document that stand in quotes or items, where these are its layout. */
const MIN_SHARE = 0.9;
/** Share of the lines with text that stand in quotes, where numbers alone begin the units. */
const MIN_QUOTED = 0.6;
/** Share of the numbers that are higher than the one before. */
const MIN_ASCENDING = 0.9;
const NUMBER = /^(\d{1,4})\\?[.)] /;
const ATX = /^#{1,6} +/;
/** What may follow a name that is no reference. */
const CLOSED = /^(?:$|[.:：]| ?[-–—] )/u;
const CONTENT_BYTES = 120;
/** Bullets of word processors; their `o` and the signs of their own fonts stand before names as well. */
const BULLETS: readonly Uint8Array[] = [..."•·▪●○■◦∙‣➢\uf0b7\uf0d8\uf0a7o"].map((bullet) =>
  new TextEncoder().encode(bullet),
);
/** 1 for every byte with which a bullet begins. */
const BULLET_BYTES = new Uint8Array(256);
for (const [first = 0] of BULLETS) BULLET_BYTES[first] = 1;

interface Found {
  /** Bytes that stand before the text, by line. */
  readonly skips: ReadonlyMap<number, number>;
  /** First parts of the numbers with which quotes or items begin. */
  readonly numbers: readonly number[];
  /** Words of the names, as in addresses. */
  readonly words: ReadonlySet<string>;
}

/**
 * The source as if the quotes or list items in which nearly all heads of its units stand were not marked: their marks count as indent. Where
 * other heads stand outside, a quote is the text of another act and a list is a list, and nothing changes.
 */
export function liftLines(scanned: ScannedSource): ScannedSource {
  for (const found of [findQuotes(scanned), findItems(scanned)]) {
    if (found === null) continue;
    const table = skipInLines(scanned.table, found.skips);
    return { ...scanned, table, mask: readBlockMask(scanned.source, table) };
  }
  return scanned;
}

function findQuotes(scanned: ScannedSource): Found | null {
  const { mask } = scanned;
  if (!mask.classes.includes(LINE.quote)) return null;
  const skips = new Map<number, number>();
  const names: number[] = [];
  const numbers: number[] = [];
  const words = new Set<string>();
  let filled = 0;
  for (let line = 0; line < mask.classes.length; line++) {
    if (isEmptyAfter(scanned, line, 0)) continue;
    filled++;
    const skip = mask.classes[line] === LINE.quote ? quoteMark(scanned, line) : 0;
    if (skip === 0) continue;
    skips.set(line, skip);
    const above = skips.get(line - 1);
    if (above !== undefined && !isEmptyAfter(scanned, line - 1, above)) continue;
    const text = readAfter(scanned, line, skip);
    const name = readHead(text);
    if (name !== null) {
      names.push(name.number.value[0] ?? 0);
      words.add(name.row.address);
    } else if (NUMBER.test(text)) numbers.push(Number(NUMBER.exec(text)?.[1]));
  }
  const isNamed = names.length >= MIN_LIFTED;
  if (!isNamed && (numbers.length < MIN_LIFTED || skips.size < filled * MIN_QUOTED)) return null;
  return judge(scanned, { skips, numbers: isNamed ? names : numbers, words });
}

function findItems(scanned: ScannedSource): Found | null {
  const { source, table, mask } = scanned;
  const skips = new Map<number, number>();
  const numbers: number[] = [];
  const words = new Set<string>();
  const firsts = new FirstWords(source);
  for (let line = 0; line < mask.classes.length; line++) {
    const kind = mask.classes[line];
    if (kind !== LINE.list && kind !== LINE.paragraph && kind !== LINE.continuation) continue;
    const start = textStart(source, table, line);
    const end = table.textEnds[line] ?? start;
    const { at } = indentOf(source, start, end);
    const text =
      afterBullet(source, at, end) ?? (kind === LINE.list ? afterMarker(source, { start, at, end }) : null);
    if (text === null || !firsts.mayName(text, end)) continue;
    const skip = text - (table.starts[line] ?? 0);
    const content = readAfter(scanned, line, skip);
    const name = readHead(content);
    if (name === null && (classifyHeading(foldText(content))?.rank ?? 0) === 0) continue;
    skips.set(line, skip);
    if (name === null) continue;
    numbers.push(name.number.value[0] ?? 0);
    words.add(name.row.address);
  }
  return numbers.length < MIN_LIFTED ? null : judge(scanned, { skips, numbers, words });
}

/** First byte of the text of a list item, or null where the line has no marker or no text; a number is part of a name. */
function afterMarker(
  source: Uint8Array,
  line: { readonly start: number; readonly at: number; readonly end: number },
): number | null {
  const marker = isDigit(source[line.at] ?? 0) ? null : readListMarker(source, line);
  return marker === null || marker.empty ? null : marker.contentAt;
}

/** First byte of the text behind a bullet that Markdown does not know, or null. */
function afterBullet(source: Uint8Array, at: number, end: number): number | null {
  if (BULLET_BYTES[source[at] ?? 0] === 0) return null;
  const bullet = BULLETS.find((bytes) => bytes.every((byte, index) => source[at + index] === byte));
  if (bullet === undefined) return null;
  let text = at + bullet.length;
  while (text < end && isSpace(source[text])) text++;
  return text < end ? text : null;
}

/** What was found, where it is the layout of the document. */
function judge(scanned: ScannedSource, found: Found): Found | null {
  const { numbers } = found;
  let ascending = 1;
  for (const [index, number] of numbers.entries())
    if (index > 0 && number >= (numbers[index - 1] ?? 0)) ascending++;
  if ((numbers[0] ?? 0) > 1 || ascending < numbers.length * MIN_ASCENDING) return null;
  return countOutside(scanned, found) <= numbers.length * (1 - MIN_SHARE) ? found : null;
}

/** Headings and names outside: marked headings but for the title and containers of other words, and lines that begin with a name. */
function countOutside(scanned: ScannedSource, { skips, words }: Found): number {
  const { mask, source, table } = scanned;
  const firsts = new FirstWords(source);
  let count = 0;
  let hasTitle = false;
  for (const [line, kind] of mask.classes.entries()) {
    if (kind === LINE.atx || (kind === LINE.setext && mask.classes[line - 1] !== LINE.setext)) {
      const isTitle: boolean = !hasTitle && mask.levels[line] === 1;
      hasTitle ||= isTitle;
      if (isTitle) continue;
      const { text } = readMarkdownWords(scanned, line);
      if (classifyHeading(text) === null || words.has(readDesignator(text)?.row.address ?? "")) count++;
    } else if (kind === LINE.paragraph && !skips.has(line)) {
      const start = textStart(source, table, line);
      const end = table.textEnds[line] ?? start;
      if (firsts.mayName(start, end) && readHead(readText(scanned, line, CONTENT_BYTES)) !== null) count++;
    }
  }
  return count;
}

/** The name with which a text begins, in bold type, as a heading, or before a mark; null for a reference. */
function readHead(line: string): Designator | null {
  const heading = ATX.exec(line)?.[0].length ?? 0;
  const { isBold, text } = readLineWords(line.slice(heading), true);
  const name = readDesignator(text);
  if (name === null) return null;
  return heading > 0 || isBold || CLOSED.test(text.slice(name.end)) ? name : null;
}

/** Bytes from the start of a line to what stands behind its mark of a quote; 0 where it has none. */
function quoteMark({ source, table }: ScannedSource, line: number): number {
  const start = textStart(source, table, line);
  const { at } = indentOf(source, start, table.textEnds[line] ?? start);
  if (source[at] !== GREATER) return 0;
  return at + (isSpace(source[at + 1]) ? 2 : 1) - (table.starts[line] ?? 0);
}

/** The beginning of what stands behind the mark of a line. */
function readAfter({ source, table }: ScannedSource, line: number, skip: number): string {
  const start = (table.starts[line] ?? 0) + skip;
  const end = Math.min(table.textEnds[line] ?? start, start + CONTENT_BYTES);
  return source.toString("utf8", start, end);
}

function isEmptyAfter({ source, table }: ScannedSource, line: number, skip: number): boolean {
  const start = (table.starts[line] ?? 0) + skip;
  return isBlank(source, start, table.textEnds[line] ?? start);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
