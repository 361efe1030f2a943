-- Roles are cluster-wide and may be there already: whatever they can do beyond the expected is told by `cutter db check`.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'workflow_admin') then
    create role workflow_admin nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'cutter_exec') then
    create role cutter_exec login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'cutter_verify') then
    create role cutter_verify login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
end
$$;

do $$
declare
  v_database text := current_database();
begin
  execute format('revoke all on database %I from public', v_database);
  execute format('grant connect on database %I to workflow_admin, cutter_exec, cutter_verify', v_database);
end
$$;

revoke all on schema public from public;
grant usage, create on schema public to workflow_admin;
grant usage on schema public to cutter_exec, cutter_verify;

create schema cutter_governance authorization workflow_admin;
set local role workflow_admin;
grant usage on schema cutter_governance to cutter_exec, cutter_verify;

create table cutter_governance.schema_migration (
  name text primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default now(),
  applied_by text not null default session_user
);
