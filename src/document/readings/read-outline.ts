import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { isPageLine } from "../names/page-line.ts";
import { findEmptyParts } from "./empty-parts.ts";
import { listsNumbers } from "./list-holders.ts";
import { nameByNumber, nameByText, nameByWord } from "./name-units.ts";
import { findOutlineTitle } from "./outline-title.ts";
import type { ReadingInput } from "./read-named.ts";
import { findTitlesBelow } from "./titles-below.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const MIN_BOLD = 3;
const MIN_NUMBERED = 3;
/** A line that stands so often is the head of a page or of a part of every unit. */
const MIN_RUNNING = 3;

/**
 * Makes every Markdown heading a unit, except the title of the document; the name is the number, or else the text. An
 * outline that scores less than `toBeat` is only counted, and its `heads` stay empty.
 */
export function readOutline(input: ReadingInput, toBeat: number): Reading | null {
  const markdown = pickHeadings(input.headings, isMarked);
  const title = findOutlineTitle(markdown, input);
  const below =
    title === undefined ? markdown : pickHeadings(markdown, (heading) => heading.index !== title.index);
  const lines = below.length === 0 ? boldLines(input) : below;
  const { bare, listing } = findHolders(lines, input);
  const kept = pickHeadings(lines, ({ line }) => !bare.has(line) && !listing.has(line));
  const reading = weighOutline(kept, input, toBeat);
  // A marked heading is a container by its level; a bold line is one by what it holds.
  return reading === null ? null : { ...reading, holders: [...listing, ...(below.length > 0 ? [] : bare)] };
}

/** True for a Markdown heading but that of a table of contents, which lists the others. */
function isMarked({ shape }: Heading): boolean {
  return shape.level > 0 && shape.stands?.kind !== "contents";
}

/** Lines of headings that hold numbered ones, and no text of their own. */
interface Holders {
  /** Chapters, first-level headings and others above all numbers that hold nothing else: the titles of the parts in which these are counted. */
  readonly bare: ReadonlySet<number>;
  /** Headings that only list the numbers below them: a chapter of a code above `Sections:` and its sections. */
  readonly listing: ReadonlySet<number>;
}

function findHolders(headings: Rows<Heading>, input: ReadingInput): Holders {
  const numbered = pickHeadings(headings, isNumbered);
  const none = new Set<number>();
  const listing = new Set<number>();
  if (numbered.length < MIN_NUMBERED || numbered.length * 2 < headings.length) return { bare: none, listing };
  const bare = new Set(findEmptyParts(headings, input));
  const keys = new Set(numbered.map(({ text }) => readOutlineNumber(text)?.number.text ?? ""));
  let above: Heading | null = null;
  for (const heading of headings) {
    const { level } = heading.shape;
    const isBelow = above !== null && (level === 0 || level > above.shape.level);
    if (above !== null && isBelow && isNumbered(heading)) {
      const mayHold = (above.shape.level === 1 || isChapter(above)) && !isNumbered(above);
      if (mayHold && !input.ownText.isBetween(nameByText(above), heading.line)) bare.add(above.line);
      if (listsNumbers([above.line + 1, heading.line], { input, keys })) listing.add(above.line);
    }
    above = heading;
  }
  return { bare, listing };
}

/** Lines that are bold as a whole; three or more count as headings where a document has no others. */
function boldLines(input: ReadingInput): Rows<Heading> {
  const lines = pickHeadings(
    input.headings,
    (heading) => heading.shape.form === "bold" && heading.shape.alone && !isPageLine(heading.text),
  );
  const times = new Map<string, number>();
  for (const { text } of lines) times.set(text, (times.get(text) ?? 0) + 1);
  const own = pickHeadings(
    lines,
    (heading) => (times.get(heading.text) ?? 0) < MIN_RUNNING || isNumbered(heading),
  );
  if (own.length < MIN_BOLD) return [];
  const [title, ...rest] = own;
  const isInside = (heading: Heading) => isNumbered(heading) || isChapter(heading);
  const isTitled =
    title !== undefined && !isInside(title) && rest.length >= MIN_NUMBERED && rest.every(isInside);
  return isTitled ? pickHeadings(own, ({ line }) => line !== title.line) : own;
}

function isChapter({ shape }: Heading): boolean {
  return (shape.stands?.rank ?? 0) > 0;
}

function isNumbered(heading: Heading): boolean {
  return heading.shape.isNamed || readOutlineNumber(heading.text) !== null;
}

function weighOutline(below: Rows<Heading>, input: ReadingInput, toBeat: number): Reading | null {
  const head = below.at(0);
  if (head === undefined) return null;
  const coverage = ((below.at(-1)?.line ?? head.line) - head.line + 1) / Math.max(1, input.lines);
  const form = head.shape.level > 0 ? "markdown" : "bold";
  const lost: Reading = {
    id: "outline",
    form,
    heads: [],
    count: below.length,
    ascending: 1,
    coverage,
    score: below.length,
    holders: [],
  };
  if (below.length < toBeat) return lost;
  let score = 0;
  for (const heading of below) if (heading.shape.stands === null) score++;
  // A title is no evidence for headings that are all units.
  score -= findTitlesBelow(below, input.marks, {
    ownText: input.ownText,
    lines: input.lines,
  }).size;
  if (score < toBeat) return { ...lost, score };
  return { ...lost, heads: new UnitHeadingList(input.headings, markOutlines(below)), score };
}

function* markOutlines(headings: Rows<Heading>): Generator<UnitHeading> {
  let numbered = 0;
  for (const heading of headings) if (readOutlineNumber(heading.text) !== null) numbered++;
  let last: number | undefined;
  for (const heading of headings) {
    const head = markOutline(heading, { numbered, last });
    last = head.value[0] ?? last;
    yield head;
  }
}

/** A number that ends in letters without a mark (`2A Title`, but also `3D printing`) counts only after its own number. */
function markOutline(
  heading: Heading,
  { numbered, last }: { readonly numbered: number; readonly last: number | undefined },
): UnitHeading {
  if (heading.designator !== null) return nameByWord(heading, heading.designator);
  const found = readOutlineNumber(heading.text);
  if (found === null || (!found.dotted && numbered < 2)) return nameByText(heading);
  if (found.open && found.number.value[0] !== last) return nameByText(heading);
  return nameByNumber(heading) ?? nameByText(heading);
}
