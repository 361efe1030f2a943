set local role workflow_admin;

-- EXECUTE goes to PUBLIC by default, and would again with every function that is made later.
alter default privileges revoke execute on functions from public;

do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'fn\_%' and p.proowner = 'workflow_admin'::regrole
  loop
    execute format('revoke all on function %s from public', v_function);
  end loop;
end
$$;

grant execute on function
  public.fn_iu_create(text, text, text, text, text, text, text, text, text),
  public.fn_iu_create_many(text[], text[], text[], text[], text[], text[], text, text, text),
  public.fn_iu_enact(text, text, uuid, text, uuid, text, text, boolean),
  public.fn_iu_enact_many(text[], text, uuid, text, uuid, text, text, boolean),
  public.fn_iu_withdraw(text, text, uuid, uuid, text),
  public.fn_iu_withdraw_many(text[], text, uuid, uuid, text)
  to cutter_exec;
grant execute on function public.fn_iu_create_plan(text, text, text, text, text, text, text, text, text)
  to cutter_exec, cutter_verify;

grant select on
  public.dot_config, public.iu_lifecycle_vocab, public.information_unit, public.unit_version, public.birth_registry,
  public.iu_lifecycle_log, cutter_governance.source_document_registry,
  cutter_governance.source_document_version_registry, cutter_governance.decision_backlog_entry,
  cutter_governance.decision_backlog_history, cutter_governance.manifest_envelope,
  cutter_governance.manifest_unit_block, cutter_governance.review_decision, cutter_governance.cut_change_set,
  cutter_governance.cut_change_set_affected_row, cutter_governance.verify_result, cutter_governance.dot_pair_signature,
  cutter_governance.approval_use, cutter_governance.phase_receipt
  to cutter_exec, cutter_verify;
grant select on cutter_governance.schema_migration to cutter_verify;

-- INSERT names its columns: who, when and in which transaction is written by the database alone.
grant insert (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc)
  on cutter_governance.approval_use to cutter_exec;
grant insert (backlog_entry_id, run_id, document_id, version_id, subject, status)
  on cutter_governance.decision_backlog_entry to cutter_exec;
grant insert (history_id, backlog_entry_id, from_status, to_status, note)
  on cutter_governance.decision_backlog_history to cutter_exec;
grant insert (envelope_id, run_id, backlog_entry_id, version_id, source_sha256, writer_digest, unit_count, section_types,
  tool_revision) on cutter_governance.manifest_envelope to cutter_exec;
grant insert (envelope_id, ordinal, unit_id, canonical_address, unit_kind, section_type, start_byte, end_byte, content_hash)
  on cutter_governance.manifest_unit_block to cutter_exec;
grant insert (review_decision_id, run_id, gate, verdict, document_id, change_set_id, payload_sha256, reason)
  on cutter_governance.review_decision to cutter_exec;
grant insert (change_set_id, run_id, document_id, version_id, envelope_id, review_decision_id, writer_digest, unit_count,
  tool_revision) on cutter_governance.cut_change_set to cutter_exec;
grant insert (change_set_id, unit_id, unit_version_id, operation, canonical_address, content_hash)
  on cutter_governance.cut_change_set_affected_row to cutter_exec;
grant insert (signature_id, role, change_set_id, signed_digest, tool_revision)
  on cutter_governance.dot_pair_signature to cutter_exec;
grant insert (signature_id, role, verify_result_id, signed_digest, tool_revision)
  on cutter_governance.dot_pair_signature to cutter_verify;
grant insert (verify_result_id, run_id, change_set_id, verdict, unit_count, facts, facts_sha256, tool_revision)
  on cutter_governance.verify_result to cutter_verify;
grant insert (run_id, phase, payload_sha256, result_digest, ids)
  on cutter_governance.phase_receipt to cutter_exec, cutter_verify;
