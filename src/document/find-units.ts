import type { Rows } from "../collections/rows.ts";
import type { DocumentWarning } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { findAnnexReferences } from "./headings/annex-references.ts";
import { findCatchwords } from "./headings/find-catchwords.ts";
import { findHeadings, isPlainText } from "./headings/find-headings.ts";
import { findListed } from "./headings/find-listed.ts";
import { freeLoneQuotes } from "./headings/free-lone-quotes.ts";
import type { Heading } from "./headings/heading.ts";
import { joinSplitNames } from "./headings/join-split-names.ts";
import { liftLines } from "./headings/lift-lines.ts";
import { splitGlued } from "./headings/split-glued.ts";
import { splitTitled } from "./headings/split-titled.ts";
import type { GivenLines } from "./projection/projection.ts";
import { withAnnexes } from "./readings/annexes-as-units.ts";
import { type Choice, chooseConvention } from "./readings/choose-convention.ts";
import { collectMarks } from "./readings/collect-marks.ts";
import { withDecimals } from "./readings/decimal-numbers.ts";
import { fillHoles } from "./readings/fill-holes.ts";
import { leaveOutContents } from "./readings/find-contents.ts";
import { leaveOutAmended } from "./readings/leave-out-amended.ts";
import { leaveOutPageHeads } from "./readings/leave-out-page-heads.ts";
import { leaveOutRoman } from "./readings/leave-out-roman.ts";
import { leaveOutOwnContents, warnOfEntries } from "./readings/own-contents.ts";
import { OwnText } from "./readings/own-text.ts";
import { readNoteMarks } from "./readings/read-note-marks.ts";
import { renumberLists } from "./readings/renumber-lists.ts";
import { tellFreed } from "./readings/tell-freed.ts";
import type { UnitHeading } from "./readings/unit-heading.ts";
import { readBlockMask } from "./source/block-mask.ts";
import { readLineTable } from "./source/line-table.ts";
import { readText, type ScannedSource } from "./source/scanned-source.ts";
import { findSentinels, type SentinelRange } from "./source/sentinels.ts";
import { settleTables } from "./source/settle-tables.ts";
import { findNamedTitles } from "./titles/find-named-titles.ts";

/** The heads of a document's units by the reading that fits it best, with all that they were found from. */
export interface FoundUnits extends Choice {
  readonly scanned: ScannedSource;
  readonly range: SentinelRange;
  readonly headings: Rows<Heading>;
  readonly heads: Rows<UnitHeading>;
  /** Lines of headings among the entries of contents that stand inside a unit. */
  readonly entryLines: ReadonlySet<number>;
  readonly warnings: readonly DocumentWarning[];
}

/** The highest `maxUnits` that the configuration takes. */
const MOST_UNITS = 100_000;
/** A document is not read to its end where so many of its headings are marked or named, and so many times the units that it may have. */
const MIN_MARKED = 100_000;
const MARKED_TIMES = 10;
/** Most lines that may be headings, marked or not. */
const MAX_LINES = 1_000_000;
const KANA = /[\u3041-\u309f]/;
const LINE_PROBE_BYTES = 200;
const KANA_PROBE_BYTES = 65_536;
/** Readings that are not made from names, and so do not leave out the names in a table of contents. */
const COUNTS_ALL: ReadonlySet<string> = new Set(["outline", "numbered"]);

/** What tells how units are found. */
interface FindOptions {
  /** Name of the convention; null: chosen by evidence. */
  readonly convention: string | null;
  readonly maxUnits: number;
  /** What the lines are, where the format of the file says it; null for Markdown and plain text. */
  readonly lines: GivenLines | null;
}

/** Finds the heads of the units: by the convention that is named, or by the one that fits best; never more than the document may have. */
export function findUnits(source: Buffer, { convention, maxUnits, lines }: FindOptions): Result<FoundUnits> {
  const scanned = lines === null ? scanSource(source) : scanGiven(source, lines);
  const { table, mask } = scanned;
  const range = findSentinels(source, table, mask);
  const mostMarked = Math.max(MIN_MARKED, maxUnits * MARKED_TIMES);
  const printed = findHeadings(scanned, { ...range, mostMarked, most: MAX_LINES });
  if (printed.length > MAX_LINES) return refused(tooManyLines(printed.at(-1)?.lineNumber ?? 0));
  if (printed.marked > mostMarked)
    return refused(tooManyUnits(maxUnits, `more than ${printed.length - 1} lines that may be headings`));
  printed.unnameRunning();
  const all = printed.without(findCatchwords(printed));
  all.unnameReferences(findAnnexReferences(scanned, all));
  const entries = findListed(scanned, all);
  const headings = all.without(entries);
  const noted = readNoteMarks(collectMarks(headings, showsKana(source)), headings);
  const marks = leaveOutPageHeads(scanned, noted, headings);
  const roman = leaveOutRoman(marks, headings);
  const amending = leaveOutAmended(scanned, roman.heads, headings);
  const own = leaveOutOwnContents(scanned, amending, headings);
  const listed = leaveOutContents(scanned, own.heads, headings);
  headings.unname(findNamedTitles({ scanned, headings, heads: listed.heads, lastLine: range.lastLine }));
  const choice = chooseConvention(
    {
      scanned,
      headings,
      marks: listed.heads,
      ownText: new OwnText(scanned, headings),
      shown: renumberLists(headings, mask),
      lines: table.count,
      isPlainText: isPlainText(mask),
      readLine: (line) => readText(scanned, line, LINE_PROBE_BYTES),
    },
    convention,
  );
  if (!choice.ok) return choice;
  const isCounted = COUNTS_ALL.has(choice.value.reading.id);
  const holders = isCounted ? [] : roman.holders;
  const reading = { ...choice.value.reading, holders: [...choice.value.reading.holders, ...holders] };
  const filled = fillHoles(reading, headings);
  const contents = reading.id.startsWith("learned:")
    ? leaveOutContents(scanned, filled.heads, headings)
    : {
        heads: filled.heads,
        warnings: isCounted ? [] : [...tellListed(all, entries), ...own.warnings, ...listed.warnings],
      };
  if (contents.heads.length > maxUnits)
    return refused(tooManyUnits(maxUnits, `${contents.heads.length} units`));
  const heads = withDecimals(contents.heads, headings);
  return accepted({
    ...choice.value,
    reading,
    scanned,
    range,
    headings,
    heads: lines === null || isCounted ? heads : withAnnexes(heads, headings),
    entryLines: isCounted ? new Set() : own.lines,
    warnings: [...filled.warnings, ...contents.warnings, ...tellFreed(scanned, contents.heads)],
  });
}

/** Tells the names of units among the entries of contents that were left out before any reading. */
function tellListed(headings: Rows<Heading>, lines: ReadonlySet<number>): readonly DocumentWarning[] {
  const entries =
    lines.size === 0 ? [] : headings.filter(({ line, shape }) => shape.isNamed && lines.has(line));
  const [first] = entries;
  return first === undefined ? [] : [warnOfEntries(entries.length, first)];
}

function scanSource(source: Buffer): ScannedSource {
  const table = readLineTable(source);
  const lifted = liftLines({ source, table, mask: readBlockMask(source, table) });
  return joinSplitNames(splitTitled(splitGlued(freeLoneQuotes(lifted))));
}

/** A text whose lines are known: no mark of Markdown means anything in it. */
function scanGiven(source: Buffer, { classes, levels }: GivenLines): ScannedSource {
  const table = readLineTable(source);
  return { source, table, mask: { classes: settleTables(classes, table), levels, open: -1 } };
}

function tooManyUnits(maxUnits: number, actual: string): Refusal {
  return refusal("STOP_TOO_MANY_UNITS", {
    expected: `at most ${maxUnits} units`,
    actual,
    ...(maxUnits < MOST_UNITS ? {} : { wayOut: "Split the document: no setting allows more units." }),
  });
}

function tooManyLines(line: number): Refusal {
  return refusal("STOP_TOO_MANY_UNITS", {
    field: `line ${line}`,
    expected: `at most ${MAX_LINES} short lines that may be headings`,
    actual: "one more at this line",
    wayOut:
      "Split the document, or put `<!-- cutter:end -->` on a line behind the last unit: what follows is left out.",
  });
}

function showsKana(source: Buffer): boolean {
  return KANA.test(source.toString("utf8", 0, KANA_PROBE_BYTES));
}
