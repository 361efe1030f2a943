import type { AsOf } from "../../../domain/amendment.ts";
import type { DocumentHead, HeadUnit } from "../../../domain/document-head.ts";
import type { PlanBase } from "../../../domain/plan.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** A common table expression: the change set of this parameter and all before it, each the one that the next was made against. */
export function headChain(changeSet: string): string {
  return `recursive head_chain (change_set_id) as (
  select ${changeSet}::text::uuid
  union select c.base_change_set_id from head_chain h join cutter_governance.cut_change_set c using (change_set_id)
  where c.base_change_set_id is not null
)`;
}

/** What stands of the document as the session sees it; null where it was never cut. */
export async function readBase(session: SqlSession, documentId: string): Promise<PlanBase | null> {
  const { rows } = await session.query<PlanBase>(
    `select c.change_set_id::text as "changeSetId", c.version_id::text as "versionId",
       (select count(*)::integer from cutter_governance.review_decision r where r.document_id = $1 and r.verdict = 'revert') as reverted
     from (values (1)) as one left join (
       select c.change_set_id, c.version_id from cutter_governance.cut_change_set c
       where c.document_id = $1 and public.fn_is_enacted(c.change_set_id) and not exists (select from cutter_governance.cut_change_set n
         where n.base_change_set_id = c.change_set_id and public.fn_is_enacted(n.change_set_id))) as c on true`,
    [documentId],
  );
  const base = rows[0];
  return base === undefined || (base.changeSetId === null && base.reverted === 0) ? null : base;
}

/**
 * The units as the change set has left them, in order; withdrawn and later versions are not among them. It is read from the log, which only
 * the canonical functions write.
 */
export async function readHead(session: SqlSession, changeSetId: string): Promise<DocumentHead> {
  const { rows } = await session.query<HeadUnit & { readonly isRetired: boolean }>(HEAD_QUERY, [changeSetId]);
  return {
    units: rows.filter(({ isRetired }) => !isRetired).map(({ isRetired: _isRetired, ...unit }) => unit),
    retired: rows.filter(({ isRetired }) => isRetired).map(({ unit }) => unit),
  };
}

/** The text of a document on each of the days, as a digest over addresses and texts. */
export async function readAsOf(
  session: SqlSession,
  documentId: string,
  days: readonly string[],
): Promise<readonly AsOf[]> {
  const { rows } = await session.query<AsOf>(
    `select day, (select count(*)::integer from public.iu_as_of($1, day::date)) as units,
       (select encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\\x1f', u.canonical_address, u.address, u.content_hash), E'\\n'
         order by u.position, u.canonical_address collate "C"), ''), 'UTF8')), 'hex') from public.iu_as_of($1, day::date) u) as sha256
     from unnest($2::text[]) with ordinality as asked (day, at) order by at`,
    [documentId, days],
  );
  return rows;
}

/** The texts of versions, by their ids. */
export async function readBodies(
  session: SqlSession,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (versionIds.length === 0) return new Map();
  const { rows } = await session.query<{ id: string; body: string }>(
    "select id::text as id, body from public.unit_version where id = any ($1::text[]::uuid[])",
    [versionIds],
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}

const HEAD_QUERY = `with ${headChain("$1")}, last as (
  select distinct on (l.unit_id) l.unit_id, v.id as unit_version_id
  from head_chain h join public.iu_lifecycle_log l on l.change_set_id = h.change_set_id and l.to_status = 'enacted'
  join public.information_unit u on u.id = l.unit_id
  join public.unit_version v on v.id = coalesce(l.unit_version_id, u.version_anchor_ref) order by l.unit_id, v.version_seq desc
)
select u.canonical_address as unit, v.id::text as "versionId", coalesce(v.address, u.canonical_address) as address, v.title,
  coalesce(v.unit_kind, u.unit_kind) as kind, coalesce(v.section_type, u.section_type) as "sectionType",
  p.canonical_address as parent, trim_scale(coalesce(v.position, u.sort_order))::text as position,
  v.content_hash as "contentHash", v.change_kind is not distinct from 'repeal' as "isRetired",
  case when e.ordinal is null then case when coalesce(v.change_kind, 'original') = 'original' then '-infinity' else 'open' end
    when e.effective_from is null then 'open' when isfinite(e.effective_from) then to_char(e.effective_from, 'YYYY-MM-DD')
    else '-infinity' end as "effectiveFrom"
from last join public.unit_version v on v.id = last.unit_version_id join public.information_unit u on u.id = last.unit_id
left join public.information_unit p on p.id = case when v.address is null then u.parent_or_container_ref else v.parent_unit_id end
left join lateral (select o.ordinal, o.effective_from from public.version_effect o where o.unit_version_id = v.id
  order by o.ordinal desc limit 1) e on true
order by coalesce(v.position, u.sort_order), u.canonical_address collate "C"`;
