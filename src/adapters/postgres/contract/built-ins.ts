/** Names of the built-in functions that the statements of the bot and the functions of the schema call. */
export const CALLED_BUILT_INS: readonly string[] = (
  "acldefault aclexplode age array_agg array_position array_remove array_send array_to_string bool_or cardinality " +
  "clock_timestamp concat_ws convert_to count current_database current_setting decode encode extract format format_type " +
  "gen_random_uuid generate_series hashtextextended isfinite jsonb_build_array jsonb_build_object jsonb_each jsonb_object_agg " +
  "jsonb_strip_nulls lag lead left length max min now num_nulls octet_length oidvectortypes pg_advisory_lock " +
  "pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared pg_advisory_xact_lock " +
  "pg_advisory_xact_lock_shared pg_char_to_encoding pg_control_checkpoint pg_control_system pg_current_snapshot " +
  "pg_current_xact_id pg_current_xact_id_if_assigned pg_database_size pg_encoding_to_char pg_export_snapshot " +
  "pg_get_constraintdef pg_get_expr pg_get_function_arguments pg_get_function_result pg_get_function_sqlbody pg_get_indexdef " +
  "pg_get_replication_slots pg_get_ruledef pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_identify_object " +
  "pg_is_in_recovery pg_my_temp_schema pg_postmaster_start_time pg_snapshot_xmax pg_snapshot_xmin " +
  "pg_stat_get_bgwriter_stat_reset_time pg_stat_get_xact_tuples_deleted pg_stat_get_xact_tuples_inserted " +
  "pg_stat_get_xact_tuples_updated pg_terminate_backend pg_try_advisory_lock quote_ident record_send regexp_replace repeat " +
  "replace set_config sha256 split_part starts_with string_agg strpos substr to_char to_jsonb to_regclass translate " +
  "trim_scale unnest"
).split(" ");

/** Functions under names and in catalogs of those that are held, which PostgreSQL 16 to 18 have brought or changed. */
const NEWER = "3262, 6274, 6367, 6368, 6369, 6370, 6371, 6372, 6373, 6374, 6391, 6395, 6396";

/**
 * The built-in objects that are the same in PostgreSQL 15 to 18, a digest each. The server runs a built-in function by its number, so what
 * acts is which number a name, an operator, a type, a cast, an aggregate or an index stands for.
 */
const EXPECTED: Readonly<Record<string, string>> = {
  functions: "72253af91892032b9d8e4893763295f7e7365344a2f56c580f9bdf55932643e5",
  operators: "a7db70bc247d842a740c57d98fae826d5c2384546fc75c4a09cd82045cab0866",
  types: "ac95fdfe133bbaaa53bc086369a7612fd6f385a0a9b588c70b99c409759c11c1",
  casts: "26e852eade3da9055ecc4f7939f104cffa7dcc77c21599acbc7153660e2b4277",
  aggregates: "47efff783295fe05c749b9bff642d39794cb559a62f4f1f35f2207fde215a383",
  "operators of index families": "636bde159f3a5755e157c90126689e081f9f016bfb616c264eb5d2d2c0692d8c",
  "functions of index families": "4623ef8e39be832065a96127e20036329e7a84240d5e68cbd920d407961edf09",
  "view pg_roles": "82415e6a5dad4e2a9ff919350076f6468e365985da44db654ad259a975b2cf94",
};

const BUILT_INS: Readonly<Record<string, string>> = {
  functions: `select concat_ws(' ', oid, proname, proargtypes, prorettype, prolang, provolatile, proisstrict, prosecdef, proretset, proconfig)
    from pg_proc where oid < 16384 and proname = any ($1::text[]) and oid not in (${NEWER})`,
  operators: `select concat_ws(' ', oid, oprname, oprnamespace, oprleft, oprright, oprresult, oprcode::oid, oprcom, oprnegate)
    from pg_operator where oid < 16384`,
  types: `select concat_ws(' ', oid, typname, typnamespace, typtype, typelem, typbasetype, typcollation, typinput::oid, typoutput::oid,
      typreceive::oid, typsend::oid, typsubscript::oid)
    from pg_type where oid < 10000`,
  casts: `select concat_ws(' ', castsource, casttarget, castfunc, castcontext, castmethod)
    from pg_cast where oid < 16384 and castfunc not in (${NEWER})`,
  aggregates: `select concat_ws(' ', a.aggfnoid::oid, a.aggtransfn::oid, a.aggfinalfn::oid, a.aggtranstype, a.agginitval)
    from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid
    where p.oid < 16384 and p.proname = any ($1::text[]) and p.oid not in (${NEWER})`,
  "operators of index families": `select concat_ws(' ', amopfamily, amoplefttype, amoprighttype, amopstrategy, amoppurpose, amopopr)
    from pg_amop where oid < 16384`,
  "functions of index families": `select concat_ws(' ', p.amprocfamily, p.amproclefttype, p.amprocrighttype, p.amprocnum, p.amproc::oid)
    from pg_amproc p join pg_opfamily f on f.oid = p.amprocfamily
    where p.oid < 16384 and f.opfmethod = 403 and p.amprocnum <= 2 and p.amproc::oid not in (${NEWER})`,
  "view pg_roles": `select regexp_replace(pg_get_viewdef('pg_catalog.pg_roles'::regclass), '\\m(pg_authid|s|pg_db_role_setting)\\.|\\s+', '', 'g')`,
};

/** The built-in objects that are not as PostgreSQL has them, one line a kind; $1 are the functions that are called. */
export const BUILT_INS_QUERY = `${Object.entries(BUILT_INS)
  .map(
    ([kind, lines]) => `select 'built-in ${kind} of digest ' || digest as line
from (select encode(sha256(convert_to(string_agg(line, E'\\n' order by line collate "C"), 'UTF8')), 'hex') from (${lines}) as lines (line)) as of_kind (digest)
where digest is distinct from '${EXPECTED[kind] ?? ""}'`,
  )
  .join("\nunion all\n")}`;
