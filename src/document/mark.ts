import type { Rows } from "../collections/rows.ts";
import type { MarkedDocument } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { findHeadings, isPlainText } from "./headings/find-headings.ts";
import { joinSplitNames } from "./headings/join-split-names.ts";
import { liftLines } from "./headings/lift-lines.ts";
import { splitGlued } from "./headings/split-glued.ts";
import { judgeCut } from "./judge/judge-cut.ts";
import { excludes, readUnitStatus } from "./layout/exclude.ts";
import { layOut } from "./layout/lay-out-units.ts";
import { warnOfCount } from "./layout/warn-of-count.ts";
import { refusePrefix } from "./plan/refuse-prefix.ts";
import { type Choice, chooseConvention } from "./readings/choose-convention.ts";
import { collectMarks } from "./readings/collect-marks.ts";
import { fillHoles } from "./readings/fill-holes.ts";
import { leaveOutContents } from "./readings/find-contents.ts";
import { leaveOutAmended } from "./readings/leave-out-amended.ts";
import { leaveOutPageHeads } from "./readings/leave-out-page-heads.ts";
import { OwnText } from "./readings/own-text.ts";
import type { UnitHeading } from "./readings/unit-heading.ts";
import { readBlockMask } from "./source/block-mask.ts";
import { readLineTable } from "./source/line-table.ts";
import { readStatedCount } from "./source/read-stated-count.ts";
import { refuseBytes } from "./source/refuse-bytes.ts";
import { readText, type ScannedSource } from "./source/scanned-source.ts";
import { findSentinels } from "./source/sentinels.ts";
import { readTitles } from "./titles/read-titles.ts";

/** How a document is marked. */
export interface MarkOptions {
  /** Document prefix; it is checked here too, so that an inspection finds what a run would refuse. */
  readonly prefix?: string;
  /** Reserved prefixes that the registration named (criterion C1). */
  readonly allowedPrefixes?: readonly string[];
  /** Name of the heading convention; null or left out: chosen by evidence. */
  readonly convention?: string | null;
  readonly maxUnits: number;
  /** Largest source that is parsed, in bytes; 256 MiB by default. */
  readonly maxBytes?: number;
  /** Status markers (`draft`, `obsolete`) and unit labels whose units are left out. */
  readonly exclude?: readonly string[];
  /** Codes of the doubts that a person has accepted; they do not refuse the cut. */
  readonly acceptedDoubts?: readonly string[];
}

/** How well one convention fits the document, as it is shown to people. */
export interface MarkEvidence {
  readonly convention: string;
  readonly form: string;
  readonly headings: number;
  /** Share of the numbers that ascend or start again, 0 to 1. */
  readonly ascending: number;
  /** Share of the lines between the first and the last heading, 0 to 1. */
  readonly coverage: number;
  readonly score: number;
}

export interface MarkedWithEvidence {
  readonly marked: MarkedDocument;
  /** Every convention that was weighed, best first. */
  readonly evidence: readonly MarkEvidence[];
}

const KANA = /[\u3041-\u309f]/;
const MAX_SOURCE_BYTES = 256 * 1024 * 1024;
/** A document is not read to its end where so many of its headings are marked or named, and so many times the units that it may have. */
const MIN_MARKED = 100_000;
const MARKED_TIMES = 10;
/** Most lines that may be headings, marked or not. */
const MAX_LINES = 1_000_000;
const LINE_PROBE_BYTES = 200;
const KANA_PROBE_BYTES = 65_536;
/** Readings that are not made from names, and so do not leave out the names in a table of contents. */
const COUNTS_ALL: ReadonlySet<string> = new Set(["outline", "numbered"]);

/** Parses the bytes into units, containers and regions that tile the source (phase 2). */
export function markDocument(source: Uint8Array, options: MarkOptions): Result<MarkedDocument> {
  const result = markWithEvidence(source, options);
  return result.ok ? accepted(result.value.marked) : result;
}

/** As {@link markDocument}, with the evidence for the choice of the convention. */
export function markWithEvidence(source: Uint8Array, options: MarkOptions): Result<MarkedWithEvidence> {
  const unusable =
    refuseSize(source, options.maxBytes ?? MAX_SOURCE_BYTES) ??
    refuseBytes(source) ??
    (options.prefix === undefined ? null : refusePrefix(options.prefix, options.allowedPrefixes));
  if (unusable !== null) return refused(unusable);
  // A Buffer is cut without a copy and decoded natively.
  const scanned = scanSource(Buffer.from(source.buffer, source.byteOffset, source.length));
  const { table, mask } = scanned;
  const range = findSentinels(source, table, mask);
  const mostMarked = Math.max(MIN_MARKED, options.maxUnits * MARKED_TIMES);
  const headings = findHeadings(scanned, { ...range, mostMarked, most: MAX_LINES });
  if (headings.marked > mostMarked || headings.length > MAX_LINES)
    return refused(
      tooManyUnits(options.maxUnits, `more than ${headings.length - 1} lines that may be headings`),
    );
  const marks = leaveOutPageHeads(scanned, collectMarks(headings, showsKana(source)), headings);
  const listed = leaveOutContents(scanned, leaveOutAmended(scanned, marks, headings), headings);
  const choice = chooseConvention(
    {
      scanned,
      headings,
      marks: listed.heads,
      ownText: new OwnText(scanned, headings),
      lines: table.count,
      isPlainText: isPlainText(mask),
      readLine: (line) => readText(scanned, line, LINE_PROBE_BYTES),
    },
    options.convention ?? null,
  );
  if (!choice.ok) return choice;
  const { reading, runnerUp } = choice.value;
  const filled = fillHoles(reading, headings);
  const contents = reading.id.startsWith("learned:")
    ? leaveOutContents(scanned, filled.heads, headings)
    : { heads: filled.heads, warnings: COUNTS_ALL.has(reading.id) ? [] : listed.warnings };
  const tooMany = refuseCount(contents.heads, options.maxUnits);
  if (tooMany !== null) return refused(tooMany);
  const titled =
    reading.id === "outline"
      ? { heads: contents.heads, lines: new Set<number>() }
      : readTitles({ scanned, headings, heads: contents.heads, lastLine: range.lastLine });
  const excluded = new Set((options.exclude ?? []).map((name) => name.toLowerCase()));
  const layout = layOut({
    scanned,
    headings,
    reading,
    heads: titled.heads,
    titleLines: titled.lines,
    isExcluded: (head) => excludes(excluded, head.label, readUnitStatus(scanned, head)),
    excluded: range,
  });
  if (!layout.ok) return layout;
  if (layout.value.units.length === 0)
    return refused(refusal("STOP_NO_UNITS", { actual: "every unit is excluded" }));
  const doubts = judgeCut(
    {
      scanned,
      range,
      headings,
      reading,
      readings: choice.value.readings,
      heads: contents.heads,
      ...layout.value,
    },
    options.acceptedDoubts ?? [],
  );
  if (!doubts.ok) return doubts;
  const stated = readStatedCount(scanned);
  const marked: MarkedDocument = {
    convention: reading.id,
    runnerUp: runnerUp?.id ?? null,
    sourceSha256: sha256Hex(source),
    bytes: source.length,
    ...layout.value,
    warnings: [
      ...filled.warnings,
      ...contents.warnings,
      ...layout.value.warnings,
      ...doubts.value,
      ...warnOfCount(stated, layout.value.units.length),
    ].sort((a, b) => a.line - b.line),
    ...(stated === null ? {} : { statedCount: stated.count }),
  };
  return accepted({ marked, evidence: listEvidence(choice.value) });
}

function scanSource(source: ScannedSource["source"]): ScannedSource {
  const table = readLineTable(source);
  return joinSplitNames(splitGlued(liftLines({ source, table, mask: readBlockMask(source, table) })));
}

function refuseSize(source: Uint8Array, maxBytes: number): Refusal | null {
  if (source.length <= maxBytes) return null;
  return refusal("STOP_SOURCE_TOO_LARGE", {
    expected: `at most ${maxBytes} bytes`,
    actual: `${source.length} bytes`,
  });
}

function refuseCount(heads: Rows<UnitHeading>, maxUnits: number): Refusal | null {
  if (heads.length <= maxUnits) return null;
  return tooManyUnits(maxUnits, `${heads.length} units`);
}

function tooManyUnits(maxUnits: number, actual: string): Refusal {
  return refusal("STOP_TOO_MANY_UNITS", { expected: `at most ${maxUnits} units`, actual });
}

function showsKana(source: Uint8Array): boolean {
  const probe = source.subarray(0, KANA_PROBE_BYTES);
  return KANA.test(Buffer.from(probe.buffer, probe.byteOffset, probe.length).toString("utf8"));
}

function listEvidence(choice: Choice): readonly MarkEvidence[] {
  return choice.readings.map((reading) => ({
    convention: reading.id,
    form: reading.form,
    headings: reading.count,
    ascending: reading.ascending,
    coverage: reading.coverage,
    score: reading.score,
  }));
}
