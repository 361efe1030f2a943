import { groupBy } from "../../collections/group-by.ts";
import { DOUBTS, type Doubt, type DoubtCode } from "../../domain/doubts.ts";
import type { DocumentWarning, MarkedDocument } from "../../domain/plan.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { lineNumber } from "../source/line-table.ts";
import { AnnexedLines } from "./annexed-lines.ts";
import { askActs } from "./ask-acts.ts";
import { askBetween } from "./ask-between.ts";
import { askCodes } from "./ask-codes.ts";
import { askContainers } from "./ask-containers.ts";
import { askContents } from "./ask-contents.ts";
import { askCoverage } from "./ask-coverage.ts";
import { askEntries } from "./ask-entries.ts";
import { askHeadings } from "./ask-headings.ts";
import { askInserted } from "./ask-inserted.ts";
import { askInside } from "./ask-inside.ts";
import { askLast } from "./ask-last.ts";
import { askLists } from "./ask-lists.ts";
import { askMarked } from "./ask-marked.ts";
import { askFirst, askGaps, askOrder } from "./ask-numbers.ts";
import { askOutline, askUnmarked } from "./ask-outline.ts";
import { askOutside } from "./ask-outside.ts";
import { askReadings } from "./ask-readings.ts";
import { askRunning } from "./ask-running.ts";
import { askUnclosed } from "./ask-unclosed.ts";
import { askConventions, askEmpty, askLengths } from "./ask-units.ts";
import { compareContents } from "./compare-contents.ts";
import { findSightings } from "./find-sightings.ts";
import { hidingOf } from "./hiding.ts";
import { type CutToJudge, type JudgedCut, readJudgedUnits } from "./judged-cut.ts";
import { listSteps } from "./list-steps.ts";

type Question = (cut: JudgedCut) => Iterable<Doubt>;

/** The questions that are asked of every cut, whichever reading won; each answers with its doubts, by the lines of the scan counted from 1. */
const QUESTIONS: readonly Question[] = [
  askGaps,
  askFirst,
  askLast,
  askOrder,
  askInserted,
  askCodes,
  askEntries,
  askInside,
  askMarked,
  askHeadings,
  askOutline,
  askUnmarked,
  askLists,
  askRunning,
  askOutside,
  askContainers,
  askCoverage,
  askLengths,
  askEmpty,
  askConventions,
  askContents,
  askReadings,
  askActs,
  askUnclosed,
];

/**
 * Those that are asked where the file itself gives the units: what is missing in their numbers, and what stands outside them. Headings inside a unit
 * are what the file says that they are: the text of a quotation.
 */
export const GIVEN_QUESTIONS: readonly Question[] = [
  // First: of one line the first doubt is told, and what stands in no unit is the graver one.
  askOutsideGiven,
  askGaps,
  askLast,
  askOrder,
  askCoverage,
  askBetween,
  askLengths,
  askEmpty,
];

/** What stands before the first unit that a file gives is what the file says that it is: a memorandum, a preamble. */
function* askOutsideGiven(cut: JudgedCut): Generator<Doubt> {
  const first = cut.judged.at(0)?.head.heading.line ?? 0;
  for (const doubt of askOutside(cut)) yield doubt.line <= first ? { ...doubt, isMild: true } : doubt;
}

/** Codes whose line is that of a head that was not cut. */
const OF_LINES: ReadonlySet<DoubtCode> = new Set([
  "HEADING_INSIDE_UNIT",
  "HEADING_IN_NO_UNIT",
  "FIRST_NUMBER_FOUND",
  "NUMBER_SKIPPED_FOUND",
  "LIST_LEFT_OUT",
]);
/** Warnings of one code beyond this are counted in one: a list of more is read by nobody, and its page shown by no browser. */
const MAX_WARNINGS = 10_000;
const MAX_DETAILS = 40;

/** What the judge says of a cut that it does not refuse. */
export interface Judgement {
  readonly warnings: readonly DocumentWarning[];
  /** Null where the document has no table of contents of its own that lists units. */
  readonly ownContents: MarkedDocument["ownContents"] | null;
}

/**
 * Asks what the cut left behind. Small doubts are warnings; a large loss refuses the cut (`STOP_CUT_DOUBTFUL`) unless a person has accepted
 * its code, and is a warning then.
 */
export function judgeCut(
  cut: CutToJudge,
  acceptedCodes: readonly string[],
  questions: readonly Question[] = QUESTIONS,
): Result<Judgement> {
  const judged = readJudgedUnits(cut);
  const ownContents = compareContents(cut, judged);
  const whole: JudgedCut = {
    ...cut,
    judged,
    ownContents,
    ...findSightings(cut),
    steps: [...listSteps(judged)],
    annexed: cut.given?.annexed ?? new AnnexedLines(cut),
    hiding: hidingOf(cut.scanned.mask),
  };
  const doubts = listDoubts(whole, questions);
  const grave = groupByCode(doubts.filter(({ isMild }) => !isMild));
  const large = doubts.filter(
    ({ code, isMild }) =>
      !isMild && isLarge(code, grave.get(code)?.length ?? 0) && !acceptedCodes.includes(code),
  );
  if (large.length > 0) return refused(doubtRefusal(large, listOptions(cut, large)));
  const { listed, missing, unlisted } = ownContents;
  return accepted({
    warnings: sumUp(doubts),
    ownContents: listed.length === 0 ? null : { listed: listed.length, missing: missing.length, unlisted },
  });
}

/** Every doubt about the cut, by line. */
function listDoubts(cut: JudgedCut, questions: readonly Question[]): readonly Doubt[] {
  return oncePerLine(questions.flatMap((ask) => [...ask(cut)]))
    .map((doubt) => ({ ...doubt, line: lineNumber(cut.scanned.table, doubt.line - 1) }))
    .sort((a, b) => a.line - b.line);
}

/** One doubt for each line that was not cut, whichever questions found it. */
function oncePerLine(doubts: readonly Doubt[]): readonly Doubt[] {
  const told = new Set<number>();
  return doubts.filter(({ code, line }) => {
    if (!OF_LINES.has(code)) return true;
    if (told.has(line)) return false;
    told.add(line);
    return true;
  });
}

function isLarge(code: DoubtCode, count: number): boolean {
  const { refusedFrom } = DOUBTS[code];
  return refusedFrom !== null && count >= refusedFrom;
}

function sumUp(doubts: readonly Doubt[]): readonly DocumentWarning[] {
  const warnings: DocumentWarning[] = [];
  for (const [code, all] of groupByCode(doubts)) {
    warnings.push(...all.slice(0, MAX_WARNINGS).map(({ line, message }) => ({ code, line, message })));
    const [next] = all.slice(MAX_WARNINGS);
    if (next !== undefined)
      warnings.push({
        code,
        line: next.line,
        message: `${all.length - MAX_WARNINGS} from here on, which are not listed`,
        count: all.length - MAX_WARNINGS,
      });
  }
  return warnings;
}

function groupByCode(doubts: readonly Doubt[]): ReadonlyMap<DoubtCode, readonly Doubt[]> {
  return groupBy(doubts, ({ code }) => code);
}

/** The options that would cut the doubted lines: the conventions of the readings that take most of them. */
function listOptions({ readings, reading }: CutToJudge, doubts: readonly Doubt[]): readonly string[] {
  const lines = new Set(doubts.map(({ line }) => line));
  return readings
    .filter(({ id }) => id !== reading.id)
    .filter(
      ({ heads }) => heads.filter(({ heading }) => lines.has(heading.lineNumber)).length * 2 >= lines.size,
    )
    .map(({ id, count }) => `to cut these lines: --convention ${id} (${count} units)`);
}

function doubtRefusal(doubts: readonly Doubt[], options: readonly string[]): Refusal {
  const [first] = doubts;
  const codes = [...groupByCode(doubts).keys()];
  return refusal("STOP_CUT_DOUBTFUL", {
    field: `line ${first?.line ?? 1}`,
    expected: "a cut that leaves nothing behind",
    actual: codes.map((code) => DOUBTS[code].sentence).join(" "),
    details: [
      ...doubts.slice(0, MAX_DETAILS).map(({ code, line, message }) => `line ${line}: ${code}: ${message}`),
      ...(doubts.length > MAX_DETAILS ? [`and ${doubts.length - MAX_DETAILS} more`] : []),
      ...options,
      ...codes.map((code) => `to cut the document all the same: --accept-doubt ${code}`),
    ],
  });
}
