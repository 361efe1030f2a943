import { MappedRows } from "../../collections/mapped-rows.ts";
import type { Coverage as LetterCoverage } from "../../domain/coverage.ts";
import type { Expectation, StatedUnits } from "../../domain/expectation.ts";
import type { MarkedDocument, RegionRole } from "../../domain/plan.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Json } from "../../json/canonical-json.ts";
import { type MarkOptions, markWithEvidence } from "../mark.ts";
import type { MarkEvidence, MarkedWithEvidence } from "../marked.ts";
import { refuseUnmetExpectation } from "../plan/refuse-unmet-expectation.ts";
import { readCoverage } from "../read-coverage.ts";

/** What `cutter source inspect` shows: the marked document with its addresses below the prefix, the evidence, and the coverage. */
export interface Inspection {
  readonly name: string;
  readonly marked: MarkedDocument;
  readonly evidence: readonly MarkEvidence[];
  readonly coverage: Coverage;
  /** What became of each letter of the file; null where the text that is cut is the file itself. */
  readonly letters: LetterCoverage | null;
  /** What the publisher states, and the cut has; null where nothing was stated. */
  readonly expectation: Expectation | null;
  /** Codes of the doubts that were accepted beforehand. */
  readonly acceptedDoubts: readonly string[];
}

/** Bytes for each role; together they are the whole source. */
type Coverage = Readonly<Record<RegionRole, number>>;

export interface InspectOptions extends MarkOptions {
  /** The file's name, for people. */
  readonly name: string;
  readonly expectation?: StatedUnits | null;
}

/** Inspects a source as phases 2 and 3 would see it, without a database. Addresses carry the prefix where one is given. */
export function inspectSource(source: Uint8Array, options: InspectOptions): Result<Inspection> {
  const result = markWithEvidence(source, options);
  if (!result.ok) return result;
  const { name, prefix = null, acceptedDoubts = [], expectation = null } = options;
  const unmet = expectation === null ? null : refuseUnmetExpectation(result.value.marked.units, expectation);
  if (unmet !== null) return refused(unmet);
  return accepted(inspectionOf(result.value, { name, prefix, acceptedDoubts, expectation }));
}

/** The inspection of a document that is marked already. */
export function inspectionOf(
  { marked, evidence }: MarkedWithEvidence,
  shown: {
    readonly name: string;
    readonly prefix: string | null;
    readonly acceptedDoubts: readonly string[];
    readonly expectation: Expectation | null;
  },
): Inspection {
  const prefix = shown.prefix === null ? "" : `${shown.prefix}/`;
  const units = new MappedRows(marked.units, (unit) => ({
    ...unit,
    address: prefix + unit.address,
    parent: unit.parent === null ? null : prefix + unit.parent,
  }));
  const { name, acceptedDoubts, expectation } = shown;
  return {
    name,
    marked: { ...marked, units },
    evidence,
    coverage: coverageOf(marked),
    letters: readCoverage(marked),
    acceptedDoubts,
    expectation,
  };
}

/** The one object that `--json` prints for a document that was cut; its keys and their order are stable. */
export function inspectionJson({ marked, letters }: Inspection): Readonly<Record<string, unknown>> {
  return {
    convention: marked.convention,
    runnerUp: marked.runnerUp,
    sourceSha256: marked.sourceSha256,
    bytes: marked.bytes,
    units: new MappedRows(marked.units, (unit) => ({
      ordinal: unit.ordinal,
      startByte: unit.startByte,
      endByte: unit.endByte,
      line: unit.line,
      address: unit.address,
      label: unit.label,
      title: unit.title,
      kind: unit.kind,
      sectionType: unit.sectionType,
      scope: unit.scope,
      parent: unit.parent,
      repealed: unit.repealed,
      ...(unit.original === undefined ? {} : { original: unit.original }),
    })),
    containers: new MappedRows(marked.containers, ({ startByte, kind, label }) => ({
      startByte,
      kind,
      label,
    })),
    regions: new MappedRows(marked.regions, ({ startByte, endByte, role }) => ({ startByte, endByte, role })),
    warnings: marked.warnings.map(({ code, line, message }) => ({ code, line, message })),
    ...(marked.projection === null ? {} : { reading: letters }),
  };
}

/** The one object that `--json` prints for a document that was refused; `line` is 1-based, or null where no line is to blame. */
export function refusalJson(refused: Refusal): Json {
  const line = /^line (\d+)$/.exec(refused.field ?? "")?.[1];
  const { expected, actual, details = [] } = refused;
  const at = line === undefined && refused.field !== undefined ? [`at ${refused.field}`] : [];
  const found = [
    ...at,
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    actual,
    ...details,
  ].filter((text) => text !== undefined && text !== "");
  return {
    reason: refused.reason,
    message: found.length === 0 ? refused.message : `${refused.message} ${found.join("; ")}`,
    line: line === undefined ? null : Number(line),
    wayOut: refused.wayOut,
  };
}

function coverageOf(marked: MarkedDocument): Coverage {
  const coverage: Record<RegionRole, number> = { unit: 0, container: 0, excluded: 0, "non-content": 0 };
  for (const region of marked.regions) coverage[region.role] += region.endByte - region.startByte;
  return coverage;
}
