import { createHash, type Hash } from "node:crypto";
import { sha256Hex } from "../domain/canonical-json.ts";
import { PackedRows } from "../domain/packed-rows.ts";
import type { CutPlan, MarkedDocument, MarkedUnit, PlannedUnit, SourceVersion } from "../domain/plan.ts";

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
  const units = new PackedRows<PlannedUnit>();
  for (const unit of marked.units) {
    const planned = planUnit(unit, source.docPrefix, bytes);
    feed(digest, fieldsOf(planned));
    histogram.set(planned.sectionType, (histogram.get(planned.sectionType) ?? 0) + 1);
    units.push(planned);
  }
  const sorted = [...histogram].sort(([a], [b]) => (a < b ? -1 : 1));
  return { source, units, histogram: Object.fromEntries(sorted), writerDigest: digest.digest("hex") };
}

function planUnit(unit: MarkedUnit, prefix: string, bytes: Uint8Array): PlannedUnit {
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
    contentHash: sha256Hex(bytes.subarray(unit.startByte, unit.endByte)),
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
