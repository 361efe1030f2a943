set local role workflow_admin;

-- By what each enacted version came into the base: the run that wrote it, the bytes of the source of which it is, the day that its plan has
-- named, and the approval under which it was enacted. Nothing else of the ledger is told.
create view public.iu_provenance as
select v.id as version_id, d.document_id, s.run_id, s.change_set_id, m.source_sha256, b.start_byte, b.end_byte,
  e.effective_from as planned_from, e.unit_version_id is not null as day_is_planned,
  a.payload_sha256, a.approval_commit, a.execution_commit, a.persons, a.keys, a.signed_utc, a.used_at, r.result_digest
from cutter_governance.cut_change_set s
join cutter_governance.source_document_registry d on d.document_id = s.document_id
join cutter_governance.manifest_envelope m using (envelope_id)
join cutter_governance.cut_change_set_affected_row w using (change_set_id)
join public.unit_version v on v.id = w.unit_version_id and v.lifecycle_status = 'enacted'
join cutter_governance.approval_use a on a.run_id = s.run_id and a.gate = 'SG_2_lifecycle_authz'
join cutter_governance.phase_receipt r on r.run_id = s.run_id and r.phase = 'lifecycle_enact'
left join cutter_governance.manifest_unit_block b on b.envelope_id = s.envelope_id and b.unit_id = w.unit_id
left join public.version_effect e on e.unit_version_id = v.id and e.ordinal = 1 and e.xact = r.xact;

-- The days that runs have set after the plan of a version, each with the approval under which that was done.
create view public.iu_day_set as
select e.unit_version_id as version_id, e.ordinal, e.effective_from, d.run_id, m.source_sha256,
  a.payload_sha256, a.approval_commit, a.execution_commit, a.persons, a.keys, a.signed_utc, a.used_at
from public.version_effect e
join cutter_governance.review_decision d using (review_decision_id)
join cutter_governance.cut_change_set s on s.change_set_id = e.change_set_id and s.run_id <> d.run_id
join cutter_governance.manifest_envelope m using (envelope_id)
join cutter_governance.approval_use a on a.run_id = d.run_id and a.gate = 'SG_2_lifecycle_authz';

grant select on public.iu_provenance, public.iu_day_set to cutter_verify, cutter_exec;
