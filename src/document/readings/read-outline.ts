import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { markNumbered, markText, readOutlineNumber, titleAfter } from "./name-units.ts";
import { longestChain } from "./number-order.ts";
import { MIN_COVERAGE, spread } from "./read-learned.ts";
import { type ReadingInput, weigh } from "./read-named.ts";
import type { Reading, UnitMark } from "./unit-heading.ts";
import { MarkList } from "./unit-heading-list.ts";

const MIN_BOLD = 3;
const TOC_LINE = /(?:\.{3,}|(?:\. ){3,}|…|\s{3,}|_{3,})\s*\d{1,4}\s*$/u;
const APPENDIX = /^(?:(Appendix|Annex) )?([A-Z])((?:\.\d+)*)\.?(?= +\S)/;
const LISTED = /^\s*(?:(?:Appendix|Annex) )?([A-Z](?:\.\d+)*|\d+(?:\.\d+)*)\.?(?=\s)/u;
const NUMBERED_WEIGHT = 0.9;
/** A table of contents counts as complete when it names this share of the heads that were found. */
const LISTED_SHARE = 0.8;

/**
 * Every marked heading below the single top heading is a unit; its name is its number, else its text. Where another reading
 * scores more than `toBeat` the outline is only counted.
 */
export function readOutline(input: ReadingInput, toBeat: number): Reading | null {
  const marked = pickHeadings(input.headings, (heading) => heading.shape.level > 0);
  const tops = pickHeadings(input.headings, (heading) => heading.shape.level === 1);
  const title = tops.length === 1 ? tops.at(0) : undefined;
  const hasTitle = title !== undefined && title.index === marked.at(0)?.index && title.text !== "";
  const below = hasTitle ? pickHeadings(marked, (heading) => heading.index !== title.index) : marked;
  return weighOutline(below.length === 0 ? boldLines(input) : below, input, toBeat);
}

/** Lines of bold type alone, which stand for headings where a document has no others. */
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
  const form = head.shape.level > 0 ? "marked" : "bold";
  const lost: Reading = {
    id: "outline",
    form,
    marks: [],
    count: below.length,
    ascending: 1,
    coverage,
    score: below.length,
  };
  if (below.length < toBeat) return lost;
  let score = 0;
  for (const heading of below) if (heading.shape.stands === null) score++;
  if (score < toBeat) return { ...lost, score };
  return { ...lost, marks: new MarkList(input.headings, markOutlines(below)), score };
}

/** Numbered heads of a plain text (`3.2.1 Title`, `4. Title`): the column in which the longest count stands. */
export function readNumbered(input: ReadingInput): Reading | null {
  if (!input.isPlainText) return null;
  const columns = new Map<string, MarkList>();
  for (const heading of input.headings) {
    if (heading.shape.level > 0 || heading.shape.form !== "plain" || !heading.shape.startsBlock) continue;
    if (TOC_LINE.test(heading.raw)) continue;
    const mark = markNumbered(heading);
    if (mark === null || mark.value.length === 0 || !isHead(mark)) continue;
    for (const styled of inStyles(mark)) {
      const key = `${heading.shape.indent} ${styled.style}`;
      const column = columns.get(key);
      if (column === undefined) columns.set(key, new MarkList(input.headings, [styled.mark]));
      else column.push(styled.mark);
    }
  }
  let best: Reading | null = null;
  for (const marks of columns.values()) {
    const kept = new MarkList(input.headings, chainOf(marks));
    if (kept.length < 3) continue;
    const reading = weigh("numbered", "plain", kept, input.lines);
    if (reading.coverage < MIN_COVERAGE) continue;
    const score = reading.score * NUMBERED_WEIGHT * spread(reading);
    if (best === null || score > best.score) best = { ...reading, score };
  }
  if (best === null) return null;
  const appendices = readAppendices(input, best.marks);
  const all =
    appendices.length === 0 ? best.marks : new MarkList(input.headings, [...best.marks, ...appendices]);
  const listed = listedOnly(all, input);
  return { ...best, marks: listed, count: listed.length };
}

/** The marks of the longest run that a reader would count through. */
function* chainOf(marks: Rows<UnitMark>): Generator<UnitMark> {
  const values = marks.map((mark) => mark.value);
  for (const index of longestChain(values)) yield* marks.slice(index, index + 1);
}

/** Lettered heads after the last number, in its column: `Appendix A. Title`, then `A.1. Title`. */
function readAppendices(input: ReadingInput, marks: Rows<UnitMark>): readonly UnitMark[] {
  const last = marks.at(-1)?.heading;
  if (last === undefined) return [];
  const lettered: UnitMark[] = [];
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
 * Where the document has a table of contents that names most of the heads, it says how deep units go: a head that it does
 * not name belongs to the text of the one above.
 */
function listedOnly(marks: Rows<UnitMark>, input: ReadingInput): Rows<UnitMark> {
  const first = marks.at(0)?.heading.line ?? 0;
  const isContents = (heading: Heading) => heading.line < first && heading.shape.stands?.kind === "contents";
  const contents = pickHeadings(input.headings, isContents).at(-1);
  if (contents === undefined) return marks;
  const listed = new Set<string>();
  for (let line = contents.line + 1; line < first; line++) {
    const number = LISTED.exec(input.readLine(line))?.[1];
    if (number !== undefined) listed.add(number);
  }
  const kept = new MarkList(input.headings);
  for (const mark of marks) if (listed.has(mark.key)) kept.push(mark);
  return kept.length >= marks.length * LISTED_SHARE ? kept : marks;
}

/** A capital such as `I` or `C` counts as a Roman numeral and as a letter, until one of the two counts goes further. */
function inStyles(mark: UnitMark): readonly { readonly style: string; readonly mark: UnitMark }[] {
  if (/^\p{Nd}/u.test(mark.key)) return [{ style: "digits", mark }];
  const found: { readonly style: string; readonly mark: UnitMark }[] = [];
  if (/^[IVXLC]+$/.test(mark.key)) found.push({ style: "roman", mark });
  if (/^[A-Z]$/.test(mark.key))
    found.push({ style: "letters", mark: { ...mark, value: [mark.key.charCodeAt(0) - 64] } });
  return found;
}

function* markOutlines(headings: Rows<Heading>): Generator<UnitMark> {
  let numbered = 0;
  for (const heading of headings) if (readOutlineNumber(heading.text) !== null) numbered++;
  for (const heading of headings) yield markOutline(heading, numbered);
}

function markOutline(heading: Heading, numbered: number): UnitMark {
  const found = readOutlineNumber(heading.text);
  const plainNumber = found !== null && !found.dotted;
  if (found === null || (plainNumber && numbered < 2)) return markText(heading);
  return markNumbered(heading) ?? markText(heading);
}

/** A numbered head has a title that begins like one: not a lower-case word, not nothing. */
function isHead(mark: UnitMark): boolean {
  const rest = mark.heading.text.slice(mark.label.length).replace(/^[.):\s]+/u, "");
  if (rest === "" || (mark.value.length === 1 && /^\p{Ll}/u.test(rest))) return false;
  return !/^[^\p{L}\p{N}"“«(]/u.test(rest);
}
