set local role workflow_admin;

-- Who writes is judged by the conditions of the triggers below: inside a canonical function the current user is the owner
-- while the session is the exec lane's; neither the lane nor the owner can have both by themselves, whatever marker they
-- set. The conditions are bound to their operators when they are made, so that no search path can bend them.
create function public.fn_refuse_writer() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  raise exception 'gateway: % of %.% is left to the canonical functions', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create function public.fn_refuse_birth() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  raise exception 'birth: %', tg_argv[0] using errcode = 'check_violation';
end
$$;

-- A transition changes the state and nothing else.
create function public.fn_unit_transition() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_rest public.information_unit := new;
begin
  v_rest.lifecycle_status := old.lifecycle_status;
  v_rest.updated_at := old.updated_at;
  v_rest.updated_by := old.updated_by;
  if v_rest is distinct from old then
    raise exception 'gateway: a transition changes the state of %, nothing else', old.canonical_address
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create function public.fn_version_transition() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_rest public.unit_version := new;
begin
  v_rest.lifecycle_status := old.lifecycle_status;
  v_rest.review_state := old.review_state;
  v_rest.enacted_at := old.enacted_at;
  v_rest.updated_at := old.updated_at;
  if v_rest is distinct from old or (new.enacted_at is not null) <> (new.lifecycle_status = 'enacted') then
    raise exception 'gateway: a transition changes the state of version %, nothing else', old.id
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create function public.fn_immutable_row() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  raise exception 'immutable: % of a row of %.% is refused', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create function public.fn_no_truncate() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  raise exception 'immutable: %.% is never truncated', tg_table_schema, tg_table_name using errcode = 'restrict_violation';
end
$$;

-- Once a statement: every kind and type has to be in the vocabulary, and every unit gets its birth.
create function public.fn_register_births() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_unknown text;
begin
  select min(word) into v_unknown from (
    select distinct 'vocab.unit_kind.' || unit_kind from born
    union select distinct 'vocab.section_type.' || section_type from born
    union select distinct coalesce('vocab.publication_type.' || (identity_profile ->> 'publication_type'), 'vocab.publication_type') from born
  ) as used (word) where word not in (select config_key from public.dot_config);
  if v_unknown is not null then
    raise exception 'birth: % is not in the vocabulary', v_unknown using errcode = 'check_violation';
  end if;
  insert into public.birth_registry (unit_id, canonical_address, doc_code, born_by)
  select id, canonical_address, doc_code, created_by from born order by sort_order;
  return null;
end
$$;

-- The ledger is written by its lane in person, never by the owner; argument: the lanes that may.
create function public.fn_lane_only() returns trigger
language plpgsql security invoker
set search_path = pg_catalog, public, pg_temp
as $$
begin
  if session_user <> current_user or not (session_user = any (tg_argv)) then
    raise exception 'ledger: % may not write %.%', session_user, tg_table_schema, tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger a_gateway_birth before insert on public.information_unit for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin'
    or current_setting('app.canonical_writer', true) is distinct from 'fn_iu_create')
  execute function public.fn_refuse_writer();
create trigger a_gateway before update on public.information_unit for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin' or old.lifecycle_status <> 'draft'
    or coalesce(current_setting('app.canonical_writer', true), '') <> case new.lifecycle_status
      when 'enacted' then 'fn_iu_enact' when 'withdrawn' then 'fn_iu_withdraw' else 'nobody' end)
  execute function public.fn_refuse_writer();
create trigger a_gateway_death before delete on public.information_unit
  for each row execute function public.fn_refuse_writer();
create trigger b_transition before update on public.information_unit
  for each row execute function public.fn_unit_transition();
create trigger c_birth_gate before insert on public.information_unit for each row
  when (new.lifecycle_status <> 'draft' or new.conformance_status <> 'open' or new.deleted_at is not null
    or new.owner_ref = '' or new.created_by = '' or new.updated_by = '' or new.sort_order < 1
    or new.parent_or_container_ref = new.id or length(new.canonical_address) > 1024
    or new.canonical_address !~ '^[A-Z][A-Z0-9-]{1,31}(/[^/[:space:][:cntrl:]]+)+$'
    or new.canonical_address <> new.doc_code || '/' || new.section_code)
  execute function public.fn_refuse_birth('a unit is born a draft with a sound address, an owner and an author');
create trigger f_register_births after insert on public.information_unit
  referencing new table as born for each statement execute function public.fn_register_births();

create trigger a_gateway_birth before insert on public.unit_version for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin'
    or current_setting('app.canonical_writer', true) is distinct from 'fn_iu_create')
  execute function public.fn_refuse_writer();
create trigger a_gateway before update on public.unit_version for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin' or old.lifecycle_status <> 'draft'
    or coalesce(current_setting('app.canonical_writer', true), '') <> case new.lifecycle_status
      when 'enacted' then 'fn_iu_enact' when 'withdrawn' then 'fn_iu_withdraw' else 'nobody' end)
  execute function public.fn_refuse_writer();
create trigger a_gateway_death before delete on public.unit_version
  for each row execute function public.fn_refuse_writer();
create trigger b_transition before update on public.unit_version
  for each row execute function public.fn_version_transition();
create trigger c_birth_gate before insert on public.unit_version for each row
  when (new.lifecycle_status <> 'draft' or new.review_state <> 'unreviewed' or new.version_seq <> 1
    or new.enacted_at is not null or new.body = '' or new.created_by = '')
  execute function public.fn_refuse_birth('a version is born a first draft with a text and an author');

do $$
declare
  v_table text;
begin
  foreach v_table in array array['public.information_unit', 'public.unit_version'] loop
    execute format('create trigger d_immutable before update or delete on %s for each row '
      'when (old.lifecycle_status <> ''draft'') execute function public.fn_immutable_row()', v_table);
    execute format('create trigger e_no_truncate before truncate on %s for each statement '
      'execute function public.fn_no_truncate()', v_table);
  end loop;
end
$$;

create trigger a_gateway before insert on public.birth_registry for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin'
    or current_setting('app.canonical_writer', true) is distinct from 'fn_iu_create')
  execute function public.fn_refuse_writer();
create trigger a_gateway before insert on public.iu_lifecycle_log for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin'
    or coalesce(current_setting('app.canonical_writer', true), '') <> case new.to_status
      when 'enacted' then 'fn_iu_enact' when 'withdrawn' then 'fn_iu_withdraw' else 'nobody' end)
  execute function public.fn_refuse_writer();

do $$
declare
  v_table text;
  v_lanes text;
  v_trigger record;
begin
  foreach v_table in array array[
    'public.birth_registry', 'public.iu_lifecycle_log', 'cutter_governance.source_document_registry',
    'cutter_governance.source_document_version_registry', 'cutter_governance.decision_backlog_entry',
    'cutter_governance.decision_backlog_history', 'cutter_governance.manifest_envelope',
    'cutter_governance.manifest_unit_block', 'cutter_governance.review_decision', 'cutter_governance.cut_change_set',
    'cutter_governance.cut_change_set_affected_row', 'cutter_governance.verify_result',
    'cutter_governance.dot_pair_signature', 'cutter_governance.approval_use', 'cutter_governance.phase_receipt',
    'cutter_governance.schema_migration'
  ] loop
    execute format('create trigger d_immutable before update or delete on %s for each row '
      'execute function public.fn_immutable_row()', v_table);
    execute format('create trigger e_no_truncate before truncate on %s for each statement '
      'execute function public.fn_no_truncate()', v_table);
  end loop;

  for v_table, v_lanes in values
    ('decision_backlog_entry', '''cutter_exec'''), ('decision_backlog_history', '''cutter_exec'''),
    ('manifest_envelope', '''cutter_exec'''), ('manifest_unit_block', '''cutter_exec'''),
    ('review_decision', '''cutter_exec'''), ('cut_change_set', '''cutter_exec'''),
    ('cut_change_set_affected_row', '''cutter_exec'''), ('approval_use', '''cutter_exec'''),
    ('verify_result', '''cutter_verify'''), ('dot_pair_signature', '''cutter_exec'', ''cutter_verify'''),
    ('phase_receipt', '''cutter_exec'', ''cutter_verify''')
  loop
    execute format('create trigger a_lane before insert on cutter_governance.%s for each row '
      'execute function public.fn_lane_only(%s)', v_table, v_lanes);
  end loop;

  -- ALWAYS: a session in the replica role must not slip past any of them.
  for v_trigger in
    select t.tgname, t.tgrelid::regclass as relation from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace in ('public'::regnamespace, 'cutter_governance'::regnamespace)
      and t.tgfoid in (select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
        and p.proname like 'fn\_%')
  loop
    execute format('alter table %s enable always trigger %I', v_trigger.relation, v_trigger.tgname);
  end loop;
end
$$;
