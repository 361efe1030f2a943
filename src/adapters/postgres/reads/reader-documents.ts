import type {
  BaseReader,
  ListedUnit,
  ReadDocument,
  ReadingTime,
  RegisteredDocument,
} from "../../../ports/reader.ts";
import { EFFECT, effectKnown, known, listedColumns, moment } from "./reader-columns.ts";
import type { ReaderSession } from "./reader-session.ts";

export function readDocuments(session: ReaderSession, { on, knownAt }: ReadingTime) {
  return session.rows<ReadDocument>(
    `with registered as (
       select document_id, min(doc_prefix) as prefix, min(title) as title, count(*)::integer as versions
       from public.iu_document where registered_at <= ${known("$2")} group by document_id
     ), undated as (
       select h.document_id, count(*)::integer as open from public.iu_history h ${effectKnown(known("$2"))}
       where h.recorded_at <= ${known("$2")} and ${EFFECT} = 'open' group by h.document_id
     )
     select r.document_id as "documentId", r.prefix, r.title, r.versions,
       (select count(*)::integer from public.iu_as_of(r.document_id, $1::date, ${known("$2")})) as "inForce",
       coalesce(u.open, 0) as open
     from registered r left join undated u using (document_id) order by r.document_id collate "C"`,
    [on, knownAt],
  );
}

export async function findReadDocument(
  session: ReaderSession,
  name: string,
): ReturnType<BaseReader["findDocument"]> {
  const [found] = await session.rows<RegisteredDocument>(
    `select document_id as "documentId", doc_prefix as prefix, title from public.iu_document
     where document_id = $1 or doc_prefix = $1 order by document_id = $1 desc limit 1`,
    [name],
  );
  return found ?? null;
}

export async function countInForce(
  session: ReaderSession,
  documentId: string,
  { on, knownAt }: ReadingTime,
): Promise<number> {
  const [counted] = await session.rows<{ readonly units: number }>(
    `select count(*)::integer as units from public.iu_as_of($1, $2::date, ${known("$3")})`,
    [documentId, on, knownAt],
  );
  return counted?.units ?? 0;
}

export function listUnits(session: ReaderSession, documentId: string, { on, knownAt }: ReadingTime) {
  return session.pages<ListedUnit>(
    `select ${listedColumns("r")} from public.iu_as_of($1, $2::date, ${known("$3")}) with ordinality r
     order by r.ordinality`,
    [documentId, on, knownAt],
  );
}

export function readRegistered(session: ReaderSession, knownAt: string | null) {
  return session.rows<RegisteredDocument>(
    `select document_id as "documentId", min(doc_prefix) as prefix, min(title) as title from public.iu_document
     where $1::timestamptz is null or registered_at <= $1 group by document_id order by document_id collate "C"`,
    [knownAt],
  );
}

/** Of what readers see: sources, versions, days of effect and links between units. */
export async function recordedUntil(session: ReaderSession, documentId: string): Promise<string | null> {
  const [last] = await session.rows<{ readonly until: string | null }>(
    `select ${moment("max(r.at)")} as until from (
       select d.registered_at as at from public.iu_document d where d.document_id = $1
       union all select greatest(h.recorded_at, (select max(e.recorded_at) from public.iu_effect e where e.version_id = h.version_id))
         from public.iu_history h where h.document_id = $1
       union all select l.recorded_at from public.unit_lineage l
         where l.from_unit in (select h.unit_id from public.iu_history h where h.document_id = $1)
     ) r`,
    [documentId],
  );
  return last?.until ?? null;
}
