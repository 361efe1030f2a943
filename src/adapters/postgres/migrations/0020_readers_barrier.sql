set local role workflow_admin;

-- Drafts stand in the same tables as what is enacted. Without a barrier a reader's own condition may be asked of their rows before the view has left
-- them out, and an error message or an estimate of EXPLAIN then says what it was asked of. A barrier holds back what can fail or leak, but not a plain
-- comparison: of the text, the title and the hash the statistics of the whole table would still tell by estimates where a draft's value lies. As
-- the result of an operator they have none.
create or replace view public.iu_history with (security_barrier) as
select d.document_id, u.id as unit_id, v.id as version_id, u.canonical_address, coalesce(v.address, u.canonical_address) as address,
  v.version_seq, coalesce(v.change_kind, 'original') as change_kind, v.title || '' as title, v.body || '' as body,
  v.content_hash || '' as content_hash,
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

alter view public.iu_current set (security_barrier);
alter view public.iu_document set (security_barrier);
alter view public.iu_effect set (security_barrier);
alter view public.iu_unenacted set (security_barrier);
alter view public.iu_provenance set (security_barrier);
alter view public.iu_day_set set (security_barrier);
