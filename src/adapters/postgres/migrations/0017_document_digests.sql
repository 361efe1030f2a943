set local role workflow_admin;

-- What each effect has left of its document: rows and digest of every table, chained to the entry before. A run holds its own document
-- against its rows; every other document it sees by the newest of its entries, and `cutter audit` recomputes all of them from the rows.
-- An entry without a run founds the chain of a document that was written before there were any.
create table cutter_governance.document_digest (
  document_id text not null references cutter_governance.source_document_registry (document_id),
  seq integer not null check (seq >= 1),
  run_id text,
  phase text,
  tables jsonb not null,
  rows_sha256 text not null,
  previous text,
  sha256 text not null,
  recorded_at timestamptz not null default now(),
  recorded_by text not null default session_user,
  xact xid8 not null default pg_current_xact_id(),
  primary key (document_id, seq),
  unique (run_id, phase),
  foreign key (run_id, phase) references cutter_governance.phase_receipt (run_id, phase),
  constraint document_digest_whole check (num_nulls(run_id, phase) in (0, 2) and (previous is null) = (seq = 1)),
  constraint document_digest_founding check (run_id is not null or seq = 1),
  constraint document_digest_lane check (
    recorded_by = case when coalesce(phase, 'write_verify') = 'write_verify' then 'cutter_verify' else 'cutter_exec' end),
  constraint document_digest_rows check (rows_sha256 = encode(sha256(convert_to(tables::text, 'UTF8')), 'hex')),
  constraint document_digest_chain check (sha256 = encode(sha256(convert_to(concat_ws(E'\x1f', document_id, seq::text,
    coalesce(run_id, '-'), coalesce(phase, '-'), rows_sha256, coalesce(previous, '-')), 'UTF8')), 'hex'))
);

-- The number of an entry, what it follows and its digests are the database's own. An entry of a run stands in the transaction of its
-- receipt, for the document for which an approval of the run was consumed.
create function public.fn_chain_digest() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_last cutter_governance.document_digest;
begin
  select e.* into v_last from cutter_governance.document_digest e
    where e.document_id = new.document_id order by e.seq desc limit 1;
  if new.run_id is null and v_last.seq is not null then
    raise exception 'chain: the one of % is founded already', new.document_id
      using errcode = 'integrity_constraint_violation', constraint = 'chain_founded';
  end if;
  if new.run_id is not null and not (
    exists (select from cutter_governance.phase_receipt r where r.run_id = new.run_id and r.phase = new.phase
      and r.xact = new.xact and r.recorded_at = new.recorded_at)
    and exists (select from cutter_governance.approval_use a join cutter_governance.write_permit p on p.permit_id = a.permit_id
      where a.run_id = new.run_id and p.document_id = new.document_id))
  then
    raise exception 'chain: % of % has no receipt in this transaction, or is not about %', new.phase, new.run_id, new.document_id
      using errcode = 'integrity_constraint_violation', constraint = 'chain_has_receipt';
  end if;
  new.seq := coalesce(v_last.seq, 0) + 1;
  new.previous := v_last.sha256;
  new.rows_sha256 := encode(sha256(convert_to(new.tables::text, 'UTF8')), 'hex');
  new.sha256 := encode(sha256(convert_to(concat_ws(E'\x1f', new.document_id, new.seq::text, coalesce(new.run_id, '-'),
    coalesce(new.phase, '-'), new.rows_sha256, coalesce(new.previous, '-')), 'UTF8')), 'hex');
  return new;
end
$$;

-- No effect is committed without its entry.
create function public.fn_receipt_is_chained() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  if not exists (select from cutter_governance.document_digest e where e.run_id = new.run_id and e.phase = new.phase
    and e.xact = new.xact and e.recorded_at = new.recorded_at)
  then
    raise exception 'chain: % of % has left no digest of its document', new.phase, new.run_id
      using errcode = 'integrity_constraint_violation', constraint = 'receipt_is_chained';
  end if;
  return null;
end
$$;

create trigger a_lane before insert on cutter_governance.document_digest
  for each row execute function public.fn_lane_only('cutter_exec', 'cutter_verify');
create trigger b_chain before insert on cutter_governance.document_digest
  for each row execute function public.fn_chain_digest();
create trigger d_immutable before update or delete on cutter_governance.document_digest
  for each row execute function public.fn_immutable_row();
create trigger e_no_truncate before truncate on cutter_governance.document_digest
  for each statement execute function public.fn_no_truncate();
create constraint trigger h_chained after insert on cutter_governance.phase_receipt
  deferrable initially deferred for each row execute function public.fn_receipt_is_chained();

-- What is asked of one document is found without reading those of all others.
create index birth_registry_document on public.birth_registry (doc_code);
create index birth_registry_xact on public.birth_registry (xact);
create index iu_lifecycle_log_document on public.iu_lifecycle_log (split_part(canonical_address, '/', 1));
create index manifest_unit_block_document on cutter_governance.manifest_unit_block (split_part(canonical_address, '/', 1));
create index cut_change_set_affected_row_document on cutter_governance.cut_change_set_affected_row (split_part(canonical_address, '/', 1));
create index cut_change_set_affected_row_version on cutter_governance.cut_change_set_affected_row (unit_version_id);
create index decision_backlog_entry_document on cutter_governance.decision_backlog_entry (document_id);
create index decision_backlog_history_entry on cutter_governance.decision_backlog_history (backlog_entry_id);
create index review_decision_document on cutter_governance.review_decision (document_id);
create index review_decision_change_set on cutter_governance.review_decision (change_set_id);
create index cut_change_set_document on cutter_governance.cut_change_set (document_id);
create index cut_change_set_run on cutter_governance.cut_change_set (run_id);
create index cut_change_set_base on cutter_governance.cut_change_set (base_change_set_id);
create index manifest_envelope_run on cutter_governance.manifest_envelope (run_id);
create index verify_result_run on cutter_governance.verify_result (run_id);
create index write_permit_run on cutter_governance.write_permit (run_id);
create index write_permit_document on cutter_governance.write_permit (document_id);
create index phase_receipt_xact on cutter_governance.phase_receipt (xact);

do $$
declare
  v_function regprocedure;
  v_trigger record;
begin
  for v_trigger in select t.tgname, t.tgrelid::regclass as relation from pg_catalog.pg_trigger t
    where not t.tgisinternal and t.tgrelid in ('cutter_governance.document_digest'::regclass, 'cutter_governance.phase_receipt'::regclass)
  loop
    execute format('alter table %s enable always trigger %I', v_trigger.relation, v_trigger.tgname);
  end loop;
  for v_function in select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('fn_chain_digest', 'fn_receipt_is_chained')
  loop
    execute format('revoke all on function %s from public', v_function);
  end loop;
end
$$;

grant select on cutter_governance.document_digest to cutter_exec, cutter_verify;
grant insert (document_id, run_id, phase, tables) on cutter_governance.document_digest to cutter_exec, cutter_verify;
