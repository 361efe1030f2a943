import { GOVERNED_TABLES, SIDECAR_TABLES, VIEWS } from "../../../domain/tables.ts";
import { digestOf } from "../../../json/canonical-json.ts";
import type { SchemaFacts } from "../../../ports/schema-facts.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { type OtherSetting, readOtherSettings } from "../connection/session-settings.ts";
import { BUILT_INS_QUERY, CALLED_BUILT_INS } from "./built-ins.ts";
import { GRANTS_QUERY } from "./grants-query.ts";
import { BUILT_IN_SQL, INERT_EXTENSIONS, SURROUNDINGS_QUERY } from "./surroundings-query.ts";

/** One table or view: its oid and everything that its definition consists of, a line each. */
interface TableShape {
  readonly table: string;
  readonly oid: string;
  readonly lines: readonly string[];
}

interface TriggerFact {
  readonly table: string;
  readonly name: string;
  /** `A` always, `O` origin, `R` replica, `D` disabled. */
  readonly enabled: string;
  readonly digest: string;
}

export interface FunctionFact {
  readonly signature: string;
  readonly owner: string;
  readonly digest: string;
  readonly securityDefiner: boolean;
  readonly config: readonly string[];
  readonly publicMayExecute: boolean;
}

/** What the catalogs say, before it is put into lines. */
export interface Catalog {
  readonly shapes: readonly TableShape[];
  readonly triggers: readonly TriggerFact[];
  readonly functions: readonly FunctionFact[];
  readonly grants: readonly string[];
  /** What no migration made and acts all the same, a line each. */
  readonly surroundings: readonly string[];
  readonly settings: readonly OtherSetting[];
}

/**
 * The number of a column, and what it shows in rows that are older than itself, tell a column that was made anew or takes the name of
 * another: either changes every row and writes none. The internal triggers of foreign keys are lines of their tables; those by which a
 * table of others refers to a governed one act on theirs alone. A view is its rule, in which the server names the table of every column, in
 * all versions alike, where more than one is read.
 */
const SHAPES_QUERY = `
with governed as materialized (
  select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname || '.' || c.relname = any ($1::text[])
)
select n.nspname || '.' || c.relname as "table", c.oid::text as oid, array(
    select 'relation ' || c.relkind::text || ' ' || c.relpersistence::text || ' owner ' || c.relowner::regrole::text
      || ' rls ' || c.relrowsecurity || ' ' || c.relforcerowsecurity
      || coalesce(' tablespace ' || (select spcname from pg_tablespace where oid = c.reltablespace), '')
      || coalesce(' using ' || (select amname from pg_am where oid = c.relam and amname <> 'heap'), '')
      || case when c.relkind = 'v' then coalesce(' with ' || array_to_string(c.reloptions, ' '), '') else '' end
    union all
    select 'column ' || a.attnum || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end || coalesce(' filled with ' || a.attmissingval::text, '')
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text || a.attgenerated::text
      || case when a.attcollation <> (select typcollation from pg_type where oid = a.atttypid)
        then ' collate ' || a.attcollation::regcollation::text else '' end
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    union all
    select 'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid) from pg_constraint k
    where k.conrelid = c.oid and k.contype <> 't' and (k.contype <> 'n' or not k.convalidated)
    union all
    select 'index ' || pg_get_indexdef(x.indexrelid) || case when x.indisvalid and x.indisready and x.indislive then '' else ' invalid' end
      || coalesce(' tablespace ' || s.spcname, '')
    from pg_index x join pg_class i on i.oid = x.indexrelid left join pg_tablespace s on s.oid = i.reltablespace where x.indrelid = c.oid
    union all
    select 'internal trigger of ' || coalesce(k.conname, 'nothing') || ' calls ' || f.pronamespace::regnamespace::text || '.' || f.proname
      || ' ' || t.tgenabled::text || ' ' || t.tgtype || case when t.tgqual is null then '' else ' when' end
    from pg_trigger t join pg_proc f on f.oid = t.tgfoid left join pg_constraint k on k.oid = t.tgconstraint
    where t.tgrelid = c.oid and t.tgisinternal
      and not (t.tgenabled = 'O' and k.contype = 'f' and f.oid < 16384 and k.conrelid not in (select oid from governed))
    union all
    select 'rule ' || r.rulename || ' ' || r.ev_enabled::text || ' ' || regexp_replace(pg_get_ruledef(r.oid), '\\s+', ' ', 'g')
    from pg_rewrite r where r.ev_class = c.oid
    union all
    select 'policy ' || p.polname || ' ' || p.polcmd::text || ' ' || p.polpermissive || coalesce(' using ' || pg_get_expr(p.polqual, c.oid), '')
      || coalesce(' check ' || pg_get_expr(p.polwithcheck, c.oid), '') from pg_policy p where p.polrelid = c.oid
    union all
    select 'inherits ' || i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid
    union all
    select 'inherited by ' || i.inhrelid::regclass::text from pg_inherits i where i.inhparent = c.oid
  ) as lines
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname || '.' || c.relname = any ($1::text[])`;

const TRIGGERS_QUERY = `
select n.nspname || '.' || c.relname as "table", t.tgname::text as name, t.tgenabled::text as enabled,
  encode(sha256(convert_to(pg_get_triggerdef(t.oid), 'UTF8')), 'hex') as digest
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname || '.' || c.relname = any ($1::text[]) and not t.tgisinternal`;

/**
 * A function's digest covers the parts that decide what it does, not its printed form, which differs between versions.
 * Functions of other schemas are included when they are SECURITY DEFINER: a lane that can call one acts with its owner's
 * rights.
 */
const FUNCTIONS_QUERY = `
select n.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' as signature,
  p.proowner::regrole::text as owner, p.prosecdef as "securityDefiner", coalesce(p.proconfig, '{}') as config,
  exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as "publicMayExecute",
  encode(sha256(convert_to(jsonb_build_array(l.lanname, p.prokind::text, p.prosecdef, p.provolatile::text, p.proisstrict,
    p.proleakproof, p.proparallel::text, p.proretset, pg_get_function_result(p.oid), pg_get_function_arguments(p.oid),
    p.proconfig, p.prosrc, p.probin, pg_get_function_sqlbody(p.oid))::text, 'UTF8')), 'hex') as digest
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where p.oid >= 16384 and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  and (p.prosecdef or n.nspname in ('public', 'cutter_governance', 'cutter_sidecar'))`;

/** What statements of this project and of readers name. */
const OWN_RELATIONS: readonly string[] = [...GOVERNED_TABLES, ...SIDECAR_TABLES, ...VIEWS];

/** Reads the catalogs inside the session's transaction, in one round trip. */
export async function readCatalog(session: SqlSession): Promise<Catalog> {
  const [shapes, triggers, functions, grants, surroundings, builtIns, settings] = await Promise.all([
    session.query<TableShape>(SHAPES_QUERY, [OWN_RELATIONS]),
    session.query<TriggerFact>(TRIGGERS_QUERY, [OWN_RELATIONS]),
    session.query<FunctionFact>(FUNCTIONS_QUERY),
    session.query<{ line: string }>(GRANTS_QUERY, [OWN_RELATIONS]),
    session.query<{ line: string }>(SURROUNDINGS_QUERY, [OWN_RELATIONS, INERT_EXTENSIONS, BUILT_IN_SQL]),
    session.query<{ line: string }>(BUILT_INS_QUERY, [CALLED_BUILT_INS]),
    readOtherSettings(session),
  ]);
  return {
    shapes: shapes.rows.map((shape) => ({ ...shape, lines: [...shape.lines].sort() })),
    triggers: triggers.rows,
    functions: functions.rows,
    grants: grants.rows.map(({ line }) => line).sort(),
    surroundings: [...surroundings.rows, ...builtIns.rows].map(({ line }) => line).sort(),
    settings,
  };
}

export function schemaFactsOf(catalog: Catalog): SchemaFacts {
  const tables = catalog.shapes.map(({ table, oid, lines }) => `${table} ${oid} ${digestOf(lines)}`).sort();
  const triggers = catalog.triggers
    .map((fact) => `${fact.table} ${fact.name} ${fact.enabled} ${fact.digest}`)
    .sort();
  const functions = catalog.functions.map((fact) => `${fact.signature} ${fact.owner} ${fact.digest}`).sort();
  const { grants, surroundings, settings } = catalog;
  return {
    tables,
    triggers,
    functions,
    grants,
    grantsSha256: digestOf(grants),
    sha256: digestOf([
      tables,
      triggers,
      functions,
      grants,
      surroundings,
      settings.map((found) => ({ ...found })),
    ]),
  };
}
