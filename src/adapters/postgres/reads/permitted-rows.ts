import type { SqlSession } from "../../../ports/sql.ts";

/**
 * Names each effect of the document of which the rows are not those that its permit names: the verify lane has put a digest over them there before the
 * exec lane wrote them, with words, places, days and lineage that nothing else says twice. Computed as `fn_permit_fulfilled` does, which has held both
 * against each other at the time. Effects on versions of the first releases, whose permits name other things, are left out.
 */
export async function nameUnpermitted(session: SqlSession, docPrefix: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ found: string }>(QUERY, [docPrefix]);
  return rows.map(({ found }) => found);
}

const FEW = 10;
const US = "E'\\x1f'";

const QUERY = `with effect as materialized (
  select r.run_id, r.phase, r.xact, r.recorded_at as at, p.change_set_id, p.units_sha256
  from cutter_governance.source_document_registry d join cutter_governance.write_permit p using (document_id)
  join cutter_governance.approval_use a using (permit_id) join cutter_governance.phase_receipt r on r.run_id = a.run_id
    and r.phase = any (case a.gate when 'SG_1_cut_authz' then '{cut_leg_a}' else '{lifecycle_enact,effect_set}' end::text[])
  where d.doc_prefix = $1 and p.units_sha256 is not null
), done as materialized (
  select e.*, v.id as version_id from effect e join public.unit_version v on v.born_xact = e.xact and v.created_at = e.at
    join public.information_unit u on u.id = v.unit_id and u.doc_code = $1 where e.phase = 'cut_leg_a'
  union all
  select e.*, l.unit_version_id from effect e join public.iu_lifecycle_log l on l.change_set_id = e.change_set_id
    and l.to_status = 'enacted' and l.xact = e.xact and l.logged_at = e.at where e.phase = 'lifecycle_enact'
  union all
  select e.*, o.unit_version_id from effect e join public.version_effect o on o.change_set_id = e.change_set_id
    and o.xact = e.xact and o.recorded_at = e.at where e.phase = 'effect_set'
), written as (
  select d.run_id, d.phase, d.xact, d.at, d.change_set_id, d.units_sha256,
    string_agg(concat_ws(${US}, u.canonical_address, v.address, v.change_kind, coalesce(v.base_version_id::text, '-'),
      octet_length(v.title), v.title, v.unit_kind, v.section_type, coalesce(parent.canonical_address, '-'), v.content_hash,
      trim_scale(v.position)::text, octet_length(u.owner_ref), u.owner_ref, u.identity_profile ->> 'publication_type', v.created_by,
      octet_length(coalesce(v.cited_source, '')), coalesce(v.cited_source, ''),
      case when o.ordinal is null then '-' when o.effective_from is null then 'open' when isfinite(o.effective_from)
        then to_char(o.effective_from, 'YYYY-MM-DD') else '-infinity' end),
      E'\\n' order by v.position, u.canonical_address collate "C") as units
  from done d left join public.unit_version v on v.id = d.version_id left join public.information_unit u on u.id = v.unit_id
  left join public.version_effect o on o.unit_version_id = v.id and o.xact = d.xact and o.recorded_at = d.at
  left join public.information_unit parent on parent.id = v.parent_unit_id
  group by d.run_id, d.phase, d.xact, d.at, d.change_set_id, d.units_sha256 having not bool_or(v.address is null)
)
select w.run_id || ' ' || w.phase || ': the words, places, days or lineage of what it wrote are not what was permitted' as found
from written w cross join lateral (
  select coalesce(string_agg(E'\\n' || concat_ws(${US}, f.canonical_address, t.canonical_address, l.relation), '' order by
    f.canonical_address collate "C", t.canonical_address collate "C", l.relation collate "C"), '') as links
  from public.unit_lineage l join public.information_unit f on f.id = l.from_unit join public.information_unit t on t.id = l.to_unit
  where l.change_set_id = w.change_set_id and l.xact = w.xact and l.recorded_at = w.at
) as lineage
where w.units_sha256 <> encode(sha256(convert_to(w.units || lineage.links, 'UTF8')), 'hex')
order by 1 limit ${FEW}`;
