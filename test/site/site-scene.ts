import { createHash } from "node:crypto";
import { readSiteAssets } from "../../src/compose/site-assets.ts";
import type { DayMove, ExportedVersion, Provenance } from "../../src/domain/reading/exported-version.ts";
import type { Effect } from "../../src/domain/reading/timeline.ts";
import type { RegisteredDocument } from "../../src/ports/reader.ts";
import { renderSite, type SiteSource } from "../../src/site/render-site.ts";

const ASSETS = await readSiteAssets();

/** A version as a scene says it; what it leaves out is made up. */
export type SaidVersion = Partial<Omit<ExportedVersion, "unit" | "text">> & {
  readonly unit: string;
  readonly text: string;
  /** Which unit of those that were born at the address; the first one if it is left out. */
  readonly life?: number;
};

/** Versions as the base gives them: in the order of position, unit and version. */
export function makeVersions(said: readonly SaidVersion[]): readonly ExportedVersion[] {
  const positions = new Map<string, number>();
  return said
    .map(({ unit, text, life = 1, ...rest }): ExportedVersion => {
      const unitId = uuidOf(`unit ${unit} ${life}`);
      const known = positions.get(unitId) ?? positions.size + 1;
      positions.set(unitId, known);
      const version = rest.version ?? 1;
      return {
        unitId,
        unit,
        versionId: uuidOf(`version ${unit} ${life} ${version}`),
        version,
        change: "original",
        address: unit,
        title: `Title of ${unit}`,
        kind: "article",
        sectionType: "body",
        sha256: sha256(text),
        effect: "beginning",
        recordedAt: "2026-01-02T03:04:05Z",
        citation: null,
        parent: null,
        position: String(known),
        text,
        supersededBy: null,
        lineage: [],
        provenance: provenanceOf(rest.recordedAt ?? "2026-01-02T03:04:05Z", text),
        moves: [],
        ...rest,
      };
    })
    .sort((one, other) => Number(one.position) - Number(other.position) || one.version - other.version);
}

/** What a version has whose day was `first`, and was moved to others, each said with the time at which that was recorded. */
export function movedDays(
  first: Effect,
  ...later: readonly (readonly [day: Effect, recordedAt: string])[]
): Pick<ExportedVersion, "effect" | "moves"> {
  const days = [first, ...later.map(([day]) => day)];
  const moves = later.map(([effect, recordedAt], at): DayMove => {
    const { bytes: _, sourceSha256: __, projection: ___, ...set } = provenanceOf(recordedAt, "");
    return { was: days[at] ?? first, effect, recordedAt, set };
  });
  return { effect: days.at(-1) ?? first, moves };
}

function provenanceOf(recordedAt: string, text: string): Provenance {
  return {
    runId: `20260101-000000-${sha256(recordedAt).slice(0, 6)}`,
    sourceSha256: sha256(`source ${recordedAt}`),
    bytes: [0, Buffer.byteLength(text)],
    projection: null,
    payloadSha256: sha256(`request ${recordedAt}`),
    approvalCommit: sha256(`approval ${recordedAt}`).slice(0, 40),
    executionCommit: sha256(`execution ${recordedAt}`).slice(0, 40),
    persons: ["anna.beispiel"],
    keys: ["A1B2C3D4E5F60718293A4B5C6D7E8F9001122334"],
    signedUtc: recordedAt,
    usedUtc: recordedAt,
  };
}

/** Every file of the site of these documents, by its path; a path that comes twice is a fault. */
export async function renderAll(
  documents: readonly (readonly [RegisteredDocument, readonly ExportedVersion[]])[],
  changed: Partial<SiteSource> = {},
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const source: SiteSource = {
    documents: documents.map(([document]) => document),
    async *versions(documentId) {
      const found = documents.find(([document]) => document.documentId === documentId);
      yield found?.[1] ?? [];
    },
    ...{ on: "2026-08-01", knownAt: null, siteUrl: null, assets: ASSETS },
    ...changed,
  };
  for await (const { path, text } of renderSite(source)) {
    if (files.has(path)) throw new Error(`${path} is written twice`);
    files.set(path, text);
  }
  return files;
}

function uuidOf(text: string): string {
  return sha256(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
