/**
 * Extensions that stay within themselves: types, indexes, functions and statistics. Every other one can reach beyond the database or
 * the transaction, or act on statements of others.
 */
export const INERT_EXTENSIONS: readonly string[] = [
  "amcheck",
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "earthdistance",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "isn",
  "ltree",
  "pg_buffercache",
  "pg_stat_statements",
  "pg_trgm",
  "pgcrypto",
  "pgstattuple",
  "plpgsql",
  "postgis",
  "seg",
  "tablefunc",
  "unaccent",
  "uuid-ossp",
  "vector",
];

/** Built-in functions that PostgreSQL itself, 15 to 18, has written in SQL. */
export const BUILT_IN_SQL: readonly string[] = (
  "age anytextcat bit_length col_description date_part int8pl_inet integer_pl_date interval_pl_date interval_pl_time " +
  "interval_pl_timestamp interval_pl_timestamptz interval_pl_timetz log log10 lpad numeric_pl_pg_lsn obj_description overlaps " +
  "path_contain_pt pg_relation_size pg_sleep_for pg_sleep_until polygon quote_literal quote_nullable round rpad shobj_description " +
  "substring textanycat timedate_pl timestamptz timetzdate_pl trunc ts_debug xpath xpath_exists"
).split(" ");

/**
 * What acts on the governed tables ($1), on the functions or on every session although no migration made it, one line each: event
 * triggers, publications, subscriptions, logical slots, ways to other databases, extensions beyond $2, languages, built-in objects that
 * were made anew ($3 are the functions in SQL that may be as they were), and whatever stands in the search path of the functions and takes
 * types that they handle. "ours" are those types: the built-in ones and the rows of the tables.
 * A member of an extension counts as its own where it is made in C; anybody with the right can add a member in SQL.
 */
export const SURROUNDINGS_QUERY = `
with governed as materialized (
  select c.oid, c.reltype from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname || '.' || c.relname = any ($1::text[])
), record as materialized (
  select reltype as oid from governed union select t.typarray from governed g join pg_type t on t.oid = g.reltype
), ours as materialized (
  select oid from record union select oid from pg_type where oid < 16384 union select 0::oid
), place as materialized (
  select oid, nspname from pg_namespace where nspname in ('pg_catalog', 'public', 'cutter_governance', 'cutter_sidecar')
), member as materialized (
  select classid, objid from pg_depend where deptype = 'e' and refclassid = 'pg_extension'::regclass
), routine as materialized (
  select p.oid, p.proname, p.pronamespace, p.proargtypes, p.prosrc, p.prosupport, l.lanname,
    m.objid is not null as is_member, m.objid is not null and l.lanname = 'c' as is_honest
  from pg_proc p join pg_language l on l.oid = p.prolang
    left join member m on m.classid = 'pg_proc'::regclass and m.objid = p.oid
  where p.oid >= 16384
), called as materialized (
  select coalesce(string_agg(r.prosrc, ' '), '') as sources from routine r join place on place.oid = r.pronamespace where not r.is_member
)
select 'event trigger ' || evtname || ' on ' || evtevent || ' calls ' || evtfoid::regprocedure::text as line
from pg_event_trigger where evtenabled <> 'D'
union all
select 'operator ' || o.oid::regoperator::text from pg_operator o join place on place.oid = o.oprnamespace
  left join routine r on r.oid = o.oprcode
  left join member m on m.classid = 'pg_operator'::regclass and m.objid = o.oid
where o.oid >= 16384 and o.oprleft in (select oid from ours) and o.oprright in (select oid from ours)
  and (m.objid is null or r.is_honest is not true or o.oprleft in (select oid from record) or o.oprright in (select oid from record))
union all
select 'function ' || r.oid::regprocedure::text || case when r.is_member then ' of an extension' else '' end
from routine r join place on place.oid = r.pronamespace
where case when r.is_member then not r.is_honest
    and exists (select from pg_proc b where b.proname = r.proname and b.oid <> r.oid and (b.oid < 16384 or exists (
      select from routine f join place p on p.oid = f.pronamespace where f.oid = b.oid and not f.is_member)))
    and not exists (select from unnest(r.proargtypes) as a (type) where a.type not in (select oid from ours))
  else place.nspname = 'pg_catalog' end
union all
select 'planner support of function ' || r.oid::regprocedure::text
from routine r join place on place.oid = r.pronamespace where not r.is_member and r.prosupport <> 0
union all
select 'built-in function ' || p.oid::regprocedure::text || ' in ' || l.lanname
from pg_proc p join pg_language l on l.oid = p.prolang
where p.oid < 16384 and p.pronamespace = 'pg_catalog'::regnamespace and l.lanname not in ('internal', 'c')
  and (l.lanname <> 'sql' or p.proname <> all ($3::text[]) or strpos((select sources from called), p.proname || '(') > 0)
union all
select 'built-in ' || b.what || ' calls ' || b.called::regproc::text
from (
    select 'type ' || t.oid::regtype::text, called from pg_type t, unnest(array[typinput, typoutput, typreceive, typsend, typmodin, typmodout,
      typanalyze, typsubscript]::oid[]) as called where t.oid < 16384 and called >= 16384
    union all
    select 'operator ' || o.oid::regoperator::text, called from pg_operator o, unnest(array[oprcode, oprrest, oprjoin]::oid[]) as called
    where o.oid < 16384 and called >= 16384
    union all
    select 'cast ' || castsource::regtype::text || ' to ' || casttarget::regtype::text, castfunc from pg_cast
    where oid < 16384 and castfunc >= 16384
    union all
    select 'aggregate ' || aggfnoid::oid::regprocedure::text, called from pg_aggregate, unnest(array[aggtransfn, aggfinalfn, aggcombinefn,
      aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn]::oid[]) as called where aggfnoid < 16384 and called >= 16384
    union all
    select 'function ' || oid::regprocedure::text, prosupport::oid from pg_proc where oid < 16384 and prosupport >= 16384
  ) as b (what, called)
union all
select 'cast ' || c.castsource::regtype::text || ' to ' || c.casttarget::regtype::text
from pg_cast c where c.oid >= 16384 and c.castsource in (select oid from ours) and c.casttarget in (select oid from ours)
union all
select 'operator class ' || c.opcname || ' for ' || c.opcintype::regtype::text
from pg_opclass c left join member m on m.classid = 'pg_opclass'::regclass and m.objid = c.oid
where c.oid >= 16384 and c.opcintype in (select oid from ours) and (m.objid is null or c.opcintype in (select oid from record))
union all
select 'operator family ' || f.opfname || ' has ' || a.amopopr::regoperator::text
from pg_amop a join pg_opfamily f on f.oid = a.amopfamily where a.oid >= 16384 and f.oid < 16384
union all
select 'operator family ' || f.opfname || ' uses ' || a.amproc::text
from pg_amproc a join pg_opfamily f on f.oid = a.amprocfamily where a.oid >= 16384 and f.oid < 16384
union all
select 'conversion ' || c.conname from pg_conversion c
  left join member m on m.classid = 'pg_conversion'::regclass and m.objid = c.oid
where c.oid >= 16384 and m.objid is null and c.condefault
union all
select 'relation pg_catalog.' || relname from pg_class where oid >= 16384 and relnamespace = 'pg_catalog'::regnamespace
union all
select 'publication ' || p.pubname || ' of ' || case when p.puballtables then 'all tables' else 'governed tables' end
from pg_publication p where p.puballtables
  or exists (select from pg_publication_rel r where r.prpubid = p.oid and r.prrelid in (select oid from governed))
  or exists (select from pg_publication_namespace n where n.pnpubid = p.oid and n.pnnspid in (select oid from place))
union all
select 'subscription writes ' || s.srrelid::regclass::text
from pg_subscription_rel s where s.srrelid in (select oid from governed)
union all
select 'replication slot ' || slot_name || ' of ' || plugin
from pg_get_replication_slots() s join pg_database d on d.oid = s.datoid
where slot_type = 'logical' and d.datname = current_database()
union all
select 'extension ' || extname from pg_extension where not extname = any ($2::text[])
union all
select 'foreign-data wrapper ' || fdwname from pg_foreign_data_wrapper
union all
select 'foreign server ' || srvname from pg_foreign_server
union all
select 'user mapping of ' || usename || ' on ' || srvname from pg_user_mappings
union all
select 'language ' || l.lanname || ' by ' || coalesce(p.probin, p.prosrc)
from pg_language l left join pg_proc p on p.oid = l.lanplcallfoid
where l.lanispl and not (l.lanpltrusted and l.lanname = 'plpgsql' and p.probin = '$libdir/plpgsql' and p.prosrc = 'plpgsql_call_handler')
union all
select 'security label of ' || s.provider || ' on ' || s.objoid::regclass::text
from pg_seclabel s where s.classoid = 'pg_class'::regclass and s.objoid in (select oid from governed)
union all
select 'schema ' || nspname || ' owned by ' || nspowner::regrole::text
from pg_namespace where nspname in ('cutter_governance', 'cutter_sidecar') and pg_get_userbyid(nspowner) <> 'workflow_admin'
union all
select 'schema public owned by ' || r.rolname
from pg_namespace n join pg_roles r on r.oid = n.nspowner
where n.nspname = 'public' and not r.rolsuper and r.rolname not in ('workflow_admin', 'pg_database_owner')
union all
select 'encoding ' || pg_encoding_to_char(encoding) from pg_database
where datname = current_database() and encoding <> pg_char_to_encoding('UTF8')`;
