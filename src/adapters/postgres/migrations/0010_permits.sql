set local role workflow_admin;

-- One lane alone writes nothing. The verify lane, for the process that has judged the approval, permits one effect; the exec
-- lane consumes the permit in the transaction of that effect. A permit that nobody consumes ends by itself.
create table cutter_governance.write_permit (
  permit_id uuid primary key default gen_random_uuid(),
  run_id text not null check (run_id ~ '^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$'),
  gate text not null,
  document_id text not null references cutter_governance.source_document_registry (document_id),
  payload_sha256 text not null check (payload_sha256 ~ '^[0-9a-f]{64}$'),
  nonce text not null check (nonce <> ''),
  approval_commit text not null check (approval_commit <> ''),
  execution_commit text not null check (execution_commit <> ''),
  persons text[] not null check (cardinality(persons) >= 1),
  keys text[] not null,
  signed_utc timestamptz not null,
  units_sha256 text check (units_sha256 ~ '^[0-9a-f]{64}$'),
  change_set_id uuid references cutter_governance.cut_change_set (change_set_id),
  permitted_at timestamptz not null default now(),
  permitted_by text not null default session_user check (permitted_by = 'cutter_verify'),
  expires_at timestamptz not null default now() + interval '15 minutes',
  constraint write_permit_names_units check ((gate = 'SG_3_compensation_authz') = (units_sha256 is null)),
  constraint write_permit_names_change_set check ((gate = 'SG_2_lifecycle_authz') = (change_set_id is not null))
);

alter table cutter_governance.approval_use
  add column permit_id uuid unique references cutter_governance.write_permit (permit_id);

-- A consumed approval carries one decision.
alter table cutter_governance.review_decision
  add constraint review_decision_one_per_gate unique (run_id, gate);

-- Uses of earlier releases have no permit; a new one can't be without. The clock is read, because a transaction keeps the time
-- at which it began for as long as it stays open.
create function public.fn_permit_covers() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_expires_at timestamptz;
begin
  select p.expires_at into v_expires_at
    from cutter_governance.write_permit p where p.permit_id = new.permit_id and p.run_id = new.run_id
      and p.gate = new.gate and p.payload_sha256 = new.payload_sha256 and p.nonce = new.nonce
      and p.approval_commit = new.approval_commit and p.execution_commit = new.execution_commit
      and p.persons = new.persons and p.keys = new.keys and p.signed_utc = new.signed_utc;
  if v_expires_at is null then
    raise exception 'permit: the verify lane has not permitted % of %', new.gate, new.run_id
      using errcode = 'integrity_constraint_violation', constraint = 'permit_covers';
  elsif clock_timestamp() >= v_expires_at then
    raise exception 'permit: that of % of % has ended at %', new.gate, new.run_id, v_expires_at
      using errcode = 'integrity_constraint_violation', constraint = 'permit_lives';
  end if;
  return new;
end
$$;

create function public.fn_gate_of(p_phase text) returns text
language sql immutable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select case p_phase when 'cut_leg_a' then 'SG_1_cut_authz' when 'lifecycle_enact' then 'SG_2_lifecycle_authz'
    when 'compensation' then 'SG_3_compensation_authz' end
$$;

-- The receipt closes what a permit has opened. By then the transaction has done all that the permit names, and nothing else: the
-- planned units, as they are planned, were created or enacted, or every draft of the run was withdrawn.
create function public.fn_permit_fulfilled() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_permit cutter_governance.write_permit;
  v_prefix text;
  v_is_fulfilled boolean;
begin
  select p.* into v_permit from cutter_governance.approval_use a
    join cutter_governance.write_permit p on p.permit_id = a.permit_id
    where a.run_id = new.run_id and a.gate = public.fn_gate_of(new.phase) and a.payload_sha256 = new.payload_sha256
      and a.xact = new.xact and a.used_at = new.recorded_at;
  select d.doc_prefix into v_prefix from cutter_governance.source_document_registry d
    where d.document_id = v_permit.document_id;
  if v_permit.units_sha256 is not null then
    v_is_fulfilled := v_permit.units_sha256 = (
      select encode(sha256(convert_to(string_agg(concat_ws(E'\x1f', u.canonical_address, octet_length(v.title), v.title,
          u.unit_kind, u.section_type, coalesce(parent.canonical_address, '-'), v.content_hash, octet_length(u.owner_ref),
          u.owner_ref, u.identity_profile ->> 'publication_type', u.created_by), E'\n' order by u.sort_order), 'UTF8')), 'hex')
      from (
        select b.unit_id from public.birth_registry b
          where new.phase = 'cut_leg_a' and b.doc_code = v_prefix and b.xact = new.xact and b.born_at = new.recorded_at
        union all
        select l.unit_id from public.iu_lifecycle_log l
          where new.phase = 'lifecycle_enact' and l.to_status = 'enacted' and l.change_set_id = v_permit.change_set_id
            and l.xact = new.xact and l.logged_at = new.recorded_at) as done
      join public.information_unit u on u.id = done.unit_id
      join public.unit_version v on v.id = u.version_anchor_ref
      left join public.information_unit parent on parent.id = u.parent_or_container_ref);
  else
    v_is_fulfilled := v_permit.permit_id is not null and not exists (
      select from public.information_unit u
      join public.birth_registry b on b.unit_id = u.id
      join cutter_governance.phase_receipt r on r.run_id = new.run_id and r.phase = 'cut_leg_a' and r.xact = b.xact
        and r.recorded_at = b.born_at
      where u.doc_code = v_prefix and u.lifecycle_status = 'draft');
  end if;
  if v_is_fulfilled is not true then
    raise exception 'permit: what was done for % of % is not what was permitted', new.phase, new.run_id
      using errcode = 'integrity_constraint_violation', constraint = 'permit_fulfilled';
  end if;
  return null;
end
$$;

-- No approval is consumed without the receipt of its effect, which closes it.
create function public.fn_use_has_receipt() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  if not exists (select from cutter_governance.phase_receipt r where r.run_id = new.run_id
    and public.fn_gate_of(r.phase) = new.gate and r.xact = new.xact and r.recorded_at = new.used_at)
  then
    raise exception 'permit: % of % was consumed without the receipt of its effect', new.gate, new.run_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

-- The run and the document for which the approval of a gate was consumed in this very transaction, which has not left the receipt
-- yet; no row where none was.
create function public.fn_permitted(p_gate text, p_change_set_id uuid) returns table (run_id text, doc_prefix text)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select a.run_id, d.doc_prefix from cutter_governance.approval_use a
  join cutter_governance.write_permit p on p.permit_id = a.permit_id
  join cutter_governance.source_document_registry d on d.document_id = p.document_id
  where a.xact = pg_current_xact_id() and a.used_at = now() and a.gate = p_gate
    and p.change_set_id is not distinct from p_change_set_id
    and not exists (select from cutter_governance.phase_receipt r where r.run_id = a.run_id and r.xact = a.xact
      and r.recorded_at = a.used_at)
$$;

create trigger a_lane before insert on cutter_governance.write_permit
  for each row execute function public.fn_lane_only('cutter_verify');
create trigger d_immutable before update or delete on cutter_governance.write_permit
  for each row execute function public.fn_immutable_row();
create trigger e_no_truncate before truncate on cutter_governance.write_permit
  for each statement execute function public.fn_no_truncate();
create trigger b_permit before insert on cutter_governance.approval_use
  for each row execute function public.fn_permit_covers();
create constraint trigger g_receipt after insert on cutter_governance.approval_use
  deferrable initially deferred for each row execute function public.fn_use_has_receipt();
create trigger g_permit_fulfilled after insert on cutter_governance.phase_receipt for each row
  when (new.phase not in ('leg_b_record', 'write_verify')) execute function public.fn_permit_fulfilled();

do $$
declare
  v_trigger record;
begin
  for v_trigger in
    select t.tgname, t.tgrelid::regclass as relation from pg_catalog.pg_trigger t
    where not t.tgisinternal and t.tgrelid in ('cutter_governance.write_permit'::regclass,
      'cutter_governance.approval_use'::regclass, 'cutter_governance.phase_receipt'::regclass)
  loop
    execute format('alter table %s enable always trigger %I', v_trigger.relation, v_trigger.tgname);
  end loop;
end
$$;

-- Creates the units of one document, all or none, only for the document whose cut was permitted and consumed in this very transaction.
create or replace function public.fn_iu_create_many(
  p_addresses text[], p_titles text[], p_bodies text[], p_unit_kinds text[], p_section_types text[], p_parents text[],
  p_actor text, p_owner text, p_publication_type text
) returns table (address text, status text, unit_id uuid, version_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_prefix text := split_part(p_addresses[1], '/', 1);
  v_count integer := cardinality(p_addresses);
  v_units uuid[] := array(select gen_random_uuid() from generate_series(1, v_count));
  v_versions uuid[] := array(select gen_random_uuid() from generate_series(1, v_count));
  v_parents uuid[];
  v_order integer;
  v_marker text;
begin
  if exists (select from unnest(p_addresses) a (address) where split_part(a.address, '/', 1) <> v_prefix)
    or (select count(distinct given) from unnest(array[v_count, cardinality(p_titles), cardinality(p_bodies),
      cardinality(p_unit_kinds), cardinality(p_section_types), cardinality(p_parents)]) given) <> 1
  then
    raise exception 'birth: the units of one call are of one document, and every list names each of them'
      using errcode = 'check_violation';
  end if;
  if not exists (select from public.fn_permitted('SG_1_cut_authz', null) p where p.doc_prefix = v_prefix) then
    raise exception 'permit: no approval was consumed in this transaction to create units of %', v_prefix
      using errcode = 'insufficient_privilege';
  end if;
  -- One lock a document covers its addresses: a lock per address would exhaust the server's lock table.
  perform pg_advisory_xact_lock(hashtextextended('iu-cutter:document:' || v_prefix, 0));

  if exists (select from public.information_unit u where u.canonical_address = any (p_addresses)) then
    return query select u.canonical_address, public.fn_iu_health(u.canonical_address), null::uuid, null::uuid
      from public.information_unit u where u.canonical_address = any (p_addresses)
      order by array_position(p_addresses, u.canonical_address);
    return;
  end if;
  if array_remove(p_parents, null) <> '{}' then
    v_parents := array(
      select coalesce(inside.unit_id, outside.id)
      from unnest(p_parents) with ordinality as child (parent, position)
      left join unnest(p_addresses, v_units) with ordinality as inside (address, unit_id, position)
        on inside.address = child.parent and inside.position < child.position
      left join public.information_unit outside
        on outside.canonical_address = child.parent and outside.doc_code = v_prefix and outside.lifecycle_status = 'draft'
      order by child.position);
    if exists (select from unnest(p_parents, v_parents) as child (parent, known)
      where child.parent is not null and child.known is null)
    then
      return query select child.address, 'parent_not_found', null::uuid, null::uuid
        from unnest(p_addresses, p_parents, v_parents) with ordinality as child (address, parent, known, position)
        where child.parent is not null and child.known is null order by child.position;
      return;
    end if;
  end if;

  select u.sort_order into v_order from public.information_unit u
    where u.doc_code = v_prefix order by u.sort_order desc limit 1;
  v_order := coalesce(v_order, 0);
  v_marker := set_config('app.canonical_writer', 'fn_iu_create', true);
  insert into public.information_unit (id, canonical_address, unit_kind, content_anchor_ref, version_anchor_ref, owner_ref,
    parent_or_container_ref, identity_profile, created_by, updated_by, doc_code, section_type, section_code, sort_order)
  select unit.id, unit.address, unit.kind, unit.version, unit.version, p_owner,
    unit.parent, jsonb_build_object('publication_type', p_publication_type), p_actor, p_actor, v_prefix, unit.section_type,
    substr(unit.address, length(v_prefix) + 2), v_order + unit.position
  from unnest(p_addresses, p_unit_kinds, p_section_types, v_units, v_versions, coalesce(v_parents, '{}'))
    with ordinality as unit (address, kind, section_type, id, version, parent, position);
  insert into public.unit_version (id, unit_id, body, content_hash, version_seq, content_profile, created_by, title,
    provenance, editor)
  select unit.version, unit.id, unit.body, encode(sha256(convert_to(unit.body, 'UTF8')), 'hex'), 1,
    jsonb_build_object('bytes', octet_length(unit.body)), p_actor, unit.title, 'cut', p_actor
  from unnest(p_titles, p_bodies, v_units, v_versions) as unit (title, body, id, version);
  v_marker := set_config('app.canonical_writer', '', true);
  return query select unit.address, 'created', unit.id, unit.version
    from unnest(p_addresses, v_units, v_versions) with ordinality as unit (address, id, version, position)
    order by unit.position;
end
$$;

-- Enacts units of one change set, all or none. The approval was consumed in this very transaction for this change set, and the
-- text of each unit is the one that the verify lane has verified: `text_changed` where it is not.
create or replace function public.fn_iu_enact_many(
  p_addresses text[], p_actor text, p_review_decision_id uuid, p_target text, p_change_set_id uuid, p_reason text,
  p_tool_revision text, p_dry_run boolean
) returns table (address text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_is_sound boolean := coalesce(p_target = 'enacted' and p_actor <> '' and p_tool_revision <> '' and p_reason is not null
    and p_dry_run is not null and p_change_set_id is not null, false);
  v_is_verified boolean := exists (select from cutter_governance.verify_result r where r.change_set_id = p_change_set_id);
  v_permitted record;
  v_is_decided boolean;
  v_units uuid[];
  v_versions uuid[];
  v_statuses text[];
  v_marker text;
begin
  select p.* into v_permitted from (values (1)) as one left join public.fn_permitted('SG_2_lifecycle_authz', p_change_set_id) p on true;
  v_is_decided := exists (select from cutter_governance.review_decision d
    where d.review_decision_id = p_review_decision_id and d.gate = 'SG_2_lifecycle_authz' and d.verdict = 'approve'
      and d.change_set_id = p_change_set_id and (p_dry_run or d.run_id = v_permitted.run_id));
  if not p_dry_run and (v_permitted.doc_prefix is null or exists (select from unnest(p_addresses) as asked (address)
    where split_part(asked.address, '/', 1) <> v_permitted.doc_prefix))
  then
    raise exception 'permit: no approval was consumed in this transaction to enact units of this change set'
      using errcode = 'insufficient_privilege';
  end if;
  -- The document's lock, as for creating: cheaper than locking every row, and nobody else can change them meanwhile.
  perform pg_advisory_xact_lock(hashtextextended('iu-cutter:document:' || prefix, 0))
    from (select distinct split_part(asked.address, '/', 1) as prefix from unnest(p_addresses) as asked (address) order by 1) as documents;
  select array_agg(u.id order by asked.position), array_agg(u.version_anchor_ref order by asked.position),
    array_agg(case
      when not v_is_sound then 'invalid_input'
      when u.id is null then 'iu_not_found'
      when u.lifecycle_status = p_target then 'already_enacted'
      when not v_is_decided then 'review_decision_not_found'
      when s.successors is null or not (p_target = any (s.successors)) then 'fsm_denied'
      when not v_is_verified or a.unit_id is null then 'invalid_input'
      when a.unit_version_id is distinct from u.version_anchor_ref or v.content_hash is distinct from a.content_hash
        or encode(sha256(convert_to(v.body, 'UTF8')), 'hex') is distinct from a.content_hash then 'text_changed'
      else 'enacted'
    end order by asked.position)
  into v_units, v_versions, v_statuses
  from unnest(p_addresses) with ordinality as asked (address, position)
  left join public.information_unit u on u.canonical_address = asked.address
  left join public.iu_lifecycle_vocab s on s.status = u.lifecycle_status
  left join cutter_governance.cut_change_set_affected_row a on a.change_set_id = p_change_set_id and a.unit_id = u.id
  left join public.unit_version v on v.id = u.version_anchor_ref;

  if 'enacted' = all (v_statuses) and not p_dry_run then
    v_marker := set_config('app.canonical_writer', 'fn_iu_enact', true);
    insert into public.iu_lifecycle_log (unit_id, from_status, to_status, canonical_address, content_hash,
      review_decision_id, change_set_id, actor, reason, tool_revision)
    select u.id, u.lifecycle_status, p_target, u.canonical_address, v.content_hash,
      p_review_decision_id, p_change_set_id, p_actor, p_reason, p_tool_revision
    from public.information_unit u join public.unit_version v on v.id = u.version_anchor_ref where u.id = any (v_units);
    update public.unit_version v set lifecycle_status = p_target, review_state = 'approved', enacted_at = now(),
      updated_at = now() where v.id = any (v_versions);
    update public.information_unit u set lifecycle_status = p_target, updated_at = now(), updated_by = p_actor
      where u.id = any (v_units);
    v_marker := set_config('app.canonical_writer', '', true);
  elsif not ('enacted' = all (v_statuses)) then
    return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
      as asked (address, status, position) where asked.status <> 'enacted' order by asked.position;
    return;
  end if;
  return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
    as asked (address, status, position) order by asked.position;
end
$$;

-- Withdraws drafts under one decision, all or none, only where the approval was consumed in this very transaction.
create or replace function public.fn_iu_withdraw_many(
  p_addresses text[], p_actor text, p_review_decision_id uuid, p_change_set_id uuid, p_reason text
) returns table (address text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_is_sound boolean := coalesce(p_actor, '') <> '' and p_reason is not null;
  v_permitted record;
  v_is_decided boolean;
  v_units uuid[];
  v_versions uuid[];
  v_statuses text[];
  v_marker text;
begin
  select p.* into v_permitted from (values (1)) as one left join public.fn_permitted('SG_3_compensation_authz', null) p on true;
  v_is_decided := exists (select from cutter_governance.review_decision d
    where d.review_decision_id = p_review_decision_id and d.gate = 'SG_3_compensation_authz' and d.verdict = 'revert'
      and d.change_set_id is not distinct from p_change_set_id and d.run_id = v_permitted.run_id);
  if v_permitted.doc_prefix is null or exists (select from unnest(p_addresses) as asked (address)
    where split_part(asked.address, '/', 1) <> v_permitted.doc_prefix)
  then
    raise exception 'permit: no approval was consumed in this transaction to withdraw drafts'
      using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('iu-cutter:document:' || prefix, 0))
    from (select distinct split_part(asked.address, '/', 1) as prefix from unnest(p_addresses) as asked (address) order by 1) as documents;
  select array_agg(u.id order by asked.position), array_agg(u.version_anchor_ref order by asked.position),
    array_agg(case
      when not v_is_sound then 'invalid_input'
      when u.id is null then 'iu_not_found'
      when u.lifecycle_status = 'withdrawn' then 'already_withdrawn'
      when not v_is_decided then 'review_decision_not_found'
      when s.successors is null or not ('withdrawn' = any (s.successors)) then 'fsm_denied'
      when not exists (
        select from cutter_governance.review_decision d
        join cutter_governance.phase_receipt r on r.run_id = d.run_id and r.phase = 'cut_leg_a'
        join public.birth_registry b on b.unit_id = u.id and b.xact = r.xact and b.born_at = r.recorded_at
        where d.review_decision_id = p_review_decision_id) then 'invalid_input'
      else 'withdrawn'
    end order by asked.position)
  into v_units, v_versions, v_statuses
  from unnest(p_addresses) with ordinality as asked (address, position)
  left join public.information_unit u on u.canonical_address = asked.address
  left join public.iu_lifecycle_vocab s on s.status = u.lifecycle_status;

  if 'withdrawn' = all (v_statuses) then
    v_marker := set_config('app.canonical_writer', 'fn_iu_withdraw', true);
    insert into public.iu_lifecycle_log (unit_id, from_status, to_status, canonical_address, content_hash,
      review_decision_id, change_set_id, actor, reason)
    select u.id, u.lifecycle_status, 'withdrawn', u.canonical_address, v.content_hash,
      p_review_decision_id, p_change_set_id, p_actor, p_reason
    from public.information_unit u join public.unit_version v on v.id = u.version_anchor_ref where u.id = any (v_units);
    update public.unit_version v set lifecycle_status = 'withdrawn', review_state = 'withdrawn', updated_at = now()
      where v.id = any (v_versions);
    update public.information_unit u set lifecycle_status = 'withdrawn', updated_at = now(), updated_by = p_actor
      where u.id = any (v_units);
    v_marker := set_config('app.canonical_writer', '', true);
    return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
      as asked (address, status, position) order by asked.position;
    return;
  end if;
  return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
    as asked (address, status, position) where asked.status <> 'withdrawn' order by asked.position;
end
$$;

do $$
declare
  v_function regprocedure;
begin
  for v_function in select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('fn_permit_covers', 'fn_gate_of', 'fn_permit_fulfilled', 'fn_use_has_receipt', 'fn_permitted')
  loop
    execute format('revoke all on function %s from public', v_function);
  end loop;
end
$$;

grant select on cutter_governance.write_permit to cutter_exec, cutter_verify;
grant insert (run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit, persons, keys,
  signed_utc, units_sha256, change_set_id) on cutter_governance.write_permit to cutter_verify;
grant insert (permit_id) on cutter_governance.approval_use to cutter_exec;
