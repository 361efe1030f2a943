import type { ReadLineage, ReadUnit, ReadVersion } from "../../../domain/reading/read-unit.ts";
import type { BaseReader } from "../../../ports/reader.ts";
import { EFFECT, effectKnown, known, moment } from "./reader-columns.ts";
import type { ReaderSession } from "./reader-session.ts";
import { refuseAlteredText } from "./refuse-altered-text.ts";

type VersionRow = ReadVersion & { readonly unitId: string; readonly unit: string };

/** Units with all their versions; the days of effect are those that were known at the time. */
export async function findUnits(
  session: ReaderSession,
  documentId: string,
  address: string,
  knownAt: string | null,
): Promise<readonly ReadUnit[]> {
  const rows = await session.rows<VersionRow>(
    `select h.unit_id::text as "unitId", h.canonical_address as unit, h.version_id::text as "versionId", h.version_seq as version,
       h.change_kind as change, h.address, h.title, h.unit_kind as kind, h.section_type as "sectionType", h.content_hash as sha256,
       ${EFFECT} as effect, ${moment("h.recorded_at")} as "recordedAt", h.recorded_at <= ${known("$3")} as "isKnown",
       h.cited_source as citation
     from public.iu_history h ${effectKnown(known("$3"))}
     where h.unit_id = any (array(select f.unit_id from public.iu_history f
       where f.document_id = $1 and (f.address = $2 or f.canonical_address = $2)))
     order by h.canonical_address collate "C", h.version_seq`,
    [documentId, address, knownAt],
  );
  const units = new Map<string, ReadUnit & { readonly versions: ReadVersion[] }>();
  for (const { unitId, unit, ...version } of rows) {
    const known = units.get(unitId) ?? { unitId, unit, versions: [] };
    known.versions.push(version);
    units.set(unitId, known);
  }
  return [...units.values()];
}

export async function readText(
  session: ReaderSession,
  { versionId, ...version }: Parameters<BaseReader["text"]>[0],
): Promise<string> {
  const [found] = await session.rows<{ readonly body: string }>(
    "select body from public.iu_history where version_id = $1",
    [versionId],
  );
  if (found === undefined) throw new Error(`the base has no version ${versionId}`);
  refuseAlteredText({ ...version, text: found.body });
  return found.body;
}

export function readLineage(session: ReaderSession, unitIds: readonly string[], knownAt: string | null) {
  const birth = (unit: string) =>
    `(select h.canonical_address from public.iu_history h where h.unit_id = ${unit} limit 1)`;
  return session.rows<ReadLineage>(
    `select s.relation, s.from, s.to, ${moment("s.recorded_at")} as "recordedAt"
     from (select l.relation, l.recorded_at, ${birth("l.from_unit")} as from, ${birth("l.to_unit")} as to from public.unit_lineage l
       where (l.from_unit = any ($1::uuid[]) or l.to_unit = any ($1::uuid[])) and l.recorded_at <= ${known("$2")}) s
     order by s.recorded_at, s.from collate "C", s.to collate "C", s.relation collate "C"`,
    [unitIds, knownAt],
  );
}

export async function readUnenacted(session: ReaderSession, documentId: string, address: string) {
  const rows = await session.rows<{ readonly status: "draft" | "withdrawn" }>(
    "select distinct status from public.iu_unenacted where document_id = $1 and address = $2 order by status",
    [documentId, address],
  );
  return rows.map(({ status }) => status);
}
