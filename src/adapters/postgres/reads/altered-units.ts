import type { SqlSource } from "../../../ports/sql.ts";

/**
 * Up to ten versions of the document whose text is not what `content_hash` says, whose unit, version or text is not the one that the
 * ledger of its cut names, or whose state is not the one that the log and the decisions give it. A version of a run that has no ledger yet is
 * compared with its `content_hash` alone.
 */
export async function readAlteredUnits(sql: SqlSource, docPrefix: string): Promise<readonly string[]> {
  await using session = await sql.open("verify");
  const { rows } = await session.query<{ found: string }>(ALTERED, [docPrefix]);
  return rows.map(({ found }) => found);
}

const ALTERED = `
with states as (
  select u.canonical_address || ' ' || v.version_seq as address, u.lifecycle_status as unit_status, v.lifecycle_status as status,
    v.id = u.version_anchor_ref as is_first, coalesce(bool_or(l.to_status = 'withdrawn'), false) as withdrawn,
    coalesce(bool_or(l.to_status = 'enacted'), false) as enacted,
    not bool_or(not public.fn_is_enacted(l.change_set_id)) filter (where l.to_status = 'enacted') as decided
  from public.information_unit u join public.unit_version v on v.unit_id = u.id
  left join public.iu_lifecycle_log l on l.unit_id = u.id and coalesce(l.unit_version_id, u.version_anchor_ref) = v.id
  where u.doc_code = $1 group by u.id, v.id
)
select coalesce(u.canonical_address, a.canonical_address) || ': ' || case
    when u.id is null then 'the unit is gone'
    when v.id is null then 'the version is gone'
    when encode(sha256(convert_to(v.body, 'UTF8')), 'hex') is distinct from v.content_hash then 'the text is not what its hash says'
    when a.unit_id is not null and (a.canonical_address is distinct from u.canonical_address or a.address is distinct from v.address)
      then 'the address is another'
    when a.unit_id is not null and (a.unit_version_id is distinct from v.id or a.base_version_id is distinct from v.base_version_id)
      then 'the version is another'
    else 'the text is another' end as found
from (select * from public.information_unit where doc_code = $1) u
full join (select * from cutter_governance.cut_change_set_affected_row where split_part(canonical_address, '/', 1) = $1) a
  on a.unit_id = u.id
left join public.unit_version v
  on v.id = case when u.id is not null then coalesce((select own.id from public.unit_version own where own.id = a.unit_version_id), u.version_anchor_ref) end
where u.id is null or v.id is null or encode(sha256(convert_to(v.body, 'UTF8')), 'hex') is distinct from v.content_hash
  or (a.unit_id is not null and (a.canonical_address, a.address, a.unit_version_id, a.base_version_id, a.content_hash)
    is distinct from (u.canonical_address, v.address, v.id, v.base_version_id, v.content_hash))
  or (a.unit_id is not null and v.unit_id is distinct from u.id)
union all
select u.canonical_address || ': a version that no ledger names' from public.information_unit u
join public.unit_version v on v.unit_id = u.id
where u.doc_code = $1 and v.base_version_id is not null and v.lifecycle_status = 'enacted' and not exists (
  select from cutter_governance.cut_change_set_affected_row a where a.unit_version_id = v.id)
union all
select address || ': its state is ' || status || ', which the log does not say' from states
where status is distinct from case when withdrawn then 'withdrawn' when enacted then 'enacted' else 'draft' end
union all
select address || ': the state of the unit is ' || unit_status || ', of its first version ' || status from states
where is_first and unit_status <> status
union all
select u.canonical_address || ' ' || v.version_seq || ': its days are not those of one run after the other'
from public.information_unit u join public.unit_version v on v.unit_id = u.id join public.version_effect e on e.unit_version_id = v.id
where u.doc_code = $1 group by u.id, v.id having max(e.ordinal) <> count(*) or count(distinct e.recorded_at) <> count(*)
  or bool_or(not exists (select from cutter_governance.review_decision d where d.review_decision_id = e.review_decision_id
    and d.change_set_id = e.change_set_id and d.gate = 'SG_2_lifecycle_authz' and d.decided_at = e.recorded_at))
union all
select address || ': enacted without a decision' from states where enacted and not decided
order by 1 limit 10`;
