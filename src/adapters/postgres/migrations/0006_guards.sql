set local role workflow_admin;

-- The gates are SECURITY INVOKER on purpose: they have to see who writes. Inside a canonical function the current user is the
-- owner while the session is the exec lane's; neither the lane nor the owner can have both by themselves, whatever marker
-- they set. Then comes what a row must be at birth, and that a transition changes the state and nothing else. They set no
-- path of their own, which would cost more than all they do: what decides before the writer is known to be canonical, and
-- so to run under the pinned path, names its operators in full.
create function public.fn_unit_gate() returns trigger
language plpgsql security invoker
as $$
declare
  v_writer text := pg_catalog.current_setting('app.canonical_writer', true);
  v_rest public.information_unit;
begin
  if session_user operator(pg_catalog.<>) 'cutter_exec'::pg_catalog.name
    or current_user operator(pg_catalog.<>) 'workflow_admin'::pg_catalog.name
    or coalesce(v_writer, '') operator(pg_catalog.=) ''
  then
    raise exception 'gateway: % of %.% is left to the canonical functions', tg_op, tg_table_schema, tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'INSERT' and v_writer = 'fn_iu_create' then
    if new.lifecycle_status <> 'draft' or new.conformance_status <> 'open' or new.deleted_at is not null
      or new.owner_ref = '' or new.created_by = '' or new.updated_by = '' or new.sort_order < 1
      or new.parent_or_container_ref = new.id or length(new.canonical_address) > 1024
      or new.canonical_address !~ '^[A-Z][A-Z0-9-]{1,31}(/[^/[:space:][:cntrl:]]+)+$'
      or new.canonical_address <> new.doc_code || '/' || new.section_code
    then
      raise exception 'birth: % must be born a draft with a sound address, an owner and an author', new.canonical_address
        using errcode = 'check_violation';
    end if;
    if (select count(*) from public.dot_config
        where config_key in ('vocab.unit_kind.' || new.unit_kind, 'vocab.section_type.' || new.section_type,
          'vocab.publication_type.' || (new.identity_profile ->> 'publication_type'))) <> 3
    then
      raise exception 'birth: kind, section type or publication type of % is not in the vocabulary', new.canonical_address
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.lifecycle_status = 'draft'
    and ((v_writer = 'fn_iu_enact' and new.lifecycle_status = 'enacted')
      or (v_writer = 'fn_iu_withdraw' and new.lifecycle_status = 'withdrawn'))
  then
    v_rest := new;
    v_rest.lifecycle_status := old.lifecycle_status;
    v_rest.updated_at := old.updated_at;
    v_rest.updated_by := old.updated_by;
    if v_rest is not distinct from old then
      return new;
    end if;
  end if;
  raise exception 'gateway: % may not % this row of %', v_writer, tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create function public.fn_version_gate() returns trigger
language plpgsql security invoker
as $$
declare
  v_writer text := pg_catalog.current_setting('app.canonical_writer', true);
  v_rest public.unit_version;
begin
  if session_user operator(pg_catalog.<>) 'cutter_exec'::pg_catalog.name
    or current_user operator(pg_catalog.<>) 'workflow_admin'::pg_catalog.name
    or coalesce(v_writer, '') operator(pg_catalog.=) ''
  then
    raise exception 'gateway: % of %.% is left to the canonical functions', tg_op, tg_table_schema, tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'INSERT' and v_writer = 'fn_iu_create' then
    if new.lifecycle_status <> 'draft' or new.review_state <> 'unreviewed' or new.version_seq <> 1
      or new.enacted_at is not null or new.body = '' or new.created_by = ''
    then
      raise exception 'birth: version % must be born a first draft with a text', new.id using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.lifecycle_status = 'draft'
    and ((v_writer = 'fn_iu_enact' and new.lifecycle_status = 'enacted')
      or (v_writer = 'fn_iu_withdraw' and new.lifecycle_status = 'withdrawn'))
  then
    v_rest := new;
    v_rest.lifecycle_status := old.lifecycle_status;
    v_rest.review_state := old.review_state;
    v_rest.enacted_at := old.enacted_at;
    v_rest.updated_at := old.updated_at;
    if (new.enacted_at is not null) = (new.lifecycle_status = 'enacted') and v_rest is not distinct from old then
      return new;
    end if;
  end if;
  raise exception 'gateway: % may not % this row of %', v_writer, tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
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

-- Runs inside fn_iu_create, with its rights and its path: the gate before it let nobody else in.
create function public.fn_register_birth() returns trigger
language plpgsql security invoker
as $$
begin
  insert into public.birth_registry (unit_id, canonical_address, doc_code, born_by)
  values (new.id, new.canonical_address, new.doc_code, new.created_by);
  return null;
end
$$;

-- Births and log rows come into being inside a canonical function only; argument: the functions that may.
create function public.fn_canonical_only() returns trigger
language plpgsql security invoker
as $$
declare
  v_writer text := pg_catalog.current_setting('app.canonical_writer', true);
begin
  if session_user operator(pg_catalog.<>) 'cutter_exec'::pg_catalog.name
    or current_user operator(pg_catalog.<>) 'workflow_admin'::pg_catalog.name
    or not (coalesce(v_writer, '') operator(pg_catalog.=) any (tg_argv))
  then
    raise exception 'gateway: % of %.% is left to the canonical functions', tg_op, tg_table_schema, tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
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

create trigger a_gateway before insert or update or delete on public.information_unit
  for each row execute function public.fn_unit_gate();
create trigger d_immutable before update or delete on public.information_unit
  for each row when (old.lifecycle_status <> 'draft') execute function public.fn_immutable_row();
create trigger e_no_truncate before truncate on public.information_unit
  for each statement execute function public.fn_no_truncate();
create trigger f_register_birth after insert on public.information_unit
  for each row execute function public.fn_register_birth();

create trigger a_gateway before insert or update or delete on public.unit_version
  for each row execute function public.fn_version_gate();
create trigger d_immutable before update or delete on public.unit_version
  for each row when (old.lifecycle_status <> 'draft') execute function public.fn_immutable_row();
create trigger e_no_truncate before truncate on public.unit_version
  for each statement execute function public.fn_no_truncate();

create trigger a_gateway before insert on public.birth_registry
  for each row execute function public.fn_canonical_only('fn_iu_create');
create trigger a_gateway before insert on public.iu_lifecycle_log
  for each row execute function public.fn_canonical_only('fn_iu_enact', 'fn_iu_withdraw');

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
