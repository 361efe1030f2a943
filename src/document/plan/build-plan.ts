import { createHash, type Hash, hash } from "node:crypto";
import { MappedRows } from "../../collections/mapped-rows.ts";
import type { Rows } from "../../collections/rows.ts";
import type { CutPlan, MarkedDocument, MarkedUnit, PlannedUnit, SourceVersion } from "../../domain/plan.ts";

const HASH_BYTES = 32;

/** The registered source version, its bytes, and what was marked in them. */
export interface PlanInput {
  readonly source: SourceVersion;
  readonly bytes: Uint8Array;
  readonly marked: MarkedDocument;
}

/**
 * Builds the plan of phase 3: every address below the document prefix, the sha256 of every body, the histogram of section
 * types, and `writerDigest`, a sha256 over the source version and every field of every unit.
 */
export function buildPlan({ source, bytes, marked }: PlanInput): CutPlan {
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
  ]);
  const histogram = new Map<string, number>();
  const hashes = hashBodies(bytes, marked.units);
  const units = new MappedRows(marked.units, (unit, index) => {
    const contentHash = hashes.toString("hex", index * HASH_BYTES, (index + 1) * HASH_BYTES);
    return planUnit(unit, source.docPrefix, contentHash);
  });
  for (const unit of units) {
    feed(digest, fieldsOf(unit));
    histogram.set(unit.sectionType, (histogram.get(unit.sectionType) ?? 0) + 1);
  }
  const sorted = [...histogram].sort(([a], [b]) => (a < b ? -1 : 1));
  return { source, units, histogram: Object.fromEntries(sorted), writerDigest: digest.digest("hex") };
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

/** Length-prefixed, so that no two lists of fields give the same stream. */
function feed(digest: Hash, fields: readonly string[]): void {
  digest.update(`${fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join("")}\n`);
}
