import type { DatedVersion, EnactedSet, OpenDays } from "../../../domain/days-plan.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** The day of a version `v` by its newest row `e`. */
const DAY = `case when e.ordinal is null then case when coalesce(v.change_kind, 'original') = 'original' then '-infinity' else 'open' end
    when e.effective_from is null then 'open' when isfinite(e.effective_from) then to_char(e.effective_from, 'YYYY-MM-DD')
    else '-infinity' end`;

/** Whether a version `v` is followed by its correction, which then has the day. */
const IS_CORRECTED = `exists (select from public.iu_lifecycle_log l join public.unit_version n on n.id = l.superseded_by
    where l.unit_version_id = v.id and l.to_status = 'superseded' and n.change_kind in ('correction', 'recut'))`;

const OPEN_VERSIONS = `select c.document_id, c.change_set_id, r.version_id, r.version_seq, v.id, coalesce(e.recorded_at, v.enacted_at) as since
  from cutter_governance.cut_change_set c
  join cutter_governance.source_document_version_registry r on r.version_id = c.version_id
  join cutter_governance.cut_change_set_affected_row a on a.change_set_id = c.change_set_id
  join public.unit_version v on v.id = a.unit_version_id and v.lifecycle_status = 'enacted'
  left join lateral (select o.ordinal, o.effective_from, o.recorded_at from public.version_effect o where o.unit_version_id = v.id
    order by o.ordinal desc limit 1) e on true
  where ${DAY} = 'open' and not ${IS_CORRECTED}`;

/** The enacted change sets of a document, oldest first. */
export async function readEnactedSets(
  session: SqlSession,
  documentId: string,
): Promise<readonly EnactedSet[]> {
  const { rows } = await session.query<EnactedSet>(
    `select c.change_set_id::text as "changeSetId", r.version_id::text as "versionId", r.version_seq as "versionSeq",
       (select count(*)::integer from (${OPEN_VERSIONS}) as o where o.change_set_id = c.change_set_id) as open
     from cutter_governance.cut_change_set c join cutter_governance.source_document_version_registry r on r.version_id = c.version_id
     where c.document_id = $1 and public.fn_is_enacted(c.change_set_id) order by r.version_seq, c.created_at`,
    [documentId],
  );
  return rows;
}

/** The versions of a change set in order, with the days that they have apart from what the run has set. */
export async function readDatedVersions(
  session: SqlSession,
  changeSetId: string,
  butRun: string,
): Promise<readonly DatedVersion[]> {
  const { rows } = await session.query<DatedVersion & { readonly baseVersionId: string | null }>(
    DATED_QUERY,
    [changeSetId, butRun],
  );
  return rows.map(({ baseVersionId, ...version }) => ({
    ...version,
    base: baseVersionId === null ? null : { versionId: baseVersionId },
  }));
}

/** The days after this one from which enacted versions of the document are in force, earliest first. */
export async function readBoundaryDays(
  session: SqlSession,
  documentId: string,
  after: string,
): Promise<readonly string[]> {
  const { rows } = await session.query<{ readonly day: string }>(
    `select distinct to_char(effective_from, 'YYYY-MM-DD') as day from public.iu_history
     where document_id = $1 and effective_from > $2::text::date order by day`,
    [documentId, after],
  );
  return rows.map(({ day }) => day);
}

/** Enacted text whose day is open, of every document. */
export async function readOpenDays(session: SqlSession): Promise<readonly OpenDays[]> {
  const { rows } = await session.query<OpenDays>(
    `select o.document_id as "documentId", o.version_seq as "versionSeq", count(*)::integer as units,
       to_char(min(o.since) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "sinceUtc"
     from (${OPEN_VERSIONS}) as o group by o.document_id, o.version_seq order by o.document_id collate "C", o.version_seq`,
  );
  return rows;
}

const DATED_QUERY = `select u.canonical_address as unit, v.id::text as "versionId", coalesce(v.address, u.canonical_address) as address,
  v.title, coalesce(v.unit_kind, u.unit_kind) as kind, coalesce(v.section_type, u.section_type) as "sectionType",
  p.canonical_address as parent, trim_scale(coalesce(v.position, u.sort_order))::text as position,
  v.content_hash as "contentHash", a.operation, v.base_version_id::text as "baseVersionId", v.cited_source as cited,
  ${DAY} as was, ${IS_CORRECTED} as "isCorrected"
from cutter_governance.cut_change_set_affected_row a
join public.unit_version v on v.id = a.unit_version_id and v.lifecycle_status = 'enacted'
join public.information_unit u on u.id = a.unit_id
left join public.information_unit p on p.id = case when v.address is null then u.parent_or_container_ref else v.parent_unit_id end
left join lateral (select o.ordinal, o.effective_from from public.version_effect o
  join cutter_governance.review_decision d on d.review_decision_id = o.review_decision_id
  where o.unit_version_id = v.id and d.run_id <> $2 order by o.ordinal desc limit 1) e on true
where a.change_set_id = $1::text::uuid order by coalesce(v.position, u.sort_order), u.canonical_address collate "C"`;
