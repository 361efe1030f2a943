import type { Projected } from "../unit-leaf.ts";
import type { DaySet, ExportedVersion, Provenance } from "./exported-version.ts";

/**
 * A version as one line, without its end: canonical JSON (RFC 8785). Every object names its fields in the order of their code units, and all texts come
 * from the base, which holds no lone surrogate, so that JavaScript's own writer gives that form, and is quick.
 */
export function exportedLine(documentId: string, version: ExportedVersion): string {
  const { effect, lineage, provenance, moves } = version;
  const daySet = moves.at(-1)?.set ?? null;
  const day = effect === "beginning" || effect === "open" ? null : effect;
  return JSON.stringify({
    address: version.address,
    change: version.change,
    citation: version.citation,
    daySet: daySet && sortedApproval(daySet),
    documentId,
    effect: day === null ? effect : "dated",
    effectiveFrom: day,
    kind: version.kind,
    lineage: lineage.map(({ from, recordedAt, relation, to }) => ({ from, recordedAt, relation, to })),
    parent: version.parent,
    position: version.position,
    provenance: provenance && sortedProvenance(provenance),
    recordedAt: version.recordedAt,
    sectionType: version.sectionType,
    sha256: version.sha256,
    supersededBy: version.supersededBy,
    text: version.text,
    title: version.title,
    unit: version.unit,
    unitId: version.unitId,
    version: version.version,
    versionId: version.versionId,
  });
}

function sortedApproval(set: DaySet): DaySet {
  return {
    approvalCommit: set.approvalCommit,
    executionCommit: set.executionCommit,
    keys: set.keys,
    payloadSha256: set.payloadSha256,
    persons: set.persons,
    runId: set.runId,
    signedUtc: set.signedUtc,
    usedUtc: set.usedUtc,
  };
}

function sortedProjection({ bytes, part, sha256 }: Projected): Projected {
  return { bytes, part, sha256 };
}

function sortedProvenance(provenance: Provenance): Provenance {
  return {
    approvalCommit: provenance.approvalCommit,
    bytes: provenance.bytes,
    executionCommit: provenance.executionCommit,
    keys: provenance.keys,
    payloadSha256: provenance.payloadSha256,
    persons: provenance.persons,
    projection: provenance.projection && sortedProjection(provenance.projection),
    runId: provenance.runId,
    signedUtc: provenance.signedUtc,
    sourceSha256: provenance.sourceSha256,
    usedUtc: provenance.usedUtc,
  };
}
