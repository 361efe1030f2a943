import type { Rows } from "../../collections/rows.ts";
import { UNSTOPPED } from "../conventions/full-stops.ts";
import type { Heading } from "../headings/heading.ts";
import { readPlainWords } from "../headings/heading-words.ts";
import { dropAmendmentNote } from "../names/amendment-note.ts";
import { insertionLead } from "../names/insertion-lead.ts";
import { readRest } from "../readings/same-line-title.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { textStart } from "../source/line-table.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { isShorterThanText, type RunIn, readRunIn } from "./run-in-title.ts";
import type { TitleLines } from "./title-lines.ts";
import { bareTitle, isEmphasised, isTitleLike, mayBeTitle } from "./title-words.ts";

/**
 * Where a title stands: on the line of the name and the lines into which it runs on, before the text on the same line, below the name, or
 * there in a heading that is `over` the level of the name or on it: it would end the unit, which had no text.
 * Where the words beside the name are the unit's `text`, they are no title.
 */
export type TitlePlace = "beside" | "run-in" | "below" | "over" | "text";

/** What may be the title of a unit. */
export interface FoundTitle {
  readonly place: TitlePlace;
  /** As printed, or empty where nothing there may be a title. */
  readonly title: string;
  /** True if it reads as a title by itself, so that it is evidence for its place. */
  readonly isClear: boolean;
  /** True where the first of numbered paragraphs follows. */
  readonly isCounted?: boolean;
  /** Further lines that it takes. */
  readonly lines: readonly number[];
}

/** What the search for titles reads. */
export interface TitleSource {
  readonly scanned: ScannedSource;
  readonly headings: Rows<Heading>;
  readonly lines: TitleLines;
}

/** The first line behind a unit, before which its title is searched. */
export interface TitleRange {
  readonly before: number;
}

/** Fewest characters of text after a title on the line of a unit's last paragraph. */
const MIN_TEXT = 8;
/** Fewest words of a heading that is the whole text of its unit; fewer may be a mark such as `Repealed.` */
const MIN_TEXT_WORDS = 4;
/** The end of bold type that began before the name. */
const CLOSES_BOLD = /\s?(?:\*\*|__)$/u;
/** Bytes of white space around a line. */
const MAX_INDENT = 12;
const FIRST_PARAGRAPH = /^[(（]?(?:1|１|١|१|a|α|а)[.)）] ?/u;
const STOPPED = /[.。]$/u;

/** What may be the title of the unit at each place that its line leaves open. */
export function findTitles(source: TitleSource, head: UnitHeading, range: TitleRange): readonly FoundTitle[] {
  const { heading, title } = head;
  const { level } = heading.shape;
  if (title !== "") {
    if (level > 0) return findText(source, heading, { ...range, rest: title });
    const stands =
      !UNSTOPPED.test(title) || textAfter(source, heading, { ...range, line: heading.line }) >= 0;
    return [{ place: "beside", title, isClear: stands && isTitleLike(title), lines: [] }];
  }
  const rest = restOf(source, head);
  if (rest === null || (rest !== "" && level > 0)) return [];
  if (rest === "") return [findBelow(source, head, range)];
  const beside = { ...range, rest };
  const runIn = findRunIn(source, head, beside);
  const text = runIn.isClear ? [] : findText(source, heading, beside);
  return [runIn, findBeside(source, head, beside), ...text];
}

/** The words after the name on its line; null where the name does not begin the line. */
function restOf({ scanned }: TitleSource, { heading, label }: UnitHeading): string | null {
  const lead = insertionLead(heading.text);
  const end = heading.designator?.end ?? (heading.text.startsWith(label, lead) ? lead + label.length : -1);
  if (end < 0) return null;
  if (heading.shape.level > 0) return readRest(heading, end);
  const words = readPlainWords(scanned, heading.line, heading.shape.opens);
  const rest = readRest(words.isBold ? words : heading, end);
  if (!words.isBold || rest !== "") return rest;
  // What goes on behind the bytes that are read is text.
  return isRead(scanned, heading.line, words.head) ? readRest({ raw: words.rest, text: "" }, 0) : null;
}

function isRead({ source, table }: ScannedSource, line: number, head: string): boolean {
  const start = textStart(source, table, line);
  return (table.textEnds[line] ?? start) - start <= Buffer.byteLength(head) + MAX_INDENT;
}

/** A line, and the first line that is no more the unit's. */
interface TextRange {
  readonly line: number;
  readonly before: number;
}

interface WithRest extends TitleRange {
  readonly rest: string;
}

/** Words beside the name that a stop ends: clearly text where they are no title's words, or where several stand there and nothing follows. */
function findText(source: TitleSource, heading: Heading, { rest, before }: WithRest): readonly FoundTitle[] {
  if (!STOPPED.test(rest)) return [];
  const isSentence = !isTitleLike(rest.replace(STOPPED, ""));
  const isAll =
    rest.split(" ").length >= MIN_TEXT_WORDS &&
    textAfter(source, heading, { line: heading.line, before }) < 0;
  return [{ place: "text", title: rest, isClear: isSentence || isAll, lines: [] }];
}

function findRunIn(source: TitleSource, { heading }: UnitHeading, { rest, before }: WithRest): FoundTitle {
  const found = readRunIn(rest);
  const follows = textAfter(source, heading, { line: heading.line, before }) >= 0;
  const stands = found !== null && (found.text.length >= MIN_TEXT || follows);
  const isClear = stands && (!found.isStopped || isShorter(source, found, { line: heading.line, before }));
  return { place: "run-in", title: stands ? found.title : "", isClear, lines: [] };
}

function isShorter({ lines }: TitleSource, { title, text }: RunIn, { line, before }: TextRange): boolean {
  return text === "" || isShorterThanText(title, lines.joinWrapped(text, line, before).text);
}

function findBeside(source: TitleSource, { heading }: UnitHeading, { rest, before }: WithRest): FoundTitle {
  const joined = source.lines.joinWrapped(rest, heading.line, before);
  const { lastLine } = joined;
  const text = joined.text.replace(CLOSES_BOLD, "");
  const stands =
    mayBeTitle(dropAmendmentNote(text)) && textAfter(source, heading, { line: lastLine, before }) >= 0;
  return {
    place: "beside",
    title: stands ? text : "",
    isClear: stands && isTitleLike(text),
    lines: linesTo(heading.line + 1, lastLine),
  };
}

function findBelow(source: TitleSource, head: UnitHeading, { before }: TitleRange): FoundTitle {
  const none: FoundTitle = { place: "below", title: "", isClear: false, lines: [] };
  const { lines } = source;
  const { heading } = head;
  const line = lines.next(heading.line, before);
  const printed = line < 0 ? null : lines.read(line);
  if (printed === null) return none;
  const other = headingAt(source, heading, line);
  if (other !== null && !canBeTitle(other, heading)) return none;
  const isMarked = (other !== null && other.shape.level > 0) || isEmphasised(printed);
  const { text: words, lastLine } = isMarked
    ? { text: bareTitle(other === null || other.shape.level === 0 ? printed : other.raw), lastLine: line }
    : lines.joinWrapped(printed, line, before);
  const title = bareTitle(words);
  const stands = isMarked ? title !== "" : mayBeTitle(title);
  const text = textAfter(source, heading, { line: lastLine, before });
  // A heading of its own is the title of a unit without a text, too.
  if (!stands || (text < 0 && (other?.shape.level ?? 0) === 0)) return none;
  const isClear = isTitleLike(isMarked ? title.replace(/\.$/u, "") : title);
  const level = other?.shape.level ?? 0;
  return {
    place: level > 0 && level <= heading.shape.level ? "over" : "below",
    title,
    isClear: isClear && text >= 0 && (other === null || other.shape.stands === null),
    isCounted: text >= 0 && FIRST_PARAGRAPH.test(lines.read(text) ?? ""),
    lines: linesTo(line, lastLine),
  };
}

/** A heading is no title where it names a unit or counts; official files print some titles on a level above the name. */
function canBeTitle({ shape }: Heading, above: Heading): boolean {
  if (shape.isNamed || (shape.stands !== null && (shape.stands.rank > 0 || shape.stands.number !== "")))
    return false;
  return shape.level === 0 || above.shape.level > 0;
}

/** The line after the title with which the text of the unit goes on, or -1 where there is none; a Markdown heading is no text of a plain unit. */
function textAfter(source: TitleSource, heading: Heading, { line, before }: TextRange): number {
  const next = source.lines.next(line, before);
  if (next < 0) return -1;
  const other = headingAt(source, heading, next)?.shape;
  const isOutside = (other?.stands?.rank ?? 0) > 0 || (heading.shape.level === 0 && (other?.level ?? 0) > 0);
  return isOutside ? -1 : next;
}

/** The heading at a line that follows a heading closely, or null. */
function headingAt({ headings }: TitleSource, { index }: Heading, line: number): Heading | null {
  for (let at = index + 1; at < headings.length; at++) {
    const heading = headings.at(at);
    if (heading === undefined || heading.line > line) return null;
    if (heading.line === line) return heading;
  }
  return null;
}

function linesTo(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
