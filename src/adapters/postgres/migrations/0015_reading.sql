set local role workflow_admin;

-- Every enacted version with the day from which it is in force as it is known now (null: not known yet), and what has followed it.
create view public.iu_history as
select d.document_id, u.id as unit_id, v.id as version_id, u.canonical_address, coalesce(v.address, u.canonical_address) as address,
  v.version_seq, coalesce(v.change_kind, 'original') as change_kind, v.title, v.body, v.content_hash,
  coalesce(v.unit_kind, u.unit_kind) as unit_kind, coalesce(v.section_type, u.section_type) as section_type,
  case when v.address is null then u.parent_or_container_ref else v.parent_unit_id end as parent_unit_id,
  coalesce(v.position, u.sort_order) as position,
  case when e.ordinal is not null then e.effective_from
    when coalesce(v.change_kind, 'original') = 'original' then '-infinity'::date end as effective_from,
  v.enacted_at as recorded_at, v.base_version_id, l.superseded_by, v.cited_source
from public.unit_version v
join public.information_unit u on u.id = v.unit_id
join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code
left join lateral (select o.ordinal, o.effective_from from public.version_effect o where o.unit_version_id = v.id
  order by o.ordinal desc limit 1) e on true
left join public.iu_lifecycle_log l on l.unit_version_id = v.id and l.to_status = 'superseded'
where v.lifecycle_status = 'enacted';

-- The text in force on a day, as it was known at a time: of each unit the last version whose day has come. A version that was corrected is in
-- force on no day once its correction is known, whatever becomes of the day of that one.
create function public.iu_as_of(p_document text, p_valid_on date, p_known_at timestamptz default now())
returns table (unit_id uuid, version_id uuid, canonical_address text, address text, version_seq integer, change_kind text, title text,
  body text, content_hash text, unit_kind text, section_type text, parent_unit_id uuid, "position" numeric, effective_from date,
  recorded_at timestamptz, cited_source text)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  with known as (
    select v.id, v.unit_id, v.version_seq, coalesce(v.change_kind, 'original') as change_kind,
      case when e.ordinal is not null then e.effective_from
        when coalesce(v.change_kind, 'original') = 'original' then '-infinity'::date end as effective_from
    from cutter_governance.source_document_registry d
    join public.information_unit u on u.doc_code = d.doc_prefix
    join public.unit_version v on v.unit_id = u.id and v.lifecycle_status = 'enacted' and v.enacted_at <= p_known_at
    left join lateral (select o.ordinal, o.effective_from from public.version_effect o
      where o.unit_version_id = v.id and o.recorded_at <= p_known_at order by o.ordinal desc limit 1) e on true
    left join public.iu_lifecycle_log l on l.unit_version_id = v.id and l.to_status = 'superseded'
    left join public.unit_version n on n.id = l.superseded_by and n.change_kind in ('correction', 'recut') and n.enacted_at <= p_known_at
    where d.document_id = p_document and n.id is null
  ), in_force as (
    select distinct on (k.unit_id) k.* from known k where k.effective_from <= p_valid_on order by k.unit_id, k.version_seq desc
  )
  select u.id, v.id, u.canonical_address, coalesce(v.address, u.canonical_address), v.version_seq, f.change_kind, v.title, v.body,
    v.content_hash, coalesce(v.unit_kind, u.unit_kind), coalesce(v.section_type, u.section_type),
    case when v.address is null then u.parent_or_container_ref else v.parent_unit_id end, coalesce(v.position, u.sort_order),
    f.effective_from, v.enacted_at, v.cited_source
  from in_force f join public.unit_version v on v.id = f.id join public.information_unit u on u.id = v.unit_id
  where f.change_kind <> 'repeal' order by coalesce(v.position, u.sort_order), u.canonical_address collate "C"
$$;

-- What is in force today (UTC), of every document.
create view public.iu_current as
with sound as (
  select h.* from public.iu_history h left join public.unit_version n on n.id = h.superseded_by and n.change_kind in ('correction', 'recut')
  where n.id is null
)
select s.* from (values ((now() at time zone 'UTC')::date)) as today (day)
join sound s on s.effective_from <= today.day and s.change_kind <> 'repeal'
where not exists (select from sound n where n.unit_id = s.unit_id and n.version_seq > s.version_seq and n.effective_from <= today.day);

-- Documents and their versions as readers see them: without who registered them, and without the bytes.
create view public.iu_document as
select d.document_id, d.doc_prefix, d.title, d.publication_type, d.authoritative, v.version_id, v.version_seq, v.sha256,
  coalesce(v.nature, 'original') as nature, v.effective_from, coalesce(v.effect_is_open, false) as effect_is_open, v.citation,
  v.base_version_id, v.registered_at
from cutter_governance.source_document_registry d
join cutter_governance.source_document_version_registry v using (document_id);

-- Every day that was ever said of an enacted version; the highest ordinal that is known at a time counts.
create view public.iu_effect as
select e.unit_version_id as version_id, e.ordinal, e.effective_from, e.recorded_at
from public.version_effect e join public.unit_version v on v.id = e.unit_version_id where v.lifecycle_status = 'enacted';

-- Which addresses have drafts, and which had some that were withdrawn: that there is one, not what it says.
create view public.iu_unenacted as
select d.document_id, coalesce(v.address, u.canonical_address) as address, v.lifecycle_status as status
from public.unit_version v
join public.information_unit u on u.id = v.unit_id
join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code
where v.lifecycle_status <> 'enacted';

revoke all on function public.iu_as_of(text, date, timestamptz) from public;
grant execute on function public.iu_as_of(text, date, timestamptz) to cutter_verify, cutter_exec;
grant select on public.iu_history, public.iu_current, public.iu_document, public.iu_effect, public.iu_unenacted
  to cutter_verify, cutter_exec;
