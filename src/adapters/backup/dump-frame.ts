import { GOVERNED_TABLES, SIDECAR_TABLES, VIEWS } from "../../domain/tables.ts";
import type { DumpOrder } from "../../ports/dump-source.ts";
import type { SqlSession } from "../../ports/sql.ts";

export const DUMPED_SCHEMAS = ["public", "cutter_governance", "cutter_sidecar"] as const;

/** The tables of the schema: those of the runs and of their journals, the views, and the list of migrations. */
export const OWN_TABLES: readonly string[] = [
  ...GOVERNED_TABLES,
  ...SIDECAR_TABLES,
  ...VIEWS,
  "cutter_governance.schema_migration",
];

/** What pg_dump leaves out of a dump of schemas and the copy needs, as SQL around the dump. */
export interface DumpFrame {
  /** Roles that are missing (without login), and memberships. */
  readonly before: string;
  /** Rights on the database itself, default privileges that belong to no schema, settings of roles. */
  readonly after: string;
  readonly excludeTables: DumpOrder["excludeTables"];
}

/** Reads the frame from the live catalogs. */
export async function readDumpFrame(session: SqlSession): Promise<DumpFrame> {
  const statements = async (query: string) =>
    (await session.query<{ statement: string }>(query)).rows.map(({ statement }) => statement).join("\n");
  const foreign = await session.query<{ schema: string; name: string }>(FOREIGN_TABLES, [
    OWN_TABLES,
    DUMPED_SCHEMAS,
  ]);
  const { rows: versions } = await session.query<{ has_options: boolean }>(
    "select current_setting('server_version_num')::int >= 160000 as has_options",
  );
  const memberships = versions[0]?.has_options ? MEMBERSHIPS_16 : MEMBERSHIPS;
  return {
    before: `${await statements(ROLES)}\n${await statements(memberships)}\n`,
    after: `\n${await statements(DATABASE_RIGHTS)}\n${await statements(DEFAULT_RIGHTS)}\n${await statements(ROLE_SETTINGS)}\n`,
    excludeTables: foreign.rows.map(({ schema, name }) => ({ schema, name })),
  };
}

/** Tables, views and sequences of others in the dumped schemas: the bot may not read them and no governed table refers to them. */
const FOREIGN_TABLES = `
select n.nspname as schema, c.relname as name
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($2::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not (n.nspname || '.' || c.relname = any ($1::text[]))
union all
select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($2::text[]) and c.relkind = 'S' and not exists (
  select from pg_catalog.pg_depend d join pg_catalog.pg_class t on t.oid = d.refobjid join pg_catalog.pg_namespace m on m.oid = t.relnamespace
  where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
    and d.refclassid = 'pg_catalog.pg_class'::regclass and m.nspname || '.' || t.relname = any ($1::text[]))
order by 1, 2`;

const ROLES = `
select 'do ' || quote_literal(format(
  'begin if not exists (select from pg_catalog.pg_roles where rolname = %L) then create role %I nologin%s%s%s%s%s%s; end if; end',
  rolname, rolname,
  case when rolsuper then ' superuser' else ' nosuperuser' end,
  case when rolinherit then ' inherit' else ' noinherit' end,
  case when rolcreaterole then ' createrole' else ' nocreaterole' end,
  case when rolcreatedb then ' createdb' else ' nocreatedb' end,
  case when rolreplication then ' replication' else ' noreplication' end,
  case when rolbypassrls then ' bypassrls' else ' nobypassrls' end)) || ';' as statement
from pg_catalog.pg_roles where rolname !~ '^pg_' order by rolname`;

const MEMBERSHIPS = `
select format('grant %I to %I%s;', granted.rolname, member.rolname, case when m.admin_option then ' with admin option' else '' end) as statement
from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles granted on granted.oid = m.roleid join pg_catalog.pg_roles member on member.oid = m.member
where m.member >= 16384
order by 1`;

const MEMBERSHIPS_16 = `
select format('grant %I to %I with admin %s, inherit %s, set %s;', granted.rolname, member.rolname,
  m.admin_option::text, m.inherit_option::text, m.set_option::text) as statement
from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles granted on granted.oid = m.roleid join pg_catalog.pg_roles member on member.oid = m.member
where m.member >= 16384
order by 1`;

/** The copy has another name, so the statements look it up. */
const DATABASE_RIGHTS = `
with here as (
  select d.datacl, owner.rolname as owner from pg_catalog.pg_database d join pg_catalog.pg_roles owner on owner.oid = d.datdba
  where d.datname = current_database()
), line (at, template) as (
  select 1, format('alter database %%I owner to %I', owner) from here
  union all
  select 2, 'revoke all on database %I from public' from here where datacl is not null
  union all
  select 3, format('revoke all on database %%I from %I', owner) from here where datacl is not null
  union all
  select 4, format('grant %s on database %%I to %s%s', a.privilege_type,
    case when a.grantee = 0 then 'public' else quote_ident(r.rolname) end,
    case when a.is_grantable then ' with grant option' else '' end)
  from here, pg_catalog.aclexplode(here.datacl) a left join pg_catalog.pg_roles r on r.oid = a.grantee
)
select 'do ' || quote_literal(format('begin execute format(%L, current_database()); end', template)) || ';' as statement
from line order by at, template`;

const DEFAULT_RIGHTS = `
with entry as (
  select d.oid, owner.rolname as owner, d.defaclacl,
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
      when 'n' then 'schemas' end as objects
  from pg_catalog.pg_default_acl d join pg_catalog.pg_roles owner on owner.oid = d.defaclrole where d.defaclnamespace = 0
), line (at, owner, objects, action) as (
  select 1, owner, objects, 'revoke all on ' || objects || ' from public' from entry
  union all
  select 2, owner, objects, format('revoke all on %s from %I', objects, owner) from entry
  union all
  select 3, e.owner, e.objects, format('grant %s on %s to %s%s', a.privilege_type, e.objects,
    case when a.grantee = 0 then 'public' else quote_ident(r.rolname) end,
    case when a.is_grantable then ' with grant option' else '' end)
  from entry e, pg_catalog.aclexplode(e.defaclacl) a left join pg_catalog.pg_roles r on r.oid = a.grantee
)
select format('alter default privileges for role %I %s;', owner, action) as statement
from line where objects is not null order by owner, objects, at, action`;

/**
 * Settings of the database, and of the roles that a lane or the owner is or can become. Left out is what would act on the restore itself or
 * on the start of sessions: tablespaces and libraries that the copy's server doesn't have, another role, another kind of transaction. Each
 * value is set in the session and taken over FROM CURRENT, which avoids quoting it; then the session's own value is restored. A value that the
 * copy's server does not know (a locale, a text search configuration) is passed over: every session fixes what its statements rest on.
 */
const ROLE_SETTINGS = `
with recursive reach (role) as (
  select oid from pg_catalog.pg_roles where rolname in ('workflow_admin', 'cutter_exec', 'cutter_verify', 'cutter_reader', 'cutter_sidecar')
  union
  select m.roleid from reach join pg_catalog.pg_auth_members m on m.member = reach.role
)
select 'do ' || quote_literal(format(
  'declare v_old text := current_setting(%L, true); begin perform set_config(%L, %L, false); execute format(%L, current_database()); perform set_config(%L, coalesce(v_old, %L), false); exception when others then null; end',
  name, name, value, template, name, '')) || ';' as statement
from pg_catalog.pg_db_role_setting s
  left join pg_catalog.pg_roles r on r.oid = s.setrole,
  lateral unnest(s.setconfig) with ordinality as config (entry, at),
  lateral (select split_part(entry, '=', 1), substr(entry, strpos(entry, '=') + 1)) as pair (name, value),
  lateral (select case
    when s.setrole = 0 then format('alter database %%I set %I from current', name)
    when s.setdatabase = 0 then format('alter role %I set %I from current', r.rolname, name)
    else format('alter role %I in database %%I set %I from current', r.rolname, name) end) as made (template)
where (s.setdatabase = 0 or s.setdatabase = (select oid from pg_catalog.pg_database where datname = current_database()))
  and (s.setrole = 0 or s.setrole in (select role from reach))
  and name !~* '^(default_tablespace|temp_tablespaces|.*_preload_libraries|role|session_authorization|transaction_.*)$'
order by s.setdatabase, s.setrole, config.at`;
