import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { isDatedAct } from "../names/act-title.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { countUp } from "./count-up.ts";
import { withDecimals } from "./decimal-numbers.ts";
import { findCaptions } from "./find-captions.ts";
import { findParts, listParts } from "./find-parts.ts";
import { holdCount } from "./hold-count.ts";
import { holdsNumbers } from "./holds-numbers.ts";
import { listHolders } from "./list-holders.ts";
import { nestColumns, withoutListed } from "./nest-columns.ts";
import { isFirst, isSuccessor } from "./number-order.ts";
import { depthOf, isContentsLine, isLone, nameNumbered, titleHeads } from "./numbered-head.ts";
import { readAppendices } from "./read-appendices.ts";
import type { ReadingInput } from "./read-named.ts";
import { showNumber } from "./renumber-lists.ts";
import { findRomanUnits, takes } from "./roman-units.ts";
import { MIN_COVERAGE, spread } from "./spread.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";
import { weigh } from "./weigh.ts";

const LISTED = /^\s*(?:(?:Appendix|Annex) )?([A-Z](?:\.\d+)*|\d+[A-Z]{0,2}(?:\.\d+)*)\.?(?=\s)/u;
const NUMBERED_WEIGHT = 0.9;
/** Text from scans and PDF files is set in by a column or two by chance. */
const INDENT_COLUMNS = 3;
/** A table of contents counts as complete if it names this share of the heads that were found. */
const LISTED_SHARE = 0.8;
const MIN_UNITS = 3;
const MAX_CHAPTER_CHARS = 100;
/** Share of the lines that a numbering in Markdown spans at least, and within which it begins. */
const MIN_MARKDOWN_COVERAGE = 0.4;
const MAX_MARKDOWN_LEAD = 0.4;
/** Share of the sections under Markdown headings that hold a number, if the numbering runs through them. */
const MIN_SECTION_SHARE = 0.7;
const MORE_THAN_HEADINGS = 1.5;

/**
 * Numbered lines (`3.2.1 Title`, `4. Title`, `12.04.010 Title.`, `1. **Title.** text`, `四、`), from the column with the best count; null
 * where the best named reading counts through the same text, or Markdown headings divide it, unless it is `forced` by its name.
 */
export function readNumbered(
  input: ReadingInput,
  { named, forced }: { readonly named: Reading | null; readonly forced: boolean },
): Reading | null {
  const structure = pickHeadings(input.headings, isStructure(input.headings));
  const least = forced ? MIN_UNITS : leastBeside(structure);
  const chapters = pickHeadings(input.headings, isChapter).map((heading) => heading.line);
  const lines = listParts(input.headings);
  const columns = readColumns(input);
  const roman = findRomanUnits(columns, input);
  let best: Reading | null = null;
  for (const column of columns) {
    if (column.length < MIN_UNITS) continue;
    const parts = findParts(lines, column, input.ownText);
    const divisions = parts.length === 0 ? chapters : [...chapters, ...parts].sort((a, b) => a - b);
    const kept = new UnitHeadingList(input.headings, countUp(column, divisions));
    const isTitled = structure.length > 0 && findCaptions(kept, input).size > 0;
    if (kept.length < (isTitled ? MIN_UNITS : least) || isColumnOfTable(kept, input)) continue;
    const reading = weigh("numbered", "plain", kept, input.lines);
    const stands = reading.coverage >= MIN_COVERAGE && (isTitled || standsIn(reading, structure, input));
    if (!stands && !forced) continue;
    const score = reading.score * NUMBERED_WEIGHT * spread(reading);
    if (roman.length > 0 && takes(kept, roman)) {
      best = { ...reading, score, isOverNumbers: true };
      break;
    }
    if (best === null || score > best.score) best = { ...reading, score };
  }
  if (best === null) return null;
  const isHeld =
    !forced && named !== null && !holdCount(named, best, input) && holdsNumbers(named, best, input);
  if (isHeld) return null;
  const appendices = readAppendices(input, best.heads);
  const captions = structure.length > 0 ? findCaptions(best.heads, input) : new Set();
  const titled = captions.size > 0 ? [...best.heads].map(untitle) : titleHeads(best.heads);
  const listed = listedOnly([...titled, ...appendices], input);
  const holders = listHolders(listed, input);
  const holding = new Set(holders);
  const heads = listed
    .filter(({ heading }) => !holding.has(heading.line))
    .map((head) => showNumber(head, input.shown));
  return { ...best, heads: new UnitHeadingList(input.headings, heads), count: heads.length, holders };
}

/** The head without the words on its line, which are text where the title stands above. */
function untitle(head: UnitHeading): UnitHeading {
  return { ...head, title: "" };
}

/** The last part of the number with which the sections of a code begin: `12.04.010`. */
const FIRST_PARTS: ReadonlySet<number> = new Set([0, 1, 10, 100]);

/** Share of the steps by one, if numbers alone on their lines are a part of a code that begins elsewhere: `1799.200.` */
const MIN_STEPS_SHARE = 2 / 3;

/** True for numbers alone on their lines of which most have no text below, or that neither begin with the first number nor count up by one. */
function isColumnOfTable(heads: Rows<UnitHeading>, { ownText, lines }: ReadingInput): boolean {
  const first = heads.at(0);
  if (first === undefined || !isLone(first)) return false;
  let filled = 0;
  for (const [index, head] of [...heads].entries()) {
    const next = heads.at(index + 1)?.heading.line ?? lines;
    const { line, shape } = head.heading;
    if (shape.alone ? ownText.isBetween(head, next) : next > line + 1) filled++;
  }
  const begins =
    depthOf(first) > 1
      ? FIRST_PARTS.has(first.value.at(-1) ?? -1) || countsByOne(heads)
      : isFirst(first.value);
  return filled * 2 <= heads.length || !begins;
}

/** True where nearly every number is the one expected after the number before. */
function countsByOne(heads: Rows<UnitHeading>): boolean {
  const values = [...heads].map(({ value }) => value);
  const steps = values.filter((value, index) => isSuccessor(values[index - 1] ?? [], value)).length;
  return steps >= (values.length - 1) * MIN_STEPS_SHARE;
}

/** Numbered lines by indent and style of number, in order, with the numbers that a reader sees. */
function readColumns(input: ReadingInput): readonly Rows<UnitHeading>[] {
  const columns = new Map<string, UnitHeadingList>();
  for (const heading of input.headings) {
    const { shape } = heading;
    if (shape.level > 0 || shape.quoted) continue;
    const named = nameNumbered(heading);
    // The printed text is read from the source, so few lines are asked for it.
    if (named.length === 0 || isContentsLine(heading)) continue;
    const number = input.shown.get(heading.line);
    for (const { style, head: printed } of named) {
      const head = number === undefined ? printed : { ...printed, value: [number] };
      const key = `${Math.floor(shape.indent / INDENT_COLUMNS)} ${shape.form} ${style}`;
      const column = columns.get(key);
      if (column === undefined) columns.set(key, new UnitHeadingList(input.headings, [head]));
      else column.push(head);
    }
  }
  const decimals = [...columns.values()].map((column) => withDecimals(column, input.headings));
  return nestColumns(withoutListed(decimals), input.headings);
}

/** True for the line of a chapter, annex or further act, after which numbers may begin again. */
function isChapter({ shape, text }: Heading): boolean {
  if (!shape.opens || shape.quoted) return false;
  if (shape.stands === null) return shape.level === 0 && shape.alone && isDatedAct(text);
  const holds = shape.stands.rank > 0 || !["body", "preamble", "closing"].includes(shape.stands.sectionType);
  return holds && text.length <= MAX_CHAPTER_CHARS && !/[.;,:。；，]$/u.test(text);
}

/** Tells the Markdown headings that divide the text: not the single one at the top, above all others, and no chapters. */
function isStructure(headings: Rows<Heading>): (heading: Heading) => boolean {
  const marked = pickHeadings(headings, ({ shape }) => shape.level > 0);
  let top = Number.POSITIVE_INFINITY;
  for (const { shape } of marked) top = Math.min(top, shape.level);
  const tops = marked.filter(({ shape }) => shape.level === top);
  const [first] = marked.slice(0, 1);
  const title =
    tops.length === 1 && (top === 1 || tops[0]?.index === first?.index) ? tops[0]?.index : undefined;
  return ({ shape, index }) => shape.level > 0 && shape.stands === null && index !== title;
}

/**
 * True when the numbered lines may be units beside the Markdown headings of the document: there are none, or one numbering runs through
 * most of the sections below them.
 */
function standsIn(reading: Reading, structure: Rows<Heading>, input: ReadingInput): boolean {
  if (structure.length === 0) return input.isPlainText || fillsMarkdown(reading, input);
  if ([...reading.heads].some((head) => depthOf(head) > 1)) return false;
  return countSections(reading, structure) >= structure.length * MIN_SECTION_SHARE;
}

/** So many numbered lines may be units beside the Markdown headings; none beside a single heading, or where most have numbers themselves. */
function leastBeside(structure: Rows<Heading>): number {
  if (structure.length === 0) return MIN_UNITS;
  let numbered = 0;
  for (const heading of structure)
    if (/^\d/.test(readOutlineNumber(heading.text)?.number.text ?? "")) numbered++;
  if (structure.length < 2 || numbered * 2 >= structure.length) return Number.POSITIVE_INFINITY;
  return structure.length * MORE_THAN_HEADINGS;
}

function fillsMarkdown(reading: Reading, input: ReadingInput): boolean {
  const first = reading.heads.at(0)?.heading.line ?? 0;
  return reading.coverage >= MIN_MARKDOWN_COVERAGE && first <= input.lines * MAX_MARKDOWN_LEAD;
}

/** How many of the sections hold a head of the reading. */
function countSections(reading: Reading, structure: Rows<Heading>): number {
  let sections = 0;
  let next = 0;
  for (const [index, heading] of [...structure].entries()) {
    const end = structure.at(index + 1)?.line ?? Number.POSITIVE_INFINITY;
    while (next < reading.heads.length && (reading.heads.at(next)?.heading.line ?? 0) < heading.line) next++;
    if ((reading.heads.at(next)?.heading.line ?? end) < end) sections++;
  }
  return sections;
}

/**
 * Where the document has a table of contents that names most of the heads, the table decides how deep units go: a head that it
 * omits belongs to the text of the head above.
 */
function listedOnly(heads: readonly UnitHeading[], input: ReadingInput): readonly UnitHeading[] {
  const first = heads[0]?.heading.line ?? 0;
  const isContents = (heading: Heading) => heading.line < first && heading.shape.stands?.kind === "contents";
  const contents = pickHeadings(input.headings, isContents).at(-1);
  if (contents === undefined) return heads;
  const listed = new Set<string>();
  for (let line = contents.line + 1; line < first; line++) {
    const number = LISTED.exec(input.readLine(line))?.[1];
    if (number !== undefined) listed.add(number);
  }
  const kept = heads.filter((head) => listed.has(head.key));
  return kept.length >= heads.length * LISTED_SHARE ? kept : heads;
}
