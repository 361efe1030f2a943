set local role workflow_admin;

-- By what the file of a version is read, where it is no text in UTF-8: every cut of it has to give the text of this digest. Where a person has made the
-- file from another one, which one that was.
alter table cutter_governance.source_document_version_registry
  add column reader text check (reader ~ '^[a-z][a-z0-9-]{0,31}$'),
  add column reader_version integer check (reader_version >= 1),
  add column encoding text check (encoding ~ '^[a-z0-9][a-z0-9_-]{0,31}$'),
  add column projection_sha256 text check (projection_sha256 ~ '^[0-9a-f]{64}$'),
  add column converted_from_sha256 text check (converted_from_sha256 ~ '^[0-9a-f]{64}$'),
  add column converted_from_bytes bigint check (converted_from_bytes >= 1),
  add constraint source_document_version_is_read check (num_nulls(reader, reader_version, projection_sha256) in (0, 3)),
  add constraint source_document_version_names_encoding check (encoding is null or reader is not null),
  add constraint source_document_version_is_converted check (num_nulls(converted_from_sha256, converted_from_bytes) in (0, 2));

-- Where a unit stands in the file itself; start_byte and end_byte are those of the text that was read of it.
alter table cutter_governance.manifest_unit_block
  add column original_part text check (original_part <> ''),
  add column original_start bigint check (original_start >= 0),
  add column original_end bigint,
  add constraint manifest_unit_block_original check (num_nulls(original_start, original_end) in (0, 2)),
  add constraint manifest_unit_block_original_order check (original_end >= original_start),
  add constraint manifest_unit_block_part check (original_part is null or original_start is not null);
grant insert (original_part, original_start, original_end) on cutter_governance.manifest_unit_block to cutter_exec;

create or replace view public.iu_provenance with (security_barrier) as
select v.id as version_id, d.document_id, s.run_id, s.change_set_id, m.source_sha256, b.start_byte, b.end_byte,
  e.effective_from as planned_from, e.unit_version_id is not null as day_is_planned,
  a.payload_sha256, a.approval_commit, a.execution_commit, a.persons, a.keys, a.signed_utc, a.used_at, r.result_digest,
  q.projection_sha256 || '' as projection_sha256, b.original_part || '' as original_part, b.original_start, b.original_end
from cutter_governance.cut_change_set s
join cutter_governance.source_document_registry d on d.document_id = s.document_id
join cutter_governance.manifest_envelope m using (envelope_id)
join cutter_governance.source_document_version_registry q on q.version_id = m.version_id
join cutter_governance.cut_change_set_affected_row w using (change_set_id)
join public.unit_version v on v.id = w.unit_version_id and v.lifecycle_status = 'enacted'
join cutter_governance.approval_use a on a.run_id = s.run_id and a.gate = 'SG_2_lifecycle_authz'
join cutter_governance.phase_receipt r on r.run_id = s.run_id and r.phase = 'lifecycle_enact'
left join cutter_governance.manifest_unit_block b on b.envelope_id = s.envelope_id and b.unit_id = w.unit_id
left join public.version_effect e on e.unit_version_id = v.id and e.ordinal = 1 and e.xact = r.xact;
