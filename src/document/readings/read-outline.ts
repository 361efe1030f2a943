import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { nameByNumber, nameByText, readOutlineNumber, titleAfter } from "./name-units.ts";
import { longestChain } from "./number-order.ts";
import { MIN_COVERAGE, spread } from "./read-learned.ts";
import { type ReadingInput, weigh } from "./read-named.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const MIN_BOLD = 3;
const TOC_LINE = /(?:\.{3,}|(?:\. ){3,}|…|\s{3,}|_{3,})\s*\d{1,4}\s*$/u;
const APPENDIX = /^(?:(Appendix|Annex) )?([A-Z])((?:\.\d+)*)\.?(?= +\S)/;
const LISTED = /^\s*(?:(?:Appendix|Annex) )?([A-Z](?:\.\d+)*|\d+(?:\.\d+)*)\.?(?=\s)/u;
const NUMBERED_WEIGHT = 0.9;
/** A table of contents counts as complete if it names this share of the heads that were found. */
const LISTED_SHARE = 0.8;

/**
 * Makes every Markdown heading a unit, except a single top heading that comes first; the name is the number, or else the text. An
 * outline that scores less than `toBeat` is only counted, and its `heads` stay empty.
 */
export function readOutline(input: ReadingInput, toBeat: number): Reading | null {
  const markdown = pickHeadings(input.headings, (heading) => heading.shape.level > 0);
  const tops = pickHeadings(input.headings, (heading) => heading.shape.level === 1);
  const title = tops.length === 1 ? tops.at(0) : undefined;
  const hasTitle = title !== undefined && title.index === markdown.at(0)?.index && title.text !== "";
  const below = hasTitle ? pickHeadings(markdown, (heading) => heading.index !== title.index) : markdown;
  return weighOutline(below.length === 0 ? boldLines(input) : below, input, toBeat);
}

/** Lines that are bold as a whole; three or more count as headings where a document has no others. */
function boldLines(input: ReadingInput): Rows<Heading> {
  const lines = pickHeadings(
    input.headings,
    (heading) => heading.shape.form === "bold" && heading.shape.alone,
  );
  return lines.length >= MIN_BOLD ? lines : [];
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
  if (score < toBeat) return { ...lost, score };
  return { ...lost, heads: new UnitHeadingList(input.headings, markOutlines(below)), score };
}

/** Numbered heads of a plain text (`3.2.1 Title`, `4. Title`), from the column with the best count. */
export function readNumbered(input: ReadingInput): Reading | null {
  if (!input.isPlainText) return null;
  const columns = new Map<string, UnitHeadingList>();
  for (const heading of input.headings) {
    if (heading.shape.level > 0 || heading.shape.form !== "plain" || !heading.shape.startsBlock) continue;
    if (TOC_LINE.test(heading.raw)) continue;
    const head = nameByNumber(heading);
    if (head === null || head.value.length === 0 || !isHead(head)) continue;
    for (const styled of inStyles(head)) {
      const key = `${heading.shape.indent} ${styled.style}`;
      const column = columns.get(key);
      if (column === undefined) columns.set(key, new UnitHeadingList(input.headings, [styled.head]));
      else column.push(styled.head);
    }
  }
  let best: Reading | null = null;
  for (const heads of columns.values()) {
    const kept = new UnitHeadingList(input.headings, chainOf(heads));
    if (kept.length < 3) continue;
    const reading = weigh("numbered", "plain", kept, input.lines);
    if (reading.coverage < MIN_COVERAGE) continue;
    const score = reading.score * NUMBERED_WEIGHT * spread(reading);
    if (best === null || score > best.score) best = { ...reading, score };
  }
  if (best === null) return null;
  const appendices = readAppendices(input, best.heads);
  const all =
    appendices.length === 0
      ? best.heads
      : new UnitHeadingList(input.headings, [...best.heads, ...appendices]);
  const listed = listedOnly(all, input);
  return { ...best, heads: listed, count: listed.length };
}

/** The unit headings that count up, see {@link longestChain}. */
function* chainOf(heads: Rows<UnitHeading>): Generator<UnitHeading> {
  const values = heads.map((head) => head.value);
  for (const index of longestChain(values)) yield* heads.slice(index, index + 1);
}

/** Lettered heads after the last number, in its column: `Appendix A. Title`, then `A.1. Title`. */
function readAppendices(input: ReadingInput, heads: Rows<UnitHeading>): readonly UnitHeading[] {
  const last = heads.at(-1)?.heading;
  if (last === undefined) return [];
  const lettered: UnitHeading[] = [];
  for (const heading of input.headings) {
    if (
      heading.line <= last.line ||
      heading.shape.indent !== last.shape.indent ||
      !heading.shape.startsBlock ||
      heading.shape.level > 0
    )
      continue;
    const found = APPENDIX.exec(heading.text);
    if (found === null || TOC_LINE.test(heading.raw)) continue;
    const [head, word = "", letter = "", rest = ""] = found;
    if (word === "" && rest === "") continue;
    const key = letter + rest;
    const numbers = rest.split(".").slice(1).map(Number);
    lettered.push({
      heading,
      label: word === "" ? key : `${word} ${key}`,
      title: titleAfter(heading, head.length),
      kind: "section",
      word: word === "" ? "SECTION" : word.toUpperCase(),
      key,
      value: [letter.charCodeAt(0) - 64, ...numbers],
      row: "",
    });
  }
  return [...chainOf(lettered)];
}

/**
 * Where the document has a table of contents that names most of the heads, the table decides how deep units go: a head that it
 * omits belongs to the text of the head above.
 */
function listedOnly(heads: Rows<UnitHeading>, input: ReadingInput): Rows<UnitHeading> {
  const first = heads.at(0)?.heading.line ?? 0;
  const isContents = (heading: Heading) => heading.line < first && heading.shape.stands?.kind === "contents";
  const contents = pickHeadings(input.headings, isContents).at(-1);
  if (contents === undefined) return heads;
  const listed = new Set<string>();
  for (let line = contents.line + 1; line < first; line++) {
    const number = LISTED.exec(input.readLine(line))?.[1];
    if (number !== undefined) listed.add(number);
  }
  const kept = new UnitHeadingList(input.headings);
  for (const head of heads) if (listed.has(head.key)) kept.push(head);
  return kept.length >= heads.length * LISTED_SHARE ? kept : heads;
}

/** A capital such as `I` or `C` counts both as a Roman numeral and as a letter; {@link readNumbered} takes the better count. */
function inStyles(head: UnitHeading): readonly { readonly style: string; readonly head: UnitHeading }[] {
  if (/^\p{Nd}/u.test(head.key)) return [{ style: "digits", head }];
  const found: { readonly style: string; readonly head: UnitHeading }[] = [];
  if (/^[IVXLC]+$/.test(head.key)) found.push({ style: "roman", head });
  if (/^[A-Z]$/.test(head.key))
    found.push({ style: "letters", head: { ...head, value: [head.key.charCodeAt(0) - 64] } });
  return found;
}

function* markOutlines(headings: Rows<Heading>): Generator<UnitHeading> {
  let numbered = 0;
  for (const heading of headings) if (readOutlineNumber(heading.text) !== null) numbered++;
  for (const heading of headings) yield markOutline(heading, numbered);
}

function markOutline(heading: Heading, numbered: number): UnitHeading {
  const found = readOutlineNumber(heading.text);
  const plainNumber = found !== null && !found.dotted;
  if (found === null || (plainNumber && numbered < 2)) return nameByText(heading);
  return nameByNumber(heading) ?? nameByText(heading);
}

/** True when a title follows the number: not empty, not beginning with a mark, and after an undotted number not in lower case. */
function isHead(head: UnitHeading): boolean {
  const rest = head.heading.text.slice(head.label.length).replace(/^[.):\s]+/u, "");
  if (rest === "" || (head.value.length === 1 && /^\p{Ll}/u.test(rest))) return false;
  return !/^[^\p{L}\p{N}"“«(]/u.test(rest);
}
