import { createHash, type Hash, hash } from "node:crypto";
import { MappedRows } from "../../collections/mapped-rows.ts";
import type { Rows } from "../../collections/rows.ts";
import type { CutPlan, MarkedDocument, MarkedUnit, PlannedUnit, SourceVersion } from "../../domain/plan.ts";
import type { PlannedChange } from "../../domain/planned-change.ts";
import { growTree, plannedLeaf } from "../../domain/unit-leaf.ts";
import { countFirstCut, type WriteCounts } from "../../domain/write-counts.ts";
import { canonicalJson } from "../../json/canonical-json.ts";
import { type PlannedWrites, planFirstCut } from "./plan-changes.ts";

const HASH_BYTES = 32;

/** The registered source version, and what was marked in it. */
export interface PlanInput {
  readonly source: SourceVersion;
  readonly marked: MarkedDocument;
}

/** The units of a source version under their addresses, each with the sha256 of its body. */
export function planUnits({ source, marked }: PlanInput): Rows<PlannedUnit> {
  const hashes = hashBodies(marked.text, marked.units);
  return new MappedRows(marked.units, (unit, index) => {
    const contentHash = hashes.toString("hex", index * HASH_BYTES, (index + 1) * HASH_BYTES);
    return planUnit(unit, source.docPrefix, contentHash);
  });
}

/** Builds the plan of phase 3 of a document of which nothing is enacted. */
export function buildPlan(input: PlanInput): CutPlan {
  const units = planUnits(input);
  return assemblePlan(input, units, planFirstCut(units, input.source));
}

/**
 * Builds the plan of phase 3 from the units and what is written of them: the histogram of section types, and `writerDigest`, a sha256 over
 * the source version, its base, and every field of every unit and change.
 */
export function assemblePlan(
  { source, marked }: PlanInput,
  units: Rows<PlannedUnit>,
  writes: PlannedWrites,
): CutPlan {
  const digest = createHash("sha256");
  feed(digest, [
    source.documentId,
    source.docPrefix,
    source.versionId,
    String(source.versionSeq),
    source.sha256,
    String(source.sizeBytes),
    source.publicationType,
    source.owner,
    marked.convention,
    ...laterFieldsOf(source),
  ]);
  const histogram = new Map<string, number>();
  for (const unit of units) {
    feed(digest, fieldsOf(unit));
    histogram.set(unit.sectionType, (histogram.get(unit.sectionType) ?? 0) + 1);
  }
  const { changes, lineage } = writes;
  const isFirst = (source.base?.changeSetId ?? null) === null;
  if (!isFirst) {
    for (const change of changes) feed(digest, changeFieldsOf(change));
    for (const { from, to, relation } of lineage) feed(digest, [from, to, relation]);
  }
  const sorted = [...histogram].sort(([a], [b]) => (a < b ? -1 : 1));
  const counts = isFirst ? firstCounts(units.length, source) : countWrites(writes);
  return {
    ...{ source, units, changes, lineage, counts },
    histogram: Object.fromEntries(sorted),
    writerDigest: digest.digest("hex"),
    unitTree: growTree(new MappedRows(changes, (change) => plannedLeaf(source, change))),
  };
}

function firstCounts(units: number, { effectiveFrom }: SourceVersion): WriteCounts {
  return { ...countFirstCut(units), effects: effectiveFrom === undefined ? 0 : units };
}

function countWrites({ changes, lineage }: PlannedWrites): WriteCounts {
  return {
    units: changes.filter(({ operation }) => operation === "create").length,
    versions: changes.length,
    blocks: changes.filter(({ operation }) => operation !== "retire").length,
    effects: changes.length,
    lineage: lineage.length,
  };
}

/** The sha256 digests of all bodies, concatenated. */
function hashBodies(bytes: Uint8Array, units: Rows<MarkedUnit>): Buffer {
  const hashes = Buffer.alloc(units.length * HASH_BYTES);
  let at = 0;
  for (const { startByte, endByte } of units) {
    const body = bytes.subarray(startByte, endByte);
    at += hash("sha256", body, "buffer").copy(hashes, at);
  }
  return hashes;
}

function planUnit(unit: MarkedUnit, prefix: string, contentHash: string): PlannedUnit {
  return {
    ordinal: unit.ordinal,
    startByte: unit.startByte,
    endByte: unit.endByte,
    line: unit.line,
    address: `${prefix}/${unit.address}`,
    label: unit.label,
    title: unit.title,
    kind: unit.kind,
    sectionType: unit.sectionType,
    parent: unit.parent === null ? null : `${prefix}/${unit.parent}`,
    repealed: unit.repealed,
    ...(unit.original === undefined ? {} : { original: unit.original }),
    contentHash,
  };
}

function fieldsOf(unit: PlannedUnit): readonly string[] {
  return [
    String(unit.ordinal),
    String(unit.startByte),
    String(unit.endByte),
    String(unit.line),
    unit.address,
    unit.label,
    unit.title,
    unit.kind,
    unit.sectionType,
    unit.parent === null ? "-" : `+${unit.parent}`,
    String(unit.repealed),
    unit.contentHash,
  ];
}

/** What only a registration after the first, or one that names a day, has: without it the digest is that of earlier releases. */
function laterFieldsOf({
  base,
  nature,
  effectiveFrom,
  citation,
  lineageSha256,
  reading,
}: SourceVersion): readonly string[] {
  const read = reading === undefined ? [] : [`read ${canonicalJson(reading)}`];
  const isPlain = base === undefined && effectiveFrom === undefined && citation === undefined;
  if (isPlain && lineageSha256 === undefined) return read;
  const { changeSetId = null, versionId = null, reverted = 0 } = base ?? {};
  const fields = [changeSetId, versionId, String(reverted), nature, effectiveFrom, citation, lineageSha256];
  return [...fields.map((field) => (field == null ? "-" : `+${field}`)), ...read];
}

function changeFieldsOf(change: PlannedChange): readonly string[] {
  const { base } = change;
  return [
    change.operation,
    change.unit,
    change.address,
    change.parent === null ? "-" : `+${change.parent}`,
    change.position,
    ...(base === null ? ["-"] : [base.versionId, base.address, base.contentHash]),
    change.effectiveFrom === null ? "-" : `+${change.effectiveFrom}`,
  ];
}

/** Length-prefixed, so that no two lists of fields give the same stream. */
function feed(digest: Hash, fields: readonly string[]): void {
  digest.update(`${fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join("")}\n`);
}
