/**
 * Every privilege, role attribute, role setting, membership, ownership and default ACL that concerns the lanes, one line each,
 * straight from the catalogs (`has_*_privilege` would hide where a right comes from, and what NOINHERIT members can take with
 * SET ROLE). A lane's principals are itself, PUBLIC and every role that it is a member of, at any depth. Objects of the system
 * and plain functions of extensions are listed only where their ACL differs from their initial one. Of other roles, superusers and the
 * owner aside, what lets them write the governed tables ($1) or make objects beside them is listed, and what the owner is beyond an owner.
 */
export const GRANTS_QUERY = `
with recursive lane as (
  select oid, rolname from pg_catalog.pg_roles where rolname in ('cutter_exec', 'cutter_verify', 'cutter_reader', 'cutter_sidecar')
), reach (role) as (
  select oid from lane
  union
  select m.roleid from reach join pg_catalog.pg_auth_members m on m.member = reach.role
), principal (oid, name) as (
  select r.oid, r.rolname::text from pg_catalog.pg_roles r where r.oid in (select role from reach)
  union all
  select 0::oid, 'PUBLIC'
), extension_member (classid, objid) as materialized (
  select classid, objid from pg_catalog.pg_depend where deptype = 'e'
), acl_object (classid, objid, subid, kind, name, acl, born, listed_in_full) as (
  select 'pg_catalog.pg_class'::regclass::oid, c.oid, 0, case c.relkind when 'S' then 'sequence' else 'table' end,
    n.nspname || '.' || c.relname, coalesce(c.relacl, d.acl), d.acl,
    c.oid >= 16384 and not exists (select from extension_member e where e.classid = 'pg_catalog.pg_class'::regclass and e.objid = c.oid)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace,
    lateral (select pg_catalog.acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner)) as d (acl)
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relacl is not null
  union all
  select 'pg_catalog.pg_class'::regclass::oid, c.oid, a.attnum, 'column', n.nspname || '.' || c.relname || '.' || a.attname,
    a.attacl, '{}', c.oid >= 16384
  from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where a.attacl is not null and not a.attisdropped
  union all
  select 'pg_catalog.pg_proc'::regclass::oid, p.oid, 0, 'function',
    n.nspname || '.' || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')',
    coalesce(p.proacl, d.acl), d.acl,
    p.oid >= 16384 and (p.prosecdef
      or not exists (select from extension_member e where e.classid = 'pg_catalog.pg_proc'::regclass and e.objid = p.oid))
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace,
    lateral (select pg_catalog.acldefault('f', p.proowner)) as d (acl)
  where p.proacl is not null or p.oid >= 16384
  union all
  select 'pg_catalog.pg_namespace'::regclass::oid, n.oid, 0, 'schema', n.nspname::text,
    coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)), pg_catalog.acldefault('n', n.nspowner),
    n.oid >= 16384 or n.nspname = 'public'
  from pg_catalog.pg_namespace n where n.nspname !~ '^pg_(toast|temp)'
  union all
  select 'pg_catalog.pg_type'::regclass::oid, t.oid, 0, 'type', n.nspname || '.' || t.typname, t.typacl,
    pg_catalog.acldefault('T', t.typowner), false
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typacl is not null
  union all
  select 'pg_catalog.pg_language'::regclass::oid, l.oid, 0, 'language', l.lanname::text, l.lanacl,
    pg_catalog.acldefault('l', l.lanowner), false
  from pg_catalog.pg_language l where l.lanacl is not null
  union all
  select 'pg_catalog.pg_foreign_data_wrapper'::regclass::oid, f.oid, 0, 'foreign-data wrapper', f.fdwname::text, f.fdwacl, '{}', true
  from pg_catalog.pg_foreign_data_wrapper f where f.fdwacl is not null
  union all
  select 'pg_catalog.pg_foreign_server'::regclass::oid, s.oid, 0, 'foreign server', s.srvname::text, s.srvacl, '{}', true
  from pg_catalog.pg_foreign_server s where s.srvacl is not null
  union all
  select 'pg_catalog.pg_tablespace'::regclass::oid, t.oid, 0, 'tablespace', t.spcname::text, t.spcacl, '{}', true
  from pg_catalog.pg_tablespace t where t.spcacl is not null
  union all
  select 'pg_catalog.pg_largeobject_metadata'::regclass::oid, o.oid, 0, 'large object', o.oid::text, o.lomacl, '{}', true
  from pg_catalog.pg_largeobject_metadata o where o.lomacl is not null
  union all
  select 'pg_catalog.pg_parameter_acl'::regclass::oid, p.oid, 0, 'parameter', p.parname, p.paracl, '{}', true
  from pg_catalog.pg_parameter_acl p
  union all
  select 'pg_catalog.pg_database'::regclass::oid, d.oid, 0, 'database', 'current',
    coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba)), '{}', true
  from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
), changed as materialized (
  select o.kind, o.name, o.acl, o.listed_in_full, coalesce(i.initprivs, o.born) as born
  from acl_object o
    left join pg_catalog.pg_init_privs i on i.classoid = o.classid and i.objoid = o.objid and i.objsubid = o.subid
  where o.listed_in_full or o.acl is distinct from coalesce(i.initprivs, o.born)
), privilege as (
  select o.kind, o.name, principal.name as grantee, a.privilege_type, a.is_grantable
  from changed o, lateral pg_catalog.aclexplode(o.acl) a join principal on principal.oid = a.grantee
  where o.listed_in_full or not (
    -- The information schema is made after the initial privileges are recorded; it shows readers only what is theirs.
    a.grantee = 0 and not a.is_grantable and o.name ~ '^information_schema(\\.|$)'
      and a.privilege_type = case o.kind when 'schema' then 'USAGE' else 'SELECT' end
  ) and not exists (
    select from pg_catalog.aclexplode(o.born) b
    where b.grantee = a.grantee and b.privilege_type = a.privilege_type and (b.is_grantable or not a.is_grantable))
)
select 'grant ' || privilege_type || ' on ' || kind || ' ' || name || ' to ' || grantee
  || case when is_grantable then ' with grant option' else '' end as line from privilege
union
select 'grant ' || a.privilege_type || ' on ' || o.kind || ' ' || o.name || ' to ' || r.rolname
from changed o, lateral pg_catalog.aclexplode(o.acl) a join pg_catalog.pg_roles r on r.oid = a.grantee
where not r.rolsuper and r.rolname not in ('workflow_admin', 'pg_database_owner') and r.oid not in (select oid from principal)
  and case o.kind when 'schema' then o.name in ('public', 'cutter_governance', 'cutter_sidecar') and a.privilege_type = 'CREATE'
    when 'table' then o.name = any ($1::text[]) and a.privilege_type not in ('SELECT', 'REFERENCES')
    when 'column' then pg_catalog.regexp_replace(o.name, '[.][^.]*$', '') = any ($1::text[]) and a.privilege_type not in ('SELECT', 'REFERENCES')
    else false end
union
select 'member ' || r.rolname || ' of pg_write_all_data'
from pg_catalog.pg_auth_members m join pg_catalog.pg_roles r on r.oid = m.member
where m.roleid = 'pg_write_all_data'::regrole and not r.rolsuper
union
select 'default ' || a.privilege_type || ' on ' || d.defaclobjtype::text || ' of ' || d.defaclrole::regrole::text || ' in '
  || coalesce(nullif(d.defaclnamespace, 0)::regnamespace::text, '*') || ' to ' || principal.name
  || case when a.is_grantable then ' with grant option' else '' end
from pg_catalog.pg_default_acl d, lateral pg_catalog.aclexplode(d.defaclacl) a join principal on principal.oid = a.grantee
union
select 'attribute ' || attribute || ' of ' || r.rolname
from pg_catalog.pg_roles r, unnest(array[
  case when r.rolsuper then 'SUPERUSER' end, case when r.rolcreaterole then 'CREATEROLE' end,
  case when r.rolcreatedb then 'CREATEDB' end, case when r.rolreplication then 'REPLICATION' end,
  case when r.rolbypassrls then 'BYPASSRLS' end,
  case when r.rolcanlogin and r.rolname not in ('workflow_admin', 'cutter_reader', 'cutter_sidecar') then 'LOGIN' end]) as attribute
where attribute is not null and (r.rolname = 'workflow_admin' or r.oid in (select role from reach))
union
select 'setting ' || item || ' of ' || r.rolname
from pg_catalog.pg_db_role_setting s join pg_catalog.pg_roles r on r.oid = s.setrole join reach on reach.role = r.oid,
  unnest(s.setconfig) as item
where s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))
union
select 'member ' || m.member::regrole::text || ' of ' || m.roleid::regrole::text
  || case when m.admin_option then ' with admin' else '' end
  || coalesce(' with inherit ' || (to_jsonb(m) ->> 'inherit_option'), '')
  || coalesce(' with set ' || (to_jsonb(m) ->> 'set_option'), '')
from pg_catalog.pg_auth_members m
where m.member in (select role from reach)
  -- Roles that can become a lane are listed too. PostgreSQL 16 and later grant a role's creator ADMIN alone, with which it can't act as the role.
  or (m.roleid in (select oid from lane)
    and not (coalesce((to_jsonb(m) ->> 'inherit_option') = 'false' and (to_jsonb(m) ->> 'set_option') = 'false', false)
      and m.grantor = 10))
union
select 'own ' || coalesce(i.type || ' ' || i.identity, 'object of another database') || ' by ' || s.refobjid::regrole::text
from (
    select s.* from pg_catalog.pg_shdepend s
    where s.deptype = 'o' and s.refclassid = 'pg_catalog.pg_authid'::regclass and s.refobjid in (select role from reach) offset 0
  ) as s
  left join lateral pg_catalog.pg_identify_object(s.classid, s.objid, s.objsubid) i
    on s.dbid in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))`;
