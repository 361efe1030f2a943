set local role workflow_admin;

-- A run that is a member of a batch consumes its place in the one decision about all of them: the place is taken once, in whatever run. All
-- three are null where a run was approved alone.
alter table cutter_governance.write_permit
  add column batch_id text check (batch_id ~ '^ictb-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$'),
  add column batch_nonce text check (batch_nonce <> ''),
  add column batch_index integer check (batch_index >= 0),
  add constraint write_permit_whole_place check (num_nulls(batch_id, batch_nonce, batch_index) in (0, 3));
alter table cutter_governance.approval_use
  add column batch_id text,
  add column batch_nonce text,
  add column batch_index integer,
  add constraint approval_use_whole_place check (num_nulls(batch_id, batch_nonce, batch_index) in (0, 3)),
  add constraint approval_use_one_place unique (batch_nonce, batch_index);

create or replace function public.fn_permit_covers() returns trigger
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
      and p.persons = new.persons and p.keys = new.keys and p.signed_utc = new.signed_utc
      and p.batch_id is not distinct from new.batch_id and p.batch_nonce is not distinct from new.batch_nonce
      and p.batch_index is not distinct from new.batch_index;
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

grant insert (batch_id, batch_nonce, batch_index) on cutter_governance.write_permit to cutter_verify;
grant insert (batch_id, batch_nonce, batch_index) on cutter_governance.approval_use to cutter_exec;
