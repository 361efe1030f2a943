import type { Heading } from "../headings/heading.ts";
import { mergeHeads } from "./merge-heads.ts";
import { nameByLoneNumber } from "./name-by-lone-number.ts";
import { isFirst, longestChain } from "./number-order.ts";
import { depthOf, isContentsLine, nameNumbered, titleHeads } from "./numbered-head.ts";
import { findOpenParts, type OpenPart } from "./open-parts.ts";
import type { ReadingInput } from "./read-named.ts";
import { someHeading } from "./some-heading.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { weigh } from "./weigh.ts";

const MIN_UNITS = 2;
/** Lines that may introduce the first number below the line of a chapter. */
const MAX_INTRODUCTION = 4;
/** In brackets the recitals before a law are counted, and the paragraphs of an article. */
const COUNTS_UNITS: ReadonlySet<string> = new Set([
  "digits",
  "digits)",
  "ordinal",
  "han",
  "han-ordinal",
  "roman-alone",
]);
const WORDS: ReadonlySet<string> = new Set(["ordinal", "han", "han-ordinal"]);
const MAX_TITLE = 60;
const ENDS_OPEN = /[.,;:。，；：]$/u;

/**
 * Adds to a reading by names the numbered provisions that it leaves in no unit: those of a part without a named unit (`PRIMERO.-` below
 * `TRANSITORIOS`, `１` below `附則`), and the points of the decision that stands before an annexed act.
 */
export function joinNumbered(reading: Reading, input: ReadingInput): Reading {
  const joined: UnitHeading[] = [];
  for (const part of findOpenParts(input.headings, reading.heads))
    if (!holdsName(part, reading, input)) joined.push(...countPart(part, input));
  if (joined.length === 0) return reading;
  const heads = mergeHeads(reading.heads, joined, input.headings);
  return { ...weigh(reading.id, reading.form, heads, input.lines), holders: reading.holders };
}

/** True where a name of the reading that was not taken, as one behind a stray mark, stands in a chapter: the numbers below it are of its text. */
function holdsName(part: OpenPart, { heads }: Reading, { headings }: ReadingInput): boolean {
  if (part.kind !== "chapter") return false;
  const row = heads.at(0)?.row ?? "";
  return someHeading(
    headings,
    [part.from, part.to],
    ({ shape, designator }) => shape.opens && !shape.quoted && designator?.row.id === row,
  );
}

/** The provisions of a part: of all columns of numbers that count up from the first, the one that begins first. */
function countPart(part: OpenPart, input: ReadingInput): readonly UnitHeading[] {
  const columns = new Map<string, { readonly style: string; readonly heads: UnitHeading[] }>();
  for (let index = part.from; index < part.to; index++) {
    const heading = input.headings.at(index);
    if (heading === undefined || heading.shape.quoted || isContentsLine(heading)) continue;
    const alone = part.kind === "provisions" ? nameByLoneNumber(heading) : null;
    for (const { style, head } of alone === null ? nameNumbered(heading) : [alone]) {
      if (!COUNTS_UNITS.has(style) || depthOf(head) > 1 || isOfParagraph(head)) continue;
      const key = `${heading.shape.level} ${heading.shape.indent} ${heading.shape.form} ${style}`;
      const column = columns.get(key);
      if (column === undefined) columns.set(key, { style, heads: [head] });
      else column.heads.push(head);
    }
  }
  for (const { style, heads } of columns.values()) {
    const [first] = heads;
    if (first === undefined || !isFirst(first.value)) continue;
    const chain = titleHeads(longestChain(heads.map(({ value }) => value)).flatMap((at) => heads[at] ?? []));
    const least = part.kind === "provisions" && style === "ordinal" ? 1 : MIN_UNITS;
    if (chain.length < least || !stands(chain, { part, style, input })) continue;
    const end = input.headings.at(part.to)?.line ?? input.lines;
    return chain.map((head, at) => withoutText(head, chain[at + 1]?.heading.line ?? end, input));
  }
  return [];
}

/** True for a number alone in bold type before its text, with which consolidated laws print their paragraphs. */
function isOfParagraph({ heading, label }: UnitHeading): boolean {
  return heading.shape.form === "bold" && !heading.shape.alone && heading.text === label;
}

function stands(
  chain: readonly UnitHeading[],
  found: { readonly part: OpenPart; readonly style: string; readonly input: ReadingInput },
): boolean {
  const { part, style, input } = found;
  const { headings } = input;
  const [first] = chain;
  if (first === undefined) return false;
  if (part.kind === "provisions") return true;
  if (part.kind === "chapter")
    return countLines(input, headings.at(part.from - 1)?.line ?? 0, first.heading.line) <= MAX_INTRODUCTION;
  const last = chain.at(-1)?.heading.index ?? 0;
  // A table of contents stands before the first unit, too.
  if (!haveText(chain, input)) return false;
  return someHeading(headings, [last + 1, part.to], (heading) => opensAct(heading, WORDS.has(style)));
}

/** The unit without a title where no other text follows: the words behind its number are its text. */
function withoutText(head: UnitHeading, end: number, { ownText }: ReadingInput): UnitHeading {
  return ownText.isBetween(head, end) ? head : { ...head, title: "" };
}

function haveText(chain: readonly UnitHeading[], { ownText }: ReadingInput): boolean {
  const withText = chain.filter((head, at) => ownText.isBetween(head, lineAfter(chain, at)));
  return withText.length * 2 > chain.length;
}

function lineAfter(chain: readonly UnitHeading[], at: number): number {
  return chain[at + 1]?.heading.line ?? (chain[at]?.heading.line ?? 0) + 2;
}

/** Lines with text between two lines. */
function countLines({ scanned }: ReadingInput, from: number, to: number): number {
  const { starts, textEnds } = scanned.table;
  let count = 0;
  for (let line = from + 1; line < to && count <= MAX_INTRODUCTION; line++)
    if ((textEnds[line] ?? 0) > (starts[line] ?? 0)) count++;
  return count;
}

/** True for the line with which an annexed act begins: an annex, or, behind points that are counted in words, any title. */
function opensAct({ shape, text }: Heading, isCounted: boolean): boolean {
  if (shape.quoted || !shape.startsBlock) return false;
  if (shape.stands?.sectionType === "annex") return true;
  const isTitle = shape.alone && shape.stands === null && text.length <= MAX_TITLE && !ENDS_OPEN.test(text);
  return isCounted && isTitle;
}
