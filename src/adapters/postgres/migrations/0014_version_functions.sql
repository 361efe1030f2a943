set local role workflow_admin;

-- An address is taken by what is a draft or enacted; a withdrawn draft has given it back.
create or replace function public.fn_iu_health(p_address text) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_unit public.information_unit;
  v_versions integer;
  v_sequences integer;
  v_anchored boolean;
begin
  select u.* into v_unit from public.information_unit u
    where u.canonical_address = p_address and u.lifecycle_status <> 'withdrawn';
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

create function public.fn_is_enacted(p_change_set_id uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from cutter_governance.review_decision d where d.change_set_id = p_change_set_id
    and d.gate = 'SG_2_lifecycle_authz' and d.verdict = 'approve')
$$;

-- Whether the head of the document is another one than that a plan was made against, which is an enacted change set of the document that
-- no other enacted one follows.
create function public.fn_head_moved(p_doc_prefix text, p_base_change_set_id uuid, p_but uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select (p_base_change_set_id is not null and not exists (select from cutter_governance.cut_change_set b
      join cutter_governance.source_document_registry d on d.document_id = b.document_id
      where b.change_set_id = p_base_change_set_id and d.doc_prefix = p_doc_prefix and public.fn_is_enacted(b.change_set_id)))
    or exists (select from cutter_governance.cut_change_set c
      join cutter_governance.source_document_registry d on d.document_id = c.document_id
      where d.doc_prefix = p_doc_prefix and c.base_change_set_id is not distinct from p_base_change_set_id
        and c.change_set_id is distinct from p_but and public.fn_is_enacted(c.change_set_id))
$$;

-- What leg A of a run has written. Versions of earlier releases were born with their unit. Unless it is told so, the planner takes the answer for a
-- thousand rows, and reads tables as a whole to join them with it.
create function public.fn_written_by(p_run_id text) returns table (unit_id uuid, version_id uuid)
language sql stable security definer rows 100
set search_path = pg_catalog, public, pg_temp
as $$
  select v.unit_id, v.id from cutter_governance.phase_receipt r
  join public.unit_version v on v.born_xact = r.xact and v.created_at = r.recorded_at
  where r.run_id = p_run_id and r.phase = 'cut_leg_a'
  union all
  select v.unit_id, v.id from cutter_governance.phase_receipt r
  join public.birth_registry b on b.xact = r.xact and b.born_at = r.recorded_at
  join public.unit_version v on v.unit_id = b.unit_id and v.born_xact is null
  where r.run_id = p_run_id and r.phase = 'cut_leg_a'
$$;

-- A version after the first follows one that is enacted and was not superseded, of a unit that is enacted; once a statement.
create function public.fn_check_versions() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_wrong text;
begin
  if not exists (select from born where base_version_id is not null) then
    return null;
  end if;
  select min(n.address) into v_wrong from born n
    join public.information_unit u on u.id = n.unit_id
    join public.unit_version b on b.id = n.base_version_id
    where u.lifecycle_status <> 'enacted' or b.lifecycle_status <> 'enacted'
      or n.version_seq <> 1 + (select max(o.version_seq) from public.unit_version o where o.unit_id = n.unit_id and o.id <> n.id)
      or exists (select from public.unit_version o where o.unit_id = n.unit_id and o.id <> n.id and o.lifecycle_status = 'draft')
      or exists (select from public.iu_lifecycle_log l where l.unit_version_id = b.id and l.to_status = 'superseded')
      or split_part(n.address, '/', 1) <> u.doc_code
      or exists (select from public.information_unit p where p.id = n.parent_unit_id and (p.doc_code <> u.doc_code or p.id = u.id));
  if v_wrong is not null then
    raise exception 'birth: % does not follow the head of its unit', v_wrong using errcode = 'check_violation';
  end if;
  select min(word) into v_wrong from (
    select distinct 'vocab.unit_kind.' || unit_kind from born union select distinct 'vocab.section_type.' || section_type from born
  ) as used (word) where word not in (select config_key from public.dot_config);
  if v_wrong is not null then
    raise exception 'birth: % is not in the vocabulary', v_wrong using errcode = 'check_violation';
  end if;
  return null;
end
$$;

drop trigger c_birth_gate on public.unit_version;
create trigger c_birth_gate before insert on public.unit_version for each row
  when (new.lifecycle_status <> 'draft' or new.review_state <> 'unreviewed' or new.enacted_at is not null or new.created_by = ''
    or new.change_kind is null or (new.version_seq = 1) <> (new.base_version_id is null)
    or (new.body = '') <> (new.change_kind = 'repeal') or length(new.address) > 1024
    or new.address !~ '^[A-Z][A-Z0-9-]{1,31}(/[^/[:space:][:cntrl:]]+)+$')
  execute function public.fn_refuse_birth('a version is born a draft with an author, a sound address, and a text unless it is a repeal');
create trigger f_check_versions after insert on public.unit_version
  referencing new table as born for each statement execute function public.fn_check_versions();

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

  if exists (select from public.information_unit u where u.canonical_address = any (p_addresses) and u.lifecycle_status <> 'withdrawn') then
    return query select u.canonical_address, public.fn_iu_health(u.canonical_address), null::uuid, null::uuid
      from public.information_unit u where u.canonical_address = any (p_addresses) and u.lifecycle_status <> 'withdrawn'
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
    where u.doc_code = v_prefix and u.lifecycle_status <> 'withdrawn' order by u.sort_order desc limit 1;
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
    provenance, editor, address, unit_kind, section_type, parent_unit_id, position, change_kind)
  select unit.version, unit.id, unit.body, encode(sha256(convert_to(unit.body, 'UTF8')), 'hex'), 1,
    jsonb_build_object('bytes', octet_length(unit.body)), p_actor, unit.title, 'cut', p_actor, unit.address, unit.kind,
    unit.section_type, unit.parent, v_order + unit.position, 'original'
  from unnest(p_titles, p_bodies, v_units, v_versions, p_addresses, p_unit_kinds, p_section_types, coalesce(v_parents, '{}'))
    with ordinality as unit (title, body, id, version, address, kind, section_type, parent, position);
  v_marker := set_config('app.canonical_writer', '', true);
  return query select unit.address, 'created', unit.id, unit.version
    from unnest(p_addresses, v_units, v_versions) with ordinality as unit (address, id, version, position)
    order by unit.position;
end
$$;

-- Writes the drafts of the next version of one document, all or none, against the head that it names: versions of units that are
-- enacted, and units that are new. `p_units` are addresses of birth; `p_addresses` are those that are printed. A unit or parent that is
-- new stands before what names it, in the same call or in the database.
create function public.fn_iu_amend_many(
  p_units text[], p_addresses text[], p_titles text[], p_bodies text[], p_unit_kinds text[], p_section_types text[],
  p_parents text[], p_positions numeric[], p_change_kinds text[], p_bases uuid[], p_base_change_set_id uuid,
  p_cited_source text, p_actor text, p_owner text, p_publication_type text
) returns table (address text, status text, unit_id uuid, version_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_prefix text := split_part(p_units[1], '/', 1);
  v_count integer := cardinality(p_units);
  v_is_moved boolean;
  v_units uuid[];
  v_versions uuid[] := array(select gen_random_uuid() from generate_series(1, v_count));
  v_sequences integer[];
  v_parents uuid[];
  v_statuses text[];
  v_order integer;
  v_marker text;
begin
  if exists (select from unnest(p_units || p_addresses) a (address) where split_part(a.address, '/', 1) is distinct from v_prefix)
    or p_base_change_set_id is null
    or (select count(distinct given) from unnest(array[v_count, cardinality(p_addresses), cardinality(p_titles), cardinality(p_bodies),
      cardinality(p_unit_kinds), cardinality(p_section_types), cardinality(p_parents), cardinality(p_positions),
      cardinality(p_change_kinds), cardinality(p_bases)]) given) <> 1
    or (select count(*) <> count(distinct u.address) from unnest(p_units) u (address))
  then
    raise exception 'birth: the changes of one call are of one document with a head, and every list names each of them'
      using errcode = 'check_violation';
  end if;
  if not exists (select from public.fn_permitted('SG_1_cut_authz', null) p where p.doc_prefix = v_prefix) then
    raise exception 'permit: no approval was consumed in this transaction to amend units of %', v_prefix
      using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('iu-cutter:document:' || v_prefix, 0));
  v_is_moved := public.fn_head_moved(v_prefix, p_base_change_set_id, null);

  select array_agg(coalesce(u.id, gen_random_uuid()) order by change.at),
    array_agg(case when change.kind = 'original' then 1
      else 1 + (select max(o.version_seq) from public.unit_version o where o.unit_id = u.id) end order by change.at),
    array_agg(case
      when v_is_moved then 'base_moved'
      when change.kind = 'original' then coalesce(public.fn_iu_health(change.unit), 'created')
      when u.id is null then 'iu_not_found'
      when exists (select from public.unit_version o where o.unit_id = u.id and o.lifecycle_status = 'draft') then 'draft_exists'
      when u.lifecycle_status <> 'enacted' or b.lifecycle_status is distinct from 'enacted' or exists (select from public.iu_lifecycle_log l
        where l.unit_version_id = b.id and l.to_status = 'superseded') then 'base_moved'
      else 'created'
    end order by change.at)
  into v_units, v_sequences, v_statuses
  from unnest(p_units, p_change_kinds, p_bases) with ordinality as change (unit, kind, base, at)
  left join public.information_unit u on u.canonical_address = change.unit and u.lifecycle_status <> 'withdrawn'
  left join public.unit_version b on b.id = change.base and b.unit_id = u.id;

  v_parents := array(
    select coalesce(inside.unit_id, outside.id)
    from unnest(p_parents) with ordinality as child (parent, at)
    left join unnest(p_units, v_units) with ordinality as inside (address, unit_id, at)
      on inside.address = child.parent and inside.at < child.at
    left join public.information_unit outside
      on outside.canonical_address = child.parent and outside.doc_code = v_prefix and outside.lifecycle_status <> 'withdrawn'
    order by child.at);
  select array_agg(case when asked.status = 'created' and asked.parent is not null and asked.known is null then 'parent_not_found'
      else asked.status end order by asked.at)
    into v_statuses from unnest(v_statuses, p_parents, v_parents) with ordinality as asked (status, parent, known, at);
  if not ('created' = all (v_statuses)) then
    return query select asked.address, asked.status, null::uuid, null::uuid
      from unnest(p_units, v_statuses) with ordinality as asked (address, status, at) where asked.status <> 'created' order by asked.at;
    return;
  end if;

  select u.sort_order into v_order from public.information_unit u
    where u.doc_code = v_prefix and u.lifecycle_status <> 'withdrawn' order by u.sort_order desc limit 1;
  v_marker := set_config('app.canonical_writer', 'fn_iu_create', true);
  insert into public.information_unit (id, canonical_address, unit_kind, content_anchor_ref, version_anchor_ref, owner_ref,
    parent_or_container_ref, identity_profile, created_by, updated_by, doc_code, section_type, section_code, sort_order)
  select unit.id, unit.address, unit.kind, unit.version, unit.version, p_owner, unit.parent,
    jsonb_build_object('publication_type', p_publication_type), p_actor, p_actor, v_prefix, unit.section_type,
    substr(unit.address, length(v_prefix) + 2), coalesce(v_order, 0) + unit.at
  from unnest(p_units, p_unit_kinds, p_section_types, v_units, v_versions, v_parents, p_change_kinds)
    with ordinality as unit (address, kind, section_type, id, version, parent, change, at)
  where unit.change = 'original';
  insert into public.unit_version (id, unit_id, body, content_hash, version_seq, content_profile, created_by, title, provenance,
    editor, address, unit_kind, section_type, parent_unit_id, position, change_kind, base_version_id, cited_source)
  select unit.version, unit.id, unit.body, encode(sha256(convert_to(unit.body, 'UTF8')), 'hex'), unit.seq,
    jsonb_build_object('bytes', octet_length(unit.body)), p_actor, unit.title, 'cut', p_actor, unit.address, unit.kind,
    unit.section_type, unit.parent, unit.position, unit.change, unit.base, p_cited_source
  from unnest(p_titles, p_bodies, v_units, v_versions, v_sequences, p_addresses, p_unit_kinds, p_section_types, v_parents,
    p_positions, p_change_kinds, p_bases)
    as unit (title, body, id, version, seq, address, kind, section_type, parent, position, change, base);
  v_marker := set_config('app.canonical_writer', '', true);
  return query select unit.address, 'created', unit.id, unit.version
    from unnest(p_units, v_units, v_versions) with ordinality as unit (address, id, version, at) order by unit.at;
end
$$;

-- Enacts the versions of one change set, all or none, by the addresses of birth of their units. The approval was consumed in this very
-- transaction for this change set, the head of the document is the one that the change set names, and the text of each version is
-- the one that the verify lane has verified: `text_changed` where it is not. What a version follows is superseded in the log; its row stays.
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
  v_is_moved boolean;
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
  v_is_moved := exists (select from cutter_governance.cut_change_set c
    join cutter_governance.source_document_registry d on d.document_id = c.document_id
    where c.change_set_id = p_change_set_id and public.fn_head_moved(d.doc_prefix, c.base_change_set_id, c.change_set_id));
  select array_agg(u.id order by asked.position), array_agg(v.id order by asked.position),
    array_agg(case
      when not v_is_sound then 'invalid_input'
      when u.id is null then case when exists (select from public.information_unit o where o.canonical_address = asked.address)
        then 'fsm_denied' else 'iu_not_found' end
      when coalesce(v.lifecycle_status, u.lifecycle_status) = p_target then 'already_enacted'
      when not v_is_decided then 'review_decision_not_found'
      when s.successors is null or not (p_target = any (s.successors))
        or u.lifecycle_status <> case when v.base_version_id is null then 'draft' else 'enacted' end then 'fsm_denied'
      when not v_is_verified or a.unit_id is null then 'invalid_input'
      when v_is_moved or exists (select from public.iu_lifecycle_log l where l.unit_version_id = v.base_version_id
        and l.to_status = 'superseded') then 'base_moved'
      when u.lifecycle_status = 'draft' and v.id is distinct from u.version_anchor_ref or v.content_hash is distinct from a.content_hash
        or encode(sha256(convert_to(v.body, 'UTF8')), 'hex') is distinct from a.content_hash then 'text_changed'
      else 'enacted'
    end order by asked.position)
  into v_units, v_versions, v_statuses
  from unnest(p_addresses) with ordinality as asked (address, position)
  left join public.information_unit u on u.canonical_address = asked.address and u.lifecycle_status <> 'withdrawn'
  left join cutter_governance.cut_change_set_affected_row a on a.change_set_id = p_change_set_id and a.unit_id = u.id
  left join public.unit_version v on v.id = a.unit_version_id and v.unit_id = u.id
  left join public.iu_lifecycle_vocab s on s.status = coalesce(v.lifecycle_status, u.lifecycle_status);

  if 'enacted' = all (v_statuses) and not p_dry_run then
    v_marker := set_config('app.canonical_writer', 'fn_iu_enact', true);
    insert into public.iu_lifecycle_log (unit_id, unit_version_id, from_status, to_status, canonical_address, content_hash,
      review_decision_id, change_set_id, actor, reason, tool_revision, superseded_by)
    select v.unit_id, log.version, log.before, log.after, u.canonical_address, log.hash, p_review_decision_id, p_change_set_id,
      p_actor, p_reason, p_tool_revision, log.by
    from public.unit_version v join public.information_unit u on u.id = v.unit_id
    left join public.unit_version b on b.id = v.base_version_id,
    lateral (values (v.id, v.lifecycle_status, p_target, v.content_hash, null::uuid),
      (b.id, b.lifecycle_status, 'superseded', b.content_hash, v.id)) as log (version, before, after, hash, by)
    where v.id = any (v_versions) and log.version is not null;
    update public.unit_version v set lifecycle_status = p_target, review_state = 'approved', enacted_at = now(),
      updated_at = now() where v.id = any (v_versions);
    update public.information_unit u set lifecycle_status = p_target, updated_at = now(), updated_by = p_actor
      where u.id = any (v_units) and u.lifecycle_status = 'draft';
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

-- Withdraws the drafts of one run under one decision, all or none, only where the approval was consumed in this very transaction.
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
  with written as materialized (
    select w.unit_id, w.version_id, u.canonical_address, v.lifecycle_status, u.lifecycle_status as unit_status,
      case when v.base_version_id is null then 'draft' else 'enacted' end as expected_status
    from public.fn_written_by(v_permitted.run_id) w
    join public.information_unit u on u.id = w.unit_id join public.unit_version v on v.id = w.version_id
  )
  select array_agg(w.unit_id order by asked.position), array_agg(w.version_id order by asked.position),
    array_agg(case
      when not v_is_sound then 'invalid_input'
      -- No index knows the address of a withdrawn unit: it is looked for only where the run has not written it.
      when w.unit_id is null and not exists (select from public.information_unit u where u.canonical_address = asked.address)
        then 'iu_not_found'
      when w.lifecycle_status = 'withdrawn' then 'already_withdrawn'
      when not v_is_decided then 'review_decision_not_found'
      when w.unit_id is null then case when exists (select from public.information_unit u
          where u.canonical_address = asked.address and u.lifecycle_status = 'draft') then 'invalid_input' else 'fsm_denied' end
      when s.successors is null or not ('withdrawn' = any (s.successors))
        or w.unit_status <> w.expected_status then 'fsm_denied'
      else 'withdrawn'
    end order by asked.position)
  into v_units, v_versions, v_statuses
  from unnest(p_addresses) with ordinality as asked (address, position)
  left join written w on w.canonical_address = asked.address
  left join public.iu_lifecycle_vocab s on s.status = w.lifecycle_status;

  if 'withdrawn' = all (v_statuses) then
    v_marker := set_config('app.canonical_writer', 'fn_iu_withdraw', true);
    insert into public.iu_lifecycle_log (unit_id, unit_version_id, from_status, to_status, canonical_address, content_hash,
      review_decision_id, change_set_id, actor, reason)
    select u.id, v.id, v.lifecycle_status, 'withdrawn', u.canonical_address, v.content_hash,
      p_review_decision_id, p_change_set_id, p_actor, p_reason
    from public.unit_version v join public.information_unit u on u.id = v.unit_id where v.id = any (v_versions);
    update public.unit_version v set lifecycle_status = 'withdrawn', review_state = 'withdrawn', updated_at = now()
      where v.id = any (v_versions);
    update public.information_unit u set lifecycle_status = 'withdrawn', updated_at = now(), updated_by = p_actor
      where u.id = any (v_units) and u.lifecycle_status = 'draft';
    v_marker := set_config('app.canonical_writer', '', true);
    return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
      as asked (address, status, position) order by asked.position;
    return;
  end if;
  return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
    as asked (address, status, position) where asked.status <> 'withdrawn' order by asked.position;
end
$$;

-- Records from which day versions of a change set are in force; null: not known yet. A day that was recorded stays in the record, and the
-- later one counts. The approval was consumed in this very transaction for this change set, whose versions are enacted.
create function public.fn_iu_set_effect_many(
  p_addresses text[], p_effects date[], p_actor text, p_review_decision_id uuid, p_change_set_id uuid, p_reason text
) returns table (address text, status text)
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_permitted record;
  v_versions uuid[];
  v_statuses text[];
  v_marker text;
begin
  select p.* into v_permitted from (values (1)) as one left join public.fn_permitted('SG_2_lifecycle_authz', p_change_set_id) p on true;
  if v_permitted.run_id is null or exists (select from unnest(p_addresses) as asked (address)
      where split_part(asked.address, '/', 1) <> v_permitted.doc_prefix)
    or cardinality(p_effects) is distinct from cardinality(p_addresses)
    or (select count(*) <> count(distinct asked.address) from unnest(p_addresses) as asked (address))
    or not exists (select from cutter_governance.review_decision d where d.review_decision_id = p_review_decision_id
      and d.gate = 'SG_2_lifecycle_authz' and d.change_set_id = p_change_set_id and d.run_id = v_permitted.run_id)
  then
    raise exception 'permit: no approval was consumed in this transaction to set the effect of versions of this change set'
      using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('iu-cutter:document:' || v_permitted.doc_prefix, 0));
  select array_agg(v.id order by asked.at), array_agg(case
      when a.unit_id is null then 'iu_not_found'
      when v.lifecycle_status <> 'enacted' then 'fsm_denied'
      when exists (select from public.iu_lifecycle_log l join public.unit_version n on n.id = l.superseded_by
        where l.unit_version_id = v.id and n.change_kind in ('correction', 'recut')) then 'corrected'
      else 'recorded'
    end order by asked.at)
  into v_versions, v_statuses
  from unnest(p_addresses) with ordinality as asked (address, at)
  left join public.information_unit u on u.canonical_address = asked.address and u.lifecycle_status <> 'withdrawn'
  left join cutter_governance.cut_change_set_affected_row a on a.change_set_id = p_change_set_id and a.unit_id = u.id
  left join public.unit_version v on v.id = a.unit_version_id;
  if not ('recorded' = all (v_statuses)) then
    return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
      as asked (address, status, at) where asked.status <> 'recorded' order by asked.at;
    return;
  end if;
  v_marker := set_config('app.canonical_writer', 'fn_iu_set_effect', true);
  insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor)
  select given.version, 1 + coalesce((select max(e.ordinal) from public.version_effect e where e.unit_version_id = given.version), 0),
    given.effect, p_reason, p_change_set_id, p_review_decision_id, p_actor
  from unnest(v_versions, p_effects) as given (version, effect);
  v_marker := set_config('app.canonical_writer', '', true);
  return query select asked.address, asked.status from unnest(p_addresses, v_statuses) with ordinality
    as asked (address, status, at) order by asked.at;
end
$$;

-- Records which unit goes on in which other one, as a person has stated it, under the approval that enacts them.
create function public.fn_iu_link_many(
  p_from text[], p_to text[], p_relations text[], p_actor text, p_change_set_id uuid
) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_prefix text := (select p.doc_prefix from public.fn_permitted('SG_2_lifecycle_authz', p_change_set_id) p);
  v_linked integer;
  v_marker text;
begin
  if v_prefix is null then
    raise exception 'permit: no approval was consumed in this transaction to record lineage of this change set'
      using errcode = 'insufficient_privilege';
  end if;
  v_marker := set_config('app.canonical_writer', 'fn_iu_link', true);
  insert into public.unit_lineage (from_unit, to_unit, relation, change_set_id, actor)
  select f.id, t.id, given.relation, p_change_set_id, p_actor
  from unnest(p_from, p_to, p_relations) as given (from_address, to_address, relation)
  join public.information_unit f on f.canonical_address = given.from_address and f.doc_code = v_prefix and f.lifecycle_status = 'enacted'
  join public.information_unit t on t.canonical_address = given.to_address and t.doc_code = v_prefix and t.lifecycle_status = 'enacted';
  get diagnostics v_linked = row_count;
  v_marker := set_config('app.canonical_writer', '', true);
  return v_linked;
end
$$;

-- What is wrong with the days of a change set, or null. Of a unit no version is in force before the one that it follows; and on no day
-- do two units stand at one address. What was corrected is in force on no day. Only what shares a unit or an address with the change set is read.
create function public.fn_effect_conflict(p_change_set_id uuid) returns text
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  with touched as (
    select a.unit_id from cutter_governance.cut_change_set_affected_row a where a.change_set_id = p_change_set_id
  ), place as (
    select distinct coalesce(v.address, u.canonical_address) as address
    from touched t join public.unit_version v on v.unit_id = t.unit_id and v.lifecycle_status = 'enacted'
    join public.information_unit u on u.id = t.unit_id
  ), concerned as (
    select unit_id from touched
    union select v.unit_id from place p join public.unit_version v on v.address = p.address
    union select u.id from place p join public.information_unit u on u.canonical_address = p.address and u.lifecycle_status <> 'withdrawn'
  ), dated as (
    select v.unit_id, v.version_seq, coalesce(v.address, u.canonical_address) as address, v.change_kind is not distinct from 'repeal' as is_repeal,
      case when e.ordinal is not null then e.effective_from
        when coalesce(v.change_kind, 'original') = 'original' then '-infinity'::date end as effective_from
    from concerned c join public.unit_version v on v.unit_id = c.unit_id join public.information_unit u on u.id = c.unit_id
    left join lateral (select o.ordinal, o.effective_from from public.version_effect o where o.unit_version_id = v.id
      order by o.ordinal desc limit 1) e on true
    where v.lifecycle_status = 'enacted' and not exists (select from public.iu_lifecycle_log l join public.unit_version n on n.id = l.superseded_by
      where l.unit_version_id = v.id and n.change_kind in ('correction', 'recut'))
  ), ranked as (
    select d.*, lag(d.effective_from) over same_unit as before, coalesce(lead(d.effective_from) over same_unit, 'infinity'::date) as until
    from dated d where d.effective_from is not null window same_unit as (partition by d.unit_id order by d.version_seq)
  )
  select min(found.conflict) from (
    select r.address || ' would be in force from ' || to_char(r.effective_from, 'YYYY-MM-DD') || ', before the version that it follows, from '
      || to_char(r.before, 'YYYY-MM-DD') as conflict
    from ranked r where isfinite(r.before) and r.effective_from < r.before
    union all
    select r.address || ' would be in force from the beginning, before the version that it follows'
    from ranked r where not isfinite(r.effective_from) and isfinite(r.before)
    union all
    select a.address || ' would name two units' || case when isfinite(greatest(a.effective_from, b.effective_from))
      then ' on ' || to_char(greatest(a.effective_from, b.effective_from), 'YYYY-MM-DD') else '' end
    from ranked a join ranked b on b.address = a.address and b.unit_id > a.unit_id and not a.is_repeal and not b.is_repeal
      and a.effective_from < a.until and b.effective_from < b.until and a.effective_from < b.until and b.effective_from < a.until
  ) as found
$$;

create or replace function public.fn_gate_of(p_phase text) returns text
language sql immutable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select case p_phase when 'cut_leg_a' then 'SG_1_cut_authz' when 'lifecycle_enact' then 'SG_2_lifecycle_authz'
    when 'effect_set' then 'SG_2_lifecycle_authz' when 'compensation' then 'SG_3_compensation_authz' end
$$;

-- The receipt closes what a permit has opened. By then the transaction has done all that the permit names, and nothing else: the
-- planned versions, as they are planned, were drafted or enacted with their days and their lineage; or the planned days were recorded; or
-- every draft of the run was withdrawn.
create or replace function public.fn_permit_fulfilled() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  v_permit cutter_governance.write_permit;
  v_has_base boolean;
  v_done text;
  v_conflict text;
  v_is_bent boolean;
  v_is_fulfilled boolean;
begin
  select p.* into v_permit from cutter_governance.approval_use a
    join cutter_governance.write_permit p on p.permit_id = a.permit_id
    where a.run_id = new.run_id and a.gate = public.fn_gate_of(new.phase) and a.payload_sha256 = new.payload_sha256
      and a.xact = new.xact and a.used_at = new.recorded_at;
  v_has_base := exists (select from cutter_governance.cut_change_set c
    where c.change_set_id = v_permit.change_set_id and c.base_change_set_id is not null);
  if v_permit.units_sha256 is not null then
    select string_agg(concat_ws(E'\x1f', u.canonical_address, coalesce(v.address, u.canonical_address), coalesce(v.change_kind, 'original'),
        coalesce(v.base_version_id::text, '-'), octet_length(v.title), v.title, coalesce(v.unit_kind, u.unit_kind),
        coalesce(v.section_type, u.section_type), coalesce(parent.canonical_address, '-'), v.content_hash,
        trim_scale(coalesce(v.position, u.sort_order))::text, octet_length(u.owner_ref), u.owner_ref,
        u.identity_profile ->> 'publication_type', v.created_by, octet_length(coalesce(v.cited_source, '')), coalesce(v.cited_source, ''),
        case when e.ordinal is null then '-' when e.effective_from is null then 'open' when isfinite(e.effective_from)
          then to_char(e.effective_from, 'YYYY-MM-DD') else '-infinity' end),
        E'\n' order by coalesce(v.position, u.sort_order), u.canonical_address collate "C"),
      -- A unit says what its first version says.
      bool_or(v.base_version_id is null and v.address is not null
        and ((u.unit_kind, u.section_type, u.parent_or_container_ref, u.created_by)
          is distinct from (v.unit_kind, v.section_type, v.parent_unit_id, v.created_by)
          or (new.phase = 'lifecycle_enact' and not v_has_base and u.sort_order <> v.position)))
      into v_done, v_is_bent
    from (
      select v.id from public.unit_version v join public.information_unit u on u.id = v.unit_id
        join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code
        where new.phase = 'cut_leg_a' and d.document_id = v_permit.document_id and v.born_xact = new.xact and v.created_at = new.recorded_at
      union all
      select coalesce(l.unit_version_id, u.version_anchor_ref) from public.iu_lifecycle_log l join public.information_unit u on u.id = l.unit_id
        where new.phase = 'lifecycle_enact' and l.to_status = 'enacted' and l.change_set_id = v_permit.change_set_id
          and l.xact = new.xact and l.logged_at = new.recorded_at
      union all
      select e.unit_version_id from public.version_effect e
        where new.phase = 'effect_set' and e.change_set_id = v_permit.change_set_id and e.xact = new.xact and e.recorded_at = new.recorded_at
    ) as done
    join public.unit_version v on v.id = done.id
    join public.information_unit u on u.id = v.unit_id
    left join public.version_effect e on e.unit_version_id = v.id and e.xact = new.xact and e.recorded_at = new.recorded_at
    left join public.information_unit parent
      on parent.id = case when v.address is null then u.parent_or_container_ref else v.parent_unit_id end;
    select v_done || coalesce(string_agg(E'\n' || concat_ws(E'\x1f', f.canonical_address, t.canonical_address, l.relation), '' order by
        f.canonical_address collate "C", t.canonical_address collate "C", l.relation collate "C"), '')
      into v_done
    from public.unit_lineage l join public.information_unit f on f.id = l.from_unit join public.information_unit t on t.id = l.to_unit
    where l.change_set_id = v_permit.change_set_id and l.xact = new.xact and l.recorded_at = new.recorded_at;
    v_is_fulfilled := v_permit.units_sha256 = encode(sha256(convert_to(v_done, 'UTF8')), 'hex') and not v_is_bent
      and not (new.phase = 'effect_set' and exists (select from public.iu_lifecycle_log l
        where l.change_set_id = v_permit.change_set_id and l.xact = new.xact and l.logged_at = new.recorded_at));
  else
    v_is_fulfilled := v_permit.permit_id is not null and not exists (
      select from public.fn_written_by(new.run_id) w join public.unit_version v on v.id = w.version_id
        join public.information_unit u on u.id = w.unit_id
        join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code
      where d.document_id = v_permit.document_id and v.lifecycle_status = 'draft');
  end if;
  if v_is_fulfilled is not true then
    raise exception 'permit: what was done for % of % is not what was permitted', new.phase, new.run_id
      using errcode = 'integrity_constraint_violation', constraint = 'permit_fulfilled';
  end if;
  if new.phase = 'effect_set' or v_has_base then
    v_conflict := public.fn_effect_conflict(v_permit.change_set_id);
    if v_conflict is not null then
      raise exception '%', v_conflict using errcode = 'integrity_constraint_violation', constraint = 'effect_conflict';
    end if;
  end if;
  return null;
end
$$;

drop trigger a_gateway on public.iu_lifecycle_log;
create trigger a_gateway before insert on public.iu_lifecycle_log for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin' or new.unit_version_id is null
    or coalesce(current_setting('app.canonical_writer', true), '') <> case new.to_status
      when 'enacted' then 'fn_iu_enact' when 'superseded' then 'fn_iu_enact' when 'withdrawn' then 'fn_iu_withdraw' else 'nobody' end)
  execute function public.fn_refuse_writer();
create trigger a_gateway before insert on public.version_effect for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin'
    or current_setting('app.canonical_writer', true) is distinct from 'fn_iu_set_effect')
  execute function public.fn_refuse_writer();
create trigger a_gateway before insert on public.unit_lineage for each row
  when (session_user <> 'cutter_exec' or current_user <> 'workflow_admin'
    or current_setting('app.canonical_writer', true) is distinct from 'fn_iu_link')
  execute function public.fn_refuse_writer();

do $$
declare
  v_table text;
  v_function regprocedure;
  v_trigger record;
begin
  foreach v_table in array array['public.version_effect', 'public.unit_lineage'] loop
    execute format('create trigger d_immutable before update or delete on %s for each row '
      'execute function public.fn_immutable_row()', v_table);
    execute format('create trigger e_no_truncate before truncate on %s for each statement '
      'execute function public.fn_no_truncate()', v_table);
  end loop;
  for v_trigger in select t.tgname, t.tgrelid::regclass as relation from pg_catalog.pg_trigger t
    where not t.tgisinternal and t.tgrelid in ('public.version_effect'::regclass, 'public.unit_lineage'::regclass,
      'public.iu_lifecycle_log'::regclass, 'public.unit_version'::regclass)
  loop
    execute format('alter table %s enable always trigger %I', v_trigger.relation, v_trigger.tgname);
  end loop;
  for v_function in select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'fn\_%' and p.proowner = 'workflow_admin'::regrole
  loop
    execute format('revoke all on function %s from public', v_function);
  end loop;
end
$$;

grant execute on function
  public.fn_iu_amend_many(text[], text[], text[], text[], text[], text[], text[], numeric[], text[], uuid[], uuid, text, text, text, text),
  public.fn_iu_set_effect_many(text[], date[], text, uuid, uuid, text),
  public.fn_iu_link_many(text[], text[], text[], text, uuid)
  to cutter_exec;
grant execute on function public.fn_head_moved(text, uuid, uuid), public.fn_written_by(text), public.fn_is_enacted(uuid)
  to cutter_exec, cutter_verify;
grant select on public.version_effect, public.unit_lineage to cutter_exec, cutter_verify;
grant insert (base_change_set_id) on cutter_governance.cut_change_set to cutter_exec;
grant insert (address, base_version_id, old_address, old_hash) on cutter_governance.cut_change_set_affected_row to cutter_exec;
