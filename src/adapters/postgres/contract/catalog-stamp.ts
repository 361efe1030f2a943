import type { SqlSession } from "../../../ports/sql.ts";

/** The catalogs whose rows the lanes may not read; what the facts are made of is shown by a view, or in columns that are open to all. */
const SHOWN: Readonly<Record<string, string>> = {
  pg_authid: "select r.oid, r::text from pg_catalog.pg_roles r",
  pg_subscription:
    "select s.oid, pg_catalog.concat_ws(' ', s.oid, s.subdbid, s.subowner, s.subname) from pg_catalog.pg_subscription s",
  pg_user_mapping:
    "select m.umid, pg_catalog.concat_ws(' ', m.umid, m.srvid, m.umuser, m.srvname, m.usename) from pg_catalog.pg_user_mappings m",
};

/** Comments, statistics and the content of large objects, of which no fact is made. */
export const PASSED_OVER: readonly string[] = [
  "pg_description",
  "pg_largeobject",
  "pg_shdescription",
  "pg_statistic",
  "pg_statistic_ext_data",
];

/** Every other catalog of PostgreSQL 15 to 18. */
export const STAMPED: readonly string[] = (
  "pg_aggregate pg_am pg_amop pg_amproc pg_attrdef pg_attribute pg_auth_members pg_authid pg_cast pg_class pg_collation pg_constraint " +
  "pg_conversion pg_database pg_db_role_setting pg_default_acl pg_depend pg_enum pg_event_trigger pg_extension pg_foreign_data_wrapper " +
  "pg_foreign_server pg_foreign_table pg_index pg_inherits pg_init_privs pg_language pg_largeobject_metadata pg_namespace pg_opclass " +
  "pg_operator pg_opfamily pg_parameter_acl pg_partitioned_table pg_policy pg_proc pg_publication pg_publication_namespace " +
  "pg_publication_rel pg_range pg_replication_origin pg_rewrite pg_seclabel pg_sequence pg_shdepend pg_shseclabel pg_statistic_ext " +
  "pg_subscription pg_subscription_rel pg_tablespace pg_transform pg_trigger pg_ts_config pg_ts_config_map pg_ts_dict pg_ts_parser " +
  "pg_ts_template pg_type pg_user_mapping"
).split(" ");

/** Null where a row has lost the number of its transaction, which only `pg_surgery` does. */
function digestOfRows(catalog: string): string {
  return `(select case when '2'::pg_catalog.xid operator(pg_catalog.=) any (pg_catalog.array_agg(xmin)) then null
    else pg_catalog.sha256(coalesce(pg_catalog.array_send(pg_catalog.array_agg(xmin)), '')) end from pg_catalog.${catalog})`;
}

function digestOfTexts(query: string): string {
  return `(select pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(line, E'\\n' order by name), ''), 'UTF8'))
    from (${query}) as shown (name, line))`;
}

/** What is no row of a catalog: the slots, and where and when the numbers of the transactions count. */
const PLACE = `
  select 1::bigint, pg_catalog.concat_ws(' ', system_identifier, pg_catalog.pg_postmaster_start_time(),
    pg_catalog.pg_stat_get_bgwriter_stat_reset_time(), pg_catalog.pg_is_in_recovery(),
    pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint operator(pg_catalog./) 2147483648,
    (select oid from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database()))
  from pg_catalog.pg_control_system()
  union all
  select 2, pg_catalog.concat_ws(' ', slot_name, plugin, slot_type, datoid)
  from (select * from pg_catalog.pg_get_replication_slots() order by slot_name) as slot`;

const PARTS: readonly string[] = [
  digestOfTexts(PLACE),
  ...STAMPED.map((name) => {
    const shown = SHOWN[name];
    return shown === undefined ? digestOfRows(name) : digestOfTexts(shown);
  }),
];

/**
 * One digest of everything that the facts of the catalogs rest on, or null where it would not be enough. PostgreSQL never changes a row of a
 * catalog in place where a fact is made of it: it writes another one, under the number of its transaction. So two moments at which the
 * rows of a catalog have the same numbers in the same order show the same rows. That holds in one database, between two starts or crashes of
 * its server (a crash resets the statistics), and while the numbers have not come round, in a snapshot that all statements share; not for a
 * transaction that has written itself, nor in a session with objects of its own.
 */
const STAMP_QUERY = `
select case when pg_catalog.current_setting('transaction_isolation') operator(pg_catalog.=) any ('{repeatable read,serializable}'::text[])
    and pg_catalog.pg_current_xact_id_if_assigned() is null and pg_catalog.pg_my_temp_schema() operator(pg_catalog.=) 0::oid
    and pg_catalog.array_position(part, null) is null
  then pg_catalog.encode(pg_catalog.sha256(pg_catalog.array_send(part)), 'hex') end as stamp
from (select array[
    ${PARTS.join(",\n    ")}
  ] as part) as parts`;

/** The stamp of the catalogs in the session's transaction; null where they have to be read. */
export async function readStamp(session: SqlSession): Promise<string | null> {
  const { rows } = await session.query<{ stamp: string | null }>(STAMP_QUERY);
  return rows[0]?.stamp ?? null;
}
