set local role workflow_admin;

-- What is amiss with an existing unit, or that it is complete; null where there is none of that address.
create function public.fn_iu_health(p_address text) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_unit public.information_unit;
  v_versions integer;
  v_sequences integer;
  v_anchored boolean;
begin
  select u.* into v_unit from public.information_unit u where u.canonical_address = p_address;
  if not found then
    return null;
  end if;
  if not exists (select from public.birth_registry b where b.unit_id = v_unit.id) then
    return 'exists_missing_birth';
  end if;
  select count(*), count(distinct v.version_seq), coalesce(bool_or(v.id = v_unit.version_anchor_ref), false)
    into v_versions, v_sequences, v_anchored
    from public.unit_version v where v.unit_id = v_unit.id;
  return case
    when v_versions = 0 then 'exists_missing_version'
    when v_versions <> v_sequences then 'exists_duplicate_version'
    when not v_anchored or v_unit.content_anchor_ref is distinct from v_unit.version_anchor_ref then 'exists_anchor_invalid'
    when not exists (select from public.iu_lifecycle_vocab s where s.status = v_unit.lifecycle_status)
      then 'exists_unknown_state'
    else 'exists_complete'
  end;
end
$$;

create function public.fn_iu_create_plan(
  p_address text, p_title text, p_body text, p_actor text, p_unit_kind text, p_section_type text, p_owner text,
  p_publication_type text, p_parent text default null
) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_status text := public.fn_iu_health(p_address);
begin
  if v_status is null then
    if p_address is null or length(p_address) > 1024
      or p_address !~ '^[A-Z][A-Z0-9-]{1,31}(/[^/[:space:][:cntrl:]]+)+$'
      or p_title is null or coalesce(p_body, '') = '' or coalesce(p_actor, '') = '' or coalesce(p_owner, '') = ''
      or p_unit_kind is null or p_section_type is null or p_publication_type is null
      or p_parent = p_address or split_part(p_parent, '/', 1) <> split_part(p_address, '/', 1)
    then
      v_status := 'invalid_input';
    elsif (select count(*) from public.dot_config
        where config_key in ('vocab.unit_kind.' || p_unit_kind, 'vocab.section_type.' || p_section_type,
          'vocab.publication_type.' || p_publication_type)) <> 3
    then
      v_status := 'vocabulary_missing';
    end if;
  end if;
  return jsonb_build_object('address', p_address, 'status', coalesce(v_status, 'plan_ok'));
end
$$;

-- Creates the units of one document, all or none: where any can't be created, none is, and the status of each that can't
-- is told. A parent stands before its children, in the same call or in the database. What the dry twin calls `invalid_input`
-- or `vocabulary_missing` the birth gates refuse. The marker stands around the writes alone: it is cleared afterwards, and
-- an error takes it back with the transaction.
create function public.fn_iu_create_many(
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

create function public.fn_iu_create(
  p_address text, p_title text, p_body text, p_actor text, p_unit_kind text, p_section_type text, p_owner text,
  p_publication_type text, p_parent text default null
) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_reply record;
begin
  select c.* into v_reply from public.fn_iu_create_many(array[p_address], array[p_title], array[p_body], array[p_unit_kind],
    array[p_section_type], array[p_parent], p_actor, p_owner, p_publication_type) c;
  return jsonb_strip_nulls(jsonb_build_object('address', p_address, 'status', v_reply.status, 'unit_id', v_reply.unit_id,
    'version_id', v_reply.version_id));
end
$$;

-- Enacts units of one change set, all or none: where any can't be enacted, none is, and the status of each that can't is
-- told. The exec lane can't enact what the verify lane has not verified, nor what is not in the change set that it names.
create function public.fn_iu_enact_many(
  p_addresses text[], p_actor text, p_review_decision_id uuid, p_target text, p_change_set_id uuid, p_reason text,
  p_tool_revision text, p_dry_run boolean
) returns table (address text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_is_sound boolean := coalesce(p_target = 'enacted' and p_actor <> '' and p_tool_revision <> '' and p_reason is not null
    and p_dry_run is not null and p_change_set_id is not null, false);
  v_is_decided boolean := exists (select from cutter_governance.review_decision d
    where d.review_decision_id = p_review_decision_id and d.gate = 'SG_2_lifecycle_authz' and d.verdict = 'approve'
      and d.change_set_id = p_change_set_id);
  v_is_verified boolean := exists (select from cutter_governance.verify_result r where r.change_set_id = p_change_set_id);
  v_units uuid[];
  v_versions uuid[];
  v_statuses text[];
  v_marker text;
begin
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
      else 'enacted'
    end order by asked.position)
  into v_units, v_versions, v_statuses
  from unnest(p_addresses) with ordinality as asked (address, position)
  left join public.information_unit u on u.canonical_address = asked.address
  left join public.iu_lifecycle_vocab s on s.status = u.lifecycle_status
  left join cutter_governance.cut_change_set_affected_row a
    on a.change_set_id = p_change_set_id and a.unit_id = u.id and a.unit_version_id = u.version_anchor_ref;

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

create function public.fn_iu_enact(
  p_address text, p_actor text, p_review_decision_id uuid, p_target text, p_change_set_id uuid, p_reason text,
  p_tool_revision text, p_dry_run boolean default false
) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_status text;
begin
  select e.status into v_status from public.fn_iu_enact_many(array[p_address], p_actor, p_review_decision_id, p_target,
    p_change_set_id, p_reason, p_tool_revision, p_dry_run) e;
  return jsonb_build_object('address', p_address, 'status', v_status, 'dry_run', p_dry_run);
end
$$;

-- Withdraws drafts under one decision, all or none: where any can't be withdrawn, none is, and the status of each that can't
-- is told. A compensation is limited to what its own run wrote: units that were born in the transaction of that run's receipt.
create function public.fn_iu_withdraw_many(
  p_addresses text[], p_actor text, p_review_decision_id uuid, p_change_set_id uuid, p_reason text
) returns table (address text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_is_sound boolean := coalesce(p_actor, '') <> '' and p_reason is not null;
  v_is_decided boolean := exists (select from cutter_governance.review_decision d
    where d.review_decision_id = p_review_decision_id and d.gate = 'SG_3_compensation_authz' and d.verdict = 'revert'
      and d.change_set_id is not distinct from p_change_set_id);
  v_units uuid[];
  v_versions uuid[];
  v_statuses text[];
  v_marker text;
begin
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

create function public.fn_iu_withdraw(
  p_address text, p_actor text, p_review_decision_id uuid, p_change_set_id uuid, p_reason text
) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_status text;
begin
  select w.status into v_status from public.fn_iu_withdraw_many(array[p_address], p_actor, p_review_decision_id, p_change_set_id,
    p_reason) w;
  return jsonb_build_object('address', p_address, 'status', v_status);
end
$$;
