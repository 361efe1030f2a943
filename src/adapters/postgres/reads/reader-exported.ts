import { groupBy } from "../../../collections/group-by.ts";
import type { ExportedVersion, Provenance } from "../../../domain/reading/exported-version.ts";
import type { Pages } from "../../../ports/reader.ts";
import { EFFECT, effectKnown, known, moment } from "./reader-columns.ts";
import type { ReaderSession } from "./reader-session.ts";
import { readLineage } from "./reader-units.ts";

/** Versions of a page: few enough to hold, with their texts, beside the page before, enough that the way to the server is not felt. */
const VERSIONS_PER_PAGE = 500;

type VersionRow = Omit<ExportedVersion, "lineage" | "provenance">;
type ProvenanceRow = Omit<Provenance, "bytes"> & {
  readonly versionId: string;
  readonly startByte: string | null;
  readonly endByte: string | null;
};

export async function* readExported(
  session: ReaderSession,
  documentId: string,
  { on, knownAt }: { readonly on: string | null; readonly knownAt: string | null },
): Pages<ExportedVersion> {
  const hasLinks = await isLinked(session, documentId);
  const pages = session.pages<VersionRow>(VERSIONS_QUERY, [documentId, on, knownAt], VERSIONS_PER_PAGE);
  for await (const page of pages) {
    const unitIds = [...new Set(page.map(({ unitId }) => unitId))];
    const [provenance, links] = await Promise.all([
      readProvenance(
        session,
        documentId,
        page.map(({ versionId }) => versionId),
      ),
      hasLinks ? readLineage(session, unitIds, knownAt) : [],
    ]);
    const ends = links.flatMap((link) => [...new Set([link.from, link.to])].map((unit) => ({ unit, link })));
    const lineage = groupBy(ends, ({ unit }) => unit);
    yield page.map((row) => ({
      ...row,
      lineage: (lineage.get(row.unit) ?? []).map(({ link }) => link),
      provenance: provenance.get(row.versionId) ?? null,
    }));
  }
}

async function isLinked(session: ReaderSession, documentId: string): Promise<boolean> {
  const [found] = await session.rows<{ readonly some: boolean }>(
    `select exists (select from public.unit_lineage l where l.from_unit in (
       select h.unit_id from public.iu_history h where h.document_id = $1)) as some`,
    [documentId],
  );
  return found?.some ?? false;
}

/** Asked for by the ids of a page, so that the time it takes grows with the page and not with the ledger. */
async function readProvenance(
  session: ReaderSession,
  documentId: string,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, Provenance>> {
  const rows = await session.rows<ProvenanceRow>(PROVENANCE_QUERY, [documentId, versionIds]);
  return new Map(
    rows.map(({ versionId, startByte, endByte, ...provenance }) => [
      versionId,
      {
        ...provenance,
        bytes: startByte === null || endByte === null ? null : [Number(startByte), Number(endByte)],
      },
    ]),
  );
}

// What follows a version may have been recorded later, or while the snapshot was taken: then nothing follows it yet.
const VERSIONS_QUERY = `with known as (
  select h.*, ${EFFECT} as effect, lead(h.version_id) over (partition by h.unit_id order by h.version_seq) as next_id
  from public.iu_history h ${effectKnown(known("$3"))}
  where h.document_id = $1 and h.recorded_at <= ${known("$3")}
)
select k.unit_id::text as "unitId", k.canonical_address as unit, k.version_id::text as "versionId", k.version_seq as version,
  k.change_kind as change, k.address, k.title, k.unit_kind as kind, k.section_type as "sectionType", k.content_hash as sha256, k.effect,
  ${moment("k.recorded_at")} as "recordedAt", k.cited_source as citation, trim_scale(k.position)::text as position, k.body as text,
  (select p.canonical_address from public.iu_history p where p.unit_id = k.parent_unit_id limit 1) as parent,
  case when k.superseded_by = k.next_id then k.superseded_by::text end as "supersededBy"
from known k
where $2::date is null or k.version_id in (select r.version_id from public.iu_as_of($1, $2::date, ${known("$3")}) r)
order by k.position, k.canonical_address collate "C", k.version_seq`;

const PROVENANCE_QUERY = `select p.version_id::text as "versionId", p.run_id as "runId", p.source_sha256 as "sourceSha256",
  p.start_byte::text as "startByte", p.end_byte::text as "endByte", p.payload_sha256 as "payloadSha256",
  p.approval_commit as "approvalCommit", p.execution_commit as "executionCommit", p.persons, p.keys,
  ${moment("p.signed_utc")} as "signedUtc", ${moment("p.used_at")} as "usedUtc"
from public.iu_provenance p where p.document_id = $1 and p.version_id = any ($2::uuid[])`;
