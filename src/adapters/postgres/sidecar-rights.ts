/**
 * What the lane of the journals may: read and append. `installSchema` gives it every time where the role is there, because the owner can't make
 * roles.
 */
export const SIDECAR_RIGHTS = `do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'cutter_sidecar') then
    return;
  end if;
  execute format('grant connect on database %I to cutter_sidecar', current_database());
  set local role workflow_admin;
  grant usage on schema cutter_sidecar to cutter_sidecar;
  grant select on all tables in schema cutter_sidecar to cutter_sidecar;
  grant insert (owner_id, number) on cutter_sidecar.fence to cutter_sidecar;
  grant insert (owner_id, began, seq, fence, line, hash) on cutter_sidecar.entry to cutter_sidecar;
  grant insert (owner_id, began, name, version, fence, sha256, content) on cutter_sidecar.file to cutter_sidecar;
  grant insert (owner_id, version, fence, gate, expires_at) on cutter_sidecar.lease to cutter_sidecar;
  grant insert (owner_id, line) on cutter_sidecar.over to cutter_sidecar;
  grant insert (version) on cutter_sidecar.policy_seen to cutter_sidecar;
  grant insert (ordinal, record) on cutter_sidecar.clean_audit to cutter_sidecar;
  grant insert (ordinal, system_identifier, database) on cutter_sidecar.home to cutter_sidecar;
end
$$`;
