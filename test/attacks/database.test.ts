import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readDumpFrame } from "../../src/adapters/backup/dump-frame.ts";
import { createPgliteFactory } from "../../src/adapters/pglite/create-pglite-factory.ts";
import { compareSchema } from "../../src/adapters/postgres/compare-schema.ts";
import { CALLED_BUILT_INS } from "../../src/adapters/postgres/contract/built-ins.ts";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { RefusalError } from "../../src/domain/refusal.ts";
import { ConnectionLost } from "../../src/ports/connection-lost.ts";
import type { WriteCommand } from "../../src/ports/knowledge-base.ts";
import type { SqlSource } from "../../src/ports/sql.ts";
import { startCommitProxy } from "../support/commit-proxy.ts";
import { commandFor, install, makePlan, registerPlan } from "../support/knowledge.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../support/knowledge-cluster.ts";
import { createScenes, reasonOf, type Scene, type Scenes } from "../support/knowledge-scene.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let scenes: Scenes;
let scene: Scene;
/** Approved while the database was sound. */
let command: WriteCommand;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  scenes = createScenes(database);
  scene = await scenes.set();
  command = await scene.command("cut_leg_a");
  // Or each function that is planted would be told by its right alone.
  await here(["alter default privileges revoke execute on functions from public"]);
});
after(() => cluster?.[Symbol.asyncDispose]());

async function here(statements: readonly string[]): Promise<void> {
  await scenes.superuser(...statements);
}

interface Planted {
  readonly rule: string;
  readonly plant: readonly string[];
  readonly mend: readonly string[];
  readonly object: RegExp;
  readonly reason?: string;
}

const YES = "language sql immutable as 'select true'";
const ROW = "public.information_unit";

/** What a role other than the lanes, the owner and superusers may do to the governed tables. */
const STRANGERS = [
  {
    may: "may change units",
    plant: "grant update, delete on public.information_unit to mallory",
    object: /grant UPDATE on table public\.information_unit to mallory/,
  },
  {
    may: "may change one column",
    plant: "grant update (content_hash) on public.unit_version to mallory",
    object: /grant UPDATE on column public\.unit_version\.content_hash to mallory/,
  },
  {
    may: "may register sources",
    plant: "grant insert on cutter_governance.source_document_registry to mallory",
    object: /grant INSERT on table cutter_governance\.source_document_registry to mallory/,
  },
  {
    may: "may make triggers",
    plant: "grant trigger on public.iu_lifecycle_vocab to mallory",
    object: /grant TRIGGER on table public\.iu_lifecycle_vocab to mallory/,
  },
  {
    may: "may make objects in the search path",
    plant: "grant create on schema public to mallory",
    object: /grant CREATE on schema public to mallory/,
  },
  {
    may: "may write everything",
    plant: "grant pg_write_all_data to mallory",
    object: /member mallory of pg_write_all_data/,
  },
  {
    may: "owns the schema of the units",
    plant: "alter schema public owner to mallory",
    object: /schema public owned by mallory/,
  },
] as const;

/** The view of the roles as PostgreSQL makes it, but for one column. */
function rolesView(rolsuper: string): string {
  return `create or replace view pg_catalog.pg_roles as select pg_authid.rolname, ${rolsuper} as rolsuper, pg_authid.rolinherit,
    pg_authid.rolcreaterole, pg_authid.rolcreatedb, pg_authid.rolcanlogin, pg_authid.rolreplication, pg_authid.rolconnlimit,
    '********'::text as rolpassword, pg_authid.rolvaliduntil, pg_authid.rolbypassrls, s.setconfig as rolconfig, pg_authid.oid
    from pg_authid left join pg_db_role_setting s on pg_authid.oid = s.setrole and s.setdatabase = 0::oid`;
}

const PLANTED: readonly Planted[] = [
  {
    rule: "an event trigger whose function lies elsewhere (D-91)",
    plant: [
      "create schema elsewhere",
      "create function elsewhere.f() returns event_trigger language plpgsql as 'begin end'",
      "create event trigger watch on ddl_command_start execute function elsewhere.f()",
    ],
    mend: ["drop event trigger watch", "drop schema elsewhere cascade"],
    object: /event trigger watch on ddl_command_start calls elsewhere\.f\(\)/,
  },
  {
    rule: "an operator on the row type of a table, which a trigger would compare with (D-92)",
    plant: [
      `create function public.same(a ${ROW}, b ${ROW}) returns boolean ${YES}`,
      `create operator public.= (leftarg = ${ROW}, rightarg = ${ROW}, function = public.same)`,
    ],
    mend: [`drop function public.same(${ROW}, ${ROW}) cascade`],
    object: /operator (public\.)?=\(information_unit,information_unit\)/,
  },
  {
    rule: "the same operator made a member of an honest extension (D-92)",
    plant: [
      "create extension citext with schema public",
      "create schema elsewhere",
      `create function elsewhere.same(a ${ROW}, b ${ROW}) returns boolean ${YES}`,
      `create operator public.= (leftarg = ${ROW}, rightarg = ${ROW}, function = elsewhere.same)`,
      "alter extension citext add function elsewhere.same(information_unit, information_unit)",
      "alter extension citext add operator public.= (information_unit, information_unit)",
    ],
    mend: ["drop extension citext cascade", "drop schema elsewhere cascade"],
    object: /operator (public\.)?=\(information_unit,information_unit\)/,
  },
  {
    rule: "an operator on built-in types that hides the built-in one (D-92)",
    plant: [
      "create schema elsewhere",
      `create function elsewhere.same(a uuid, b text) returns boolean ${YES}`,
      "create operator public.= (leftarg = uuid, rightarg = text, function = elsewhere.same)",
    ],
    mend: ["drop schema elsewhere cascade"],
    object: /operator (public\.)?=\(uuid,text\)/,
  },
  {
    rule: "a function in pg_catalog that answers for one of the built-in ones (D-92)",
    plant: [
      "create function pg_catalog.sha256(text) returns bytea language sql immutable as 'select ''\\x00''::bytea'",
    ],
    mend: ["drop function pg_catalog.sha256(text)"],
    object: /function sha256\(text\)/,
  },
  {
    rule: "a built-in function that is made anew in SQL (D-92)",
    plant: [
      "create or replace function pg_catalog.sha256(bytea) returns bytea language sql immutable strict as 'select ''\\x00''::bytea'",
    ],
    mend: [
      "create or replace function pg_catalog.sha256(bytea) returns bytea language internal immutable strict parallel safe leakproof as 'sha256_bytea'",
    ],
    object: /built-in function sha256\(bytea\) in sql/,
  },
  {
    rule: "a built-in function that the bot's own statements call, made anew in SQL (D-114)",
    plant: [
      "create or replace function pg_catalog.pg_stat_get_xact_tuples_deleted(oid) returns bigint language sql stable as 'select 0::bigint'",
    ],
    mend: [
      "create or replace function pg_catalog.pg_stat_get_xact_tuples_deleted(oid) returns bigint language internal volatile strict parallel restricted as 'pg_stat_get_xact_tuples_deleted'",
    ],
    object: /built-in function pg_stat_get_xact_tuples_deleted\(oid\) in sql/,
  },
  {
    rule: "a built-in type whose binary form another function makes, so that every row has one digest (D-114)",
    plant: [
      "create schema elsewhere",
      "create function elsewhere.blind(text) returns bytea language plpgsql immutable strict as 'begin return ''''::bytea; end'",
      "alter type pg_catalog.text set (send = elsewhere.blind)",
    ],
    mend: ["alter type pg_catalog.text set (send = textsend)", "drop schema elsewhere cascade"],
    object: /built-in type text calls elsewhere\.blind/,
  },
  {
    rule: "a built-in aggregate that is made anew, so that all rows have one digest (D-114)",
    plant: [
      "create schema elsewhere",
      "create function elsewhere.blind(bytea, bytea, bytea) returns bytea language sql immutable as 'select ''''::bytea'",
      "create or replace aggregate pg_catalog.string_agg(bytea, bytea) (sfunc = elsewhere.blind, stype = bytea)",
    ],
    mend: [
      `update pg_aggregate set aggtransfn = 'bytea_string_agg_transfn', aggfinalfn = 'bytea_string_agg_finalfn', aggtranstype = 'internal'::regtype
       where aggfnoid = 'pg_catalog.string_agg(bytea, bytea)'::regprocedure`,
      "delete from pg_depend where objid = 'pg_catalog.string_agg(bytea, bytea)'::regprocedure",
      "drop schema elsewhere cascade",
    ],
    object: /built-in aggregate string_agg\(bytea,bytea\) calls elsewhere\.blind/,
  },
  {
    rule: "a built-in operator that calls another function (D-114)",
    plant: [
      "create schema elsewhere",
      `create function elsewhere.same(a bytea, b bytea) returns boolean ${YES}`,
      "update pg_operator set oprcode = 'elsewhere.same'::regproc where oprname = '=' and oprleft = 'bytea'::regtype",
    ],
    mend: [
      "update pg_operator set oprcode = 'byteaeq'::regproc where oprname = '=' and oprleft = 'bytea'::regtype",
      "drop schema elsewhere cascade",
    ],
    object: /built-in operator =\(bytea,bytea\) calls elsewhere\.same/,
  },
  {
    rule: "a built-in function that takes the name of another (D-118)",
    plant: [
      "alter function pg_catalog.pg_stat_get_xact_tuples_deleted(oid) rename to aside",
      "alter function pg_catalog.pg_stat_get_xact_tuples_hot_updated(oid) rename to pg_stat_get_xact_tuples_deleted",
    ],
    mend: [
      "alter function pg_catalog.pg_stat_get_xact_tuples_deleted(oid) rename to pg_stat_get_xact_tuples_hot_updated",
      "alter function pg_catalog.aside(oid) rename to pg_stat_get_xact_tuples_deleted",
    ],
    object: /built-in functions of digest/,
  },
  {
    rule: "a built-in function that is given a setting of its own (D-118)",
    plant: ["alter function pg_catalog.sha256(bytea) set work_mem = '1MB'"],
    mend: ["alter function pg_catalog.sha256(bytea) reset work_mem"],
    object: /built-in functions of digest/,
  },
  {
    rule: "a built-in type whose binary form another built-in function makes, so that every row has one digest (D-118)",
    plant: ["update pg_type set typsend = 'void_send' where oid = 'text'::regtype"],
    mend: ["update pg_type set typsend = 'textsend' where oid = 'text'::regtype"],
    object: /built-in types of digest/,
  },
  {
    rule: "a built-in operator that calls another built-in function (D-118)",
    plant: [
      "update pg_operator set oprcode = 'byteage'::regproc where oprname = '=' and oprleft = 'bytea'::regtype",
    ],
    mend: [
      "update pg_operator set oprcode = 'byteaeq'::regproc where oprname = '=' and oprleft = 'bytea'::regtype",
    ],
    object: /built-in operators of digest/,
  },
  {
    rule: "a built-in cast by another built-in function (D-118)",
    plant: [
      "update pg_cast set castfunc = 'pg_catalog.int4(smallint)'::regprocedure where castsource = 'int8'::regtype and casttarget = 'int4'::regtype",
    ],
    mend: [
      "update pg_cast set castfunc = 'pg_catalog.int4(bigint)'::regprocedure where castsource = 'int8'::regtype and casttarget = 'int4'::regtype",
    ],
    object: /built-in casts of digest/,
  },
  {
    rule: "a built-in aggregate that another built-in function makes (D-118)",
    plant: [
      "update pg_aggregate set aggtransfn = 'booland_statefunc' where aggfnoid = 'pg_catalog.bool_or'::regproc",
    ],
    mend: [
      "update pg_aggregate set aggtransfn = 'boolor_statefunc' where aggfnoid = 'pg_catalog.bool_or'::regproc",
    ],
    object: /built-in aggregates of digest/,
  },
  {
    rule: "an index family of text with another operator (D-118)",
    plant: [
      "update pg_amop set amopopr = 'pg_catalog.^@(text,text)'::regoperator where amopopr = 'pg_catalog.<(text,text)'::regoperator and amopmethod = 403",
    ],
    mend: [
      `update pg_amop set amopopr = 'pg_catalog.<(text,text)'::regoperator where amopopr = 'pg_catalog.^@(text,text)'::regoperator and amopmethod = 403`,
    ],
    object: /built-in operators of index families of digest/,
  },
  {
    rule: "an index family of text that compares otherwise (D-118)",
    plant: [
      "update pg_amproc set amproc = 'bttext_pattern_cmp' where amproc = 'bttextcmp'::regproc and amproclefttype = 'text'::regtype",
    ],
    mend: [
      `update pg_amproc set amproc = 'bttextcmp' where amproc = 'bttext_pattern_cmp'::regproc and amproclefttype = 'text'::regtype
       and amprocfamily = (select oid from pg_opfamily where opfname = 'text_ops' and opfmethod = 403)`,
    ],
    object: /built-in functions of index families of digest/,
  },
  {
    rule: "a view of the roles that shows other roles (D-118)",
    plant: [rolesView("rolsuper and rolname <> 'mallory'")],
    mend: [rolesView("pg_authid.rolsuper")],
    object: /built-in view pg_roles of digest/,
  },
  ...STRANGERS.map(({ may, plant, object }) => ({
    rule: `a role of others that ${may} (D-119)`,
    plant: ["create role mallory", plant],
    mend: ["alter schema public owner to pg_database_owner", "drop owned by mallory", "drop role mallory"],
    object,
    ...(object.source.startsWith("schema") ? {} : { reason: "STOP_GRANT_DELTA" }),
  })),
  {
    rule: "an owner who is more than an owner (D-119)",
    plant: ["alter role workflow_admin createrole replication"],
    mend: ["alter role workflow_admin nocreaterole noreplication"],
    object: /attribute (CREATEROLE|REPLICATION) of workflow_admin/,
    reason: "STOP_GRANT_DELTA",
  },
  {
    rule: "a function in SQL that an honest extension is made to own (D-92)",
    plant: [
      "create extension citext with schema public",
      `create function public.starts_with(a text, b "char") returns boolean ${YES}`,
      'alter extension citext add function public.starts_with(text, "char")',
    ],
    mend: ["drop extension citext cascade"],
    object: /function (public\.)?starts_with\(text,"char"\) of an extension/,
  },
  {
    rule: "a cast between built-in types (D-92)",
    plant: ["create cast (text as uuid) with inout as implicit"],
    mend: ["drop cast (text as uuid)"],
    object: /cast text to uuid/,
  },
  {
    rule: "an operator class for the rows of a table (D-92)",
    plant: [
      `create operator class public.rows default for type ${ROW} using hash as function 1 pg_catalog.hash_record(record)`,
    ],
    mend: ["drop operator family public.rows using hash cascade"],
    object: /operator class rows for information_unit/,
  },
  {
    rule: "a publication of the units (D-93)",
    plant: ["create publication leak for table public.information_unit"],
    mend: ["drop publication leak"],
    object: /publication leak of governed tables/,
  },
  {
    rule: "a publication of the ledger's schema (D-93)",
    plant: ["create publication leak for tables in schema cutter_governance"],
    mend: ["drop publication leak"],
    object: /publication leak of governed tables/,
  },
  {
    rule: "a publication of everything (D-93)",
    plant: ["create publication leak for all tables"],
    mend: ["drop publication leak"],
    object: /publication leak of all tables/,
  },
  {
    rule: "dblink (D-93)",
    plant: ["create extension dblink with schema public"],
    mend: ["drop extension dblink"],
    object: /extension dblink/,
  },
  {
    rule: "a foreign server and who is mapped on it (D-93)",
    plant: [
      "create extension postgres_fdw with schema public",
      "create server away foreign data wrapper postgres_fdw",
      "create user mapping for public server away",
    ],
    mend: ["drop extension postgres_fdw cascade"],
    object: /user mapping of public on away/,
  },
  {
    rule: "a foreign-data wrapper of nobody's extension (D-93)",
    plant: ["create foreign data wrapper bare", "create server away foreign data wrapper bare"],
    mend: ["drop foreign data wrapper bare cascade"],
    object: /foreign server away/,
  },
  {
    rule: "another collation of a column (D-94)",
    plant: ['alter table public.iu_lifecycle_log alter column actor type text collate "C"'],
    mend: ["alter table public.iu_lifecycle_log alter column actor type text"],
    object: /iu_lifecycle_log: column \d+ actor text.* collate .*C/,
  },
  {
    rule: "an index that is not valid (D-94)",
    plant: [
      "update pg_index set indisready = false where indexrelid = 'public.information_unit_document'::regclass",
    ],
    mend: [
      "update pg_index set indisready = true where indexrelid = 'public.information_unit_document'::regclass",
    ],
    object: /information_unit: index .* invalid/,
  },
  {
    rule: "a trigger of a stranger that is marked internal (D-95)",
    plant: [
      "create schema elsewhere",
      "create function elsewhere.f() returns trigger language plpgsql as 'begin return new; end'",
      "create trigger stranger before insert on public.unit_version for each row execute function elsewhere.f()",
      "update pg_trigger set tgisinternal = true where tgname = 'stranger'",
    ],
    mend: [
      "update pg_trigger set tgisinternal = false where tgname = 'stranger'",
      "drop schema elsewhere cascade",
    ],
    object: /unit_version: internal trigger of nothing calls elsewhere\.f/,
  },
  {
    rule: "a trigger of ours that is marked internal (D-95)",
    plant: ["update pg_trigger set tgisinternal = true where tgname = 'd_immutable'"],
    mend: ["update pg_trigger set tgisinternal = false where tgname = 'd_immutable'"],
    object: /d_immutable/,
    reason: "STOP_IMMUTABILITY_MISSING",
  },
  {
    rule: "a trigger of a foreign key that calls something else (D-95)",
    plant: [
      `update pg_trigger set tgfoid = 'pg_catalog.suppress_redundant_updates_trigger'::regproc
       where tgisinternal and tgrelid = 'public.unit_version'::regclass and tgfoid = '"RI_FKey_check_ins"'::regproc`,
    ],
    mend: [
      `update pg_trigger set tgfoid = '"RI_FKey_check_ins"'::regproc
       where tgisinternal and tgrelid = 'public.unit_version'::regclass and tgfoid = 'suppress_redundant_updates_trigger'::regproc`,
    ],
    object: /unit_version: internal trigger of unit_version_unit_id_fkey/,
  },
  {
    rule: "a policy of rows (D-94)",
    plant: ["create policy hide on public.dot_config for select using (false)"],
    mend: ["drop policy hide on public.dot_config"],
    object: /dot_config: policy hide/,
  },
  {
    rule: "a child table, whose rows are read with the parent's (D-94)",
    plant: ["create table public.more () inherits (cutter_governance.review_decision)"],
    mend: ["drop table public.more"],
    object: /review_decision: inherited by more/,
  },
  {
    rule: "a constraint that nobody has validated (D-94)",
    plant: ["update pg_constraint set convalidated = false where conname = 'unit_version_content_hash'"],
    mend: ["update pg_constraint set convalidated = true where conname = 'unit_version_content_hash'"],
    object: /unit_version: constraint unit_version_content_hash .* NOT VALID/,
  },
  {
    rule: "another owner of the ledger's schema (D-94)",
    plant: ["create role other_owner nologin", "alter schema cutter_governance owner to other_owner"],
    mend: ["alter schema cutter_governance owner to workflow_admin", "drop role other_owner"],
    object: /schema cutter_governance owned by other_owner/,
  },
  {
    rule: "a planner support function, which can answer in place of the function (D-92)",
    plant: [
      "alter function public.fn_iu_withdraw(text, text, uuid, uuid, text) support pg_catalog.generate_series_int4_support",
    ],
    mend: [
      "update pg_proc set prosupport = 0 where oid = 'public.fn_iu_withdraw(text, text, uuid, uuid, text)'::regprocedure",
    ],
    object: /planner support of function/,
  },
];

test("the built-in functions that are held are those that the statements and functions call (D-118)", async () => {
  const folder = join(import.meta.dirname, "../../src/adapters/postgres");
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(ts|sql)$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const words = [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\b(\w+)\(/g)].map(([, word]) => word))),
  ];
  await using owner = await database.sql.open("owner");
  const { rows } = await owner.query<{ name: string }>(
    "select distinct proname::text as name from pg_proc where oid < 16384 and proname = any ($1::text[]) order by 1",
    [words],
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    CALLED_BUILT_INS,
  );
});

for (const { rule, plant, mend, object, reason = "STOP_DB_CONTRACT" } of PLANTED) {
  test(`${rule} is told by db check and doctor, and stops the write`, async () => {
    await here(plant);
    try {
      await using owner = await database.sql.open("owner");
      // As another process would find it: a session that has sorted before keeps what it knows of an operator.
      await using knowledge = createKnowledgeBase(database.sql);
      const told = [await compareSchema(owner), await knowledge.contractDifferences()];
      for (const differences of told) {
        const found = differences.find((difference) => object.test(difference.object));
        assert.equal(found?.reason, reason, JSON.stringify(differences));
      }
      assert.equal(reasonOf(await knowledge.cutLegA(command)), told[0]?.[0]?.reason);
      // PostgreSQL itself may stop the statements of a session that knows otherwise; nothing is written either way.
      const byKept = await database.knowledge.cutLegA(command).then(reasonOf, (fault) => fault.code);
      assert.ok([told[0]?.[0]?.reason, "XX000"].includes(byKept), byKept);
      assert.equal(await scenes.countUnits(scene), 0);
    } finally {
      await here(mend);
    }
  });
}

/** Sets in the whole database, or for all roles, what a session of the bot can't fix. */
const SETTINGS: readonly { readonly where: string; readonly name: string; readonly value: string }[] = [
  { where: "database", name: "session_replication_role", value: "replica" },
  { where: "role all", name: "session_replication_role", value: "local" },
  { where: "database", name: "plpgsql.variable_conflict", value: "use_column" },
  { where: "database", name: "app.canonical_writer", value: "fn_iu_create" },
  { where: "database", name: "zero_damaged_pages", value: "on" },
];

for (const { where, name, value } of SETTINGS) {
  test(`${name} = ${value} of the ${where} acts on every session and is STOP_DB_SETTINGS for each (D-90)`, async () => {
    await using steady = await database.openSuperuser();
    await using knowledge = createKnowledgeBase(database.sql);
    await steady.query(alter(where, `set ${name} = '${value}'`));
    try {
      for (const work of [
        () => database.sql.open("owner"),
        () => knowledge.contractDifferences(),
        () => knowledge.cutLegA(command),
      ]) {
        await assert.rejects(work, (fault) => {
          assert.ok(fault instanceof RefusalError);
          assert.deepEqual(
            [fault.refusal.reason, fault.refusal.field, fault.refusal.actual],
            ["STOP_DB_SETTINGS", name, value],
          );
          return true;
        });
      }
    } finally {
      await steady.query(alter(where, `reset ${name}`));
    }
  });
}

function alter(where: string, change: string): string {
  if (where === "role all") return `alter role all ${change}`;
  return `do $$ begin execute format('alter database %I ${change.replaceAll("'", "''")}', current_database()); end $$`;
}

test("every setting that a session can fix is fixed, whatever the database sets (D-90)", async () => {
  const others = {
    quote_all_identifiers: "on",
    array_nulls: "off",
    transform_null_equals: "on",
    search_path: "cutter_governance",
    standard_conforming_strings: "off",
    default_transaction_isolation: "serializable",
    default_transaction_read_only: "on",
    synchronous_commit: "off",
    row_security: "on",
    DateStyle: "SQL, DMY",
    TimeZone: "Asia/Ho_Chi_Minh",
    extra_float_digits: "-5",
    lc_numeric: "C.UTF-8",
    xmloption: "document",
  };
  await using steady = await database.openSuperuser();
  for (const [name, value] of Object.entries(others))
    await steady.query(alter("database", `set ${name} = '${value}'`));
  try {
    await using owner = await database.sql.open("owner");
    assert.deepEqual(await compareSchema(owner), []);
    const unhurt = await scenes.set();
    assert.equal(reasonOf(await database.knowledge.cutLegA(await unhurt.command("cut_leg_a"))), "ok");
  } finally {
    for (const name of Object.keys(others)) await steady.query(alter("database", `reset ${name}`));
  }
});

test("a server without space rolls back and is STOP_DB_RESOURCES; so is one that can't read its files (F-94)", async () => {
  const unhurt = await scenes.set();
  for (const code of ["53100", "53200", "58030", "XX001"]) {
    const failing: SqlSource = {
      engine: "postgresql",
      async open(role) {
        const session = await database.sql.open(role);
        return {
          ...session,
          query: (text, values) =>
            text.includes("insert into cutter_governance.phase_receipt")
              ? session.query(`do $$ begin raise exception 'no more of it' using errcode = '${code}'; end $$`)
              : session.query(text, values),
        };
      },
    };
    const write = createKnowledgeBase(failing).cutLegA(await unhurt.command("cut_leg_a"));
    await assert.rejects(write, (fault) => {
      assert.ok(fault instanceof RefusalError);
      assert.deepEqual(
        [fault.refusal.reason, fault.refusal.field, fault.refusal.actual],
        ["STOP_DB_RESOURCES", `SQLSTATE ${code}`, "no more of it"],
      );
      return true;
    });
    assert.equal(await scenes.countUnits(unhurt), 0);
  }
});

test("a server that falls silent at COMMIT is an open outcome within a bound that the bot keeps (F-98)", async () => {
  const unhurt = await scenes.set();
  await using proxy = await startCommitProxy({ ...database.place, cut: "silent" });
  const silent = database.through({ ...proxy, silenceMs: 500 });
  await assert.rejects(silent.cutLegA(await unhurt.command("cut_leg_a")), (fault) => {
    assert.ok(fault instanceof ConnectionLost);
    assert.match(fault.message, /said nothing for 0.5 s/);
    return fault.duringCommit;
  });
  assert.equal(await scenes.countUnits(unhurt), 0);
});

for (const { from, at, duringCommit } of [
  { from: "the first write", at: "fn_iu_create_many", duringCommit: false },
  { from: "COMMIT", at: "commit\0", duringCommit: true },
])
  test(`a write that the server holds up from ${from} on is given up when the time of its phase is over (F-98)`, async () => {
    const unhurt = await scenes.set();
    await using proxy = await startCommitProxy({ ...database.place, cut: "silent", at });
    const silent = database.through({ ...proxy, silenceMs: 600_000 });
    const command = { ...(await unhurt.command("cut_leg_a")), limitSeconds: 1 };
    await assert.rejects(silent.cutLegA(command), (fault) => {
      assert.ok(fault instanceof ConnectionLost);
      assert.deepEqual([fault.duringCommit, fault.isSilent], [duringCommit, true]);
      return true;
    });
    assert.equal(await scenes.countUnits(unhurt), 0);
  });

test("the frame of a backup leaves out the settings of strangers, and tablespaces, which the copy's server does not have (D-96)", async () => {
  await here([
    "create role dba nologin",
    "alter role dba set work_mem = '77MB'",
    alter("database", "set temp_tablespaces = 'pg_default'"),
    alter("database", "set work_mem = '78MB'"),
  ]);
  try {
    await using session = await database.sql.open("verify");
    const { after: frame } = await readDumpFrame(session);
    assert.doesNotMatch(frame, /77MB|tablespace/);
    assert.match(frame, /78MB/);
  } finally {
    await here([
      "drop role dba",
      alter("database", "reset temp_tablespaces"),
      alter("database", "reset work_mem"),
    ]);
  }
});

test("the tables, functions and honest extensions of others act on nothing, and the write passes (K-90)", async () => {
  await here([
    "create extension citext with schema public",
    "create extension pg_trgm with schema public",
    "create extension intarray with schema public",
    "create schema elsewhere",
    "create table elsewhere.notes (unit uuid references public.information_unit (id), path public.citext)",
    "create function elsewhere.f() returns trigger language plpgsql as 'begin return new; end'",
    "create trigger t before insert on elsewhere.notes for each row execute function elsewhere.f()",
    "create sequence public.counter",
    "create table public.tenants (id serial)",
    "create publication theirs for table elsewhere.notes",
  ]);
  await using owner = await database.sql.open("owner");
  assert.deepEqual(await compareSchema(owner), []);
  assert.equal(reasonOf(await database.knowledge.cutLegA(command)), "ok");
});

test("on PGlite a planted operator and event trigger are noticed as well, and a setting of the database is put right (D-90, D-91, D-92)", async () => {
  await using copy = await createPgliteFactory().start();
  await install(copy.sql);
  const made = makePlan("LAW", 1);
  await registerPlan(copy.sql, made);
  const knowledge = createKnowledgeBase(copy.sql);
  const approved = await commandFor(knowledge, made, "cut_leg_a");
  const script = `
    alter default privileges revoke execute on functions from public;
    create schema elsewhere;
    create function elsewhere.same(a ${ROW}, b ${ROW}) returns boolean ${YES};
    create operator public.= (leftarg = ${ROW}, rightarg = ${ROW}, function = elsewhere.same);
    alter database postgres set session_replication_role = replica;
    create function elsewhere.f() returns event_trigger language plpgsql as 'begin end';
    create event trigger watch on ddl_command_end execute function elsewhere.f();`;
  const restored = await copy.restore(
    (async function* () {
      yield Buffer.from(script);
    })(),
  );
  assert.ok(restored.ok, JSON.stringify(restored));
  await using fork = await copy.fork();
  const planted = createKnowledgeBase(fork.sql);
  assert.deepEqual(
    (await planted.contractDifferences()).map(({ object }) => object.replace(/public\./, "")),
    [
      "beside the schema: event trigger watch on ddl_command_end calls elsewhere.f()",
      "beside the schema: operator =(information_unit,information_unit)",
    ],
  );
  assert.equal(reasonOf(await planted.cutLegA(approved)), "STOP_DB_CONTRACT");
});
