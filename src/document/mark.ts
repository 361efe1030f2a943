import type { MarkedDocument } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { type FoundUnits, findUnits } from "./find-units.ts";
import { judgeCut } from "./judge/judge-cut.ts";
import { excludes, readUnitStatus } from "./layout/exclude.ts";
import { layOut } from "./layout/lay-out-units.ts";
import { warnOfCount } from "./layout/warn-of-count.ts";
import { refusePrefix } from "./plan/refuse-prefix.ts";
import { readStatedCount } from "./source/read-stated-count.ts";
import { refuseBytes } from "./source/refuse-bytes.ts";
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

/** Largest source that is parsed where nothing else is asked for. */
export const MAX_SOURCE_BYTES = 256 * 1024 * 1024;

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
  const found = findUnits(Buffer.from(source.buffer, source.byteOffset, source.length), {
    convention: options.convention ?? null,
    maxUnits: options.maxUnits,
  });
  if (!found.ok) return found;
  const { scanned, range, headings, reading, runnerUp, heads } = found.value;
  const titled =
    reading.id === "outline"
      ? { heads, lines: new Set<number>(), captions: new Map<number, number>() }
      : readTitles({ scanned, headings, heads, lastLine: range.lastLine });
  const excluded = new Set((options.exclude ?? []).map((name) => name.toLowerCase()));
  const layout = layOut({
    scanned,
    headings,
    reading,
    heads: titled.heads,
    textLines: new Set([...titled.lines, ...found.value.entryLines]),
    captions: titled.captions,
    isExcluded: (head) => excludes(excluded, head.label, readUnitStatus(scanned, head)),
    excluded: range,
  });
  if (!layout.ok) return layout;
  if (layout.value.units.length === 0)
    return refused(refusal("STOP_NO_UNITS", { actual: "every unit is excluded" }));
  const doubts = judgeCut({ ...found.value, ...layout.value }, options.acceptedDoubts ?? []);
  if (!doubts.ok) return doubts;
  const stated = readStatedCount(scanned);
  const marked: MarkedDocument = {
    convention: reading.id,
    runnerUp: runnerUp?.id ?? null,
    sourceSha256: sha256Hex(source),
    bytes: source.length,
    ...layout.value,
    warnings: [
      ...found.value.warnings,
      ...layout.value.warnings,
      ...doubts.value.warnings,
      ...warnOfCount(stated, layout.value.units.length),
    ].sort((a, b) => a.line - b.line),
    ...(stated === null ? {} : { statedCount: stated.count }),
    ...(doubts.value.ownContents == null ? {} : { ownContents: doubts.value.ownContents }),
  };
  return accepted({ marked, evidence: listEvidence(found.value) });
}

function refuseSize(source: Uint8Array, maxBytes: number): Refusal | null {
  if (source.length <= maxBytes) return null;
  return refusal("STOP_SOURCE_TOO_LARGE", {
    expected: `at most ${maxBytes} bytes`,
    actual: `${source.length} bytes`,
  });
}

function listEvidence({ readings }: FoundUnits): readonly MarkEvidence[] {
  return readings.map((reading) => ({
    convention: reading.id,
    form: reading.form,
    headings: reading.count,
    ascending: reading.ascending,
    coverage: reading.coverage,
    score: reading.score,
  }));
}
