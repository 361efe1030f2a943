import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import { readCatalogOnce } from "../../../src/adapters/postgres/contract/catalog-memory.ts";
import { PASSED_OVER, readStamp, STAMPED } from "../../../src/adapters/postgres/contract/catalog-stamp.ts";
import { readCatalog, schemaFactsOf } from "../../../src/adapters/postgres/contract/schema-facts.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../../src/ports/sql.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  await plant(["create role somebody nologin", "create role other_owner nologin superuser"]);
});
after(() => cluster?.[Symbol.asyncDispose]());

/** Runs statements as the superuser, each in a transaction of its own. */
async function plant(statements: readonly string[], where = database): Promise<void> {
  await using session = await where.openSuperuser();
  await session.query("set allow_system_table_mods = on");
  for (const statement of statements) await session.query(statement);
}

/** The stamp that a transaction of the verify lane sees. */
async function stamp(where = database): Promise<string | null> {
  await using session = await where.sql.open("verify");
  return await inSnapshot(session, readStamp);
}

async function inSnapshot<T>(session: SqlSession, read: (session: SqlSession) => Promise<T>): Promise<T> {
  await session.query("begin isolation level repeatable read read only");
  const found = await read(session);
  await session.query("commit");
  return found;
}

async function catalogsOf(session: SqlSession): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'pg_catalog'::regnamespace order by relname collate "C"`,
  );
  return rows.map(({ name }) => name);
}

test("every catalog of either engine is in the stamp, or is known to give no fact", async () => {
  await using engine = await createPgliteFactory().start();
  for (const { sql } of [database, engine]) {
    await using session = await sql.open("verify");
    assert.deepEqual(await catalogsOf(session), [...STAMPED, ...PASSED_OVER].sort());
  }
});

/** A row for each catalog that has none in a fresh database. */
const ROWS: readonly string[] = [
  "create type public.mood as enum ('calm')",
  "create table public.parted (a integer) partition by list (a)",
  "create table public.part partition of public.parted for values in (1)",
  "create sequence public.counter",
  "create statistics public.both_columns on a, b from public.pairs",
  "create policy nobody on public.pairs using (false)",
  "create function public.on_ddl() returns event_trigger language plpgsql as 'begin end'",
  "create event trigger watcher on ddl_command_start execute function public.on_ddl()",
  "create publication of_pairs for table public.pairs",
  "create publication of_elsewhere for tables in schema elsewhere",
  "create foreign data wrapper faraway",
  "create server there foreign data wrapper faraway",
  "create foreign table public.remote (a integer) server there",
  "create transform for integer language sql (from sql with function prsd_lextype(internal), to sql with function int4recv(internal))",
  "select lo_create(0)",
  "alter role somebody set work_mem = '8MB'",
  "grant set on parameter log_statement to somebody",
  "select pg_replication_origin_create('elsewhere')",
  "insert into pg_catalog.pg_seclabel values (0, 'pg_catalog.pg_class'::regclass, 0, 'nobody', 'none')",
  "insert into pg_catalog.pg_shseclabel values (0, 'pg_catalog.pg_authid'::regclass, 'nobody', 'none')",
  "insert into pg_catalog.pg_subscription_rel values (0, 'pg_catalog.pg_class'::regclass, 'r', null)",
];

test("a row that is written anew, in whatever catalog, makes another stamp", async () => {
  await using own = await cluster.open();
  await plant(["create schema elsewhere", "create table public.pairs (a integer, b integer)", ...ROWS], own);
  await using session = await own.openSuperuser();
  await session.query("set allow_system_table_mods = on");
  for (const catalog of await catalogsOf(session)) {
    const { rows } = await session.query<{ name: string }>(
      "select attname::text as name from pg_attribute where attrelid = $1::regclass and attnum = 1",
      [`pg_catalog.${catalog}`],
    );
    const before = await stamp(own);
    const { rowCount } = await session.query(
      `update pg_catalog.${catalog} set ${rows[0]?.name} = ${rows[0]?.name} where ctid = (select max(ctid) from pg_catalog.${catalog})`,
    );
    const isShown = /^pg_(authid|subscription|user_mapping)$/.test(catalog);
    assert.equal((await stamp(own)) === before, isShown || PASSED_OVER.includes(catalog), catalog);
    assert.ok(rowCount === 1 || isShown || PASSED_OVER.includes(catalog), `${catalog} has no row`);
  }
});

test("what a lane is shown of the catalogs that it may not read is in the stamp", async () => {
  await plant([
    "create foreign data wrapper shown",
    "create server shown foreign data wrapper shown",
    "create user mapping for somebody server shown",
    "create subscription shown connection 'dbname=nowhere' publication shown with (connect = false)",
  ]);
  for (const change of [
    "alter role somebody createdb",
    "alter role somebody rename to whoever",
    "alter role whoever rename to somebody",
    "alter subscription shown rename to renamed",
    "alter subscription renamed owner to other_owner",
    "drop user mapping for somebody server shown",
  ]) {
    const before = await stamp();
    await plant([change]);
    assert.notEqual(await stamp(), before, change);
  }
  await plant([
    "alter subscription renamed set (slot_name = none)",
    "drop subscription renamed",
    "drop foreign data wrapper shown cascade",
  ]);
});

const FUNCTION = "public.fn_iu_withdraw(text, text, uuid, uuid, text)";
/** Each changes what the facts say of the database. */
const CHANGES: readonly string[] = [
  `do $$ begin execute replace(pg_get_functiondef('${FUNCTION}'::regprocedure), 'begin', 'begin null;'); end $$`,
  `alter function ${FUNCTION} set work_mem = '8MB'`,
  `alter function ${FUNCTION} owner to other_owner`,
  `alter function ${FUNCTION} stable`,
  `grant execute on function ${FUNCTION} to cutter_verify`,
  "alter table public.unit_version disable trigger d_immutable",
  "alter table public.unit_version enable replica trigger d_immutable",
  "alter table public.unit_version rename column body to text",
  "alter table public.unit_version alter column title set default 'none'",
  "alter table public.unit_version alter column title set default 'nothing'",
  "alter table public.unit_version alter column title drop not null",
  "alter table public.unit_version add column note text default 'x'",
  "alter table public.unit_version drop column note",
  "alter table public.unit_version add constraint short check (length(title) < 10000) not valid",
  "alter table public.unit_version validate constraint short",
  "alter table public.unit_version rename constraint short to brief",
  "create index by_title on public.unit_version (title)",
  "alter index public.by_title rename to by_name",
  "drop index public.by_name",
  "alter table public.unit_version owner to other_owner",
  "alter table public.iu_lifecycle_log enable row level security",
  "alter table public.iu_lifecycle_log force row level security",
  "create policy shut on public.iu_lifecycle_log using (false)",
  "alter policy shut on public.iu_lifecycle_log using (true)",
  "create rule hush as on delete to public.iu_lifecycle_log do instead nothing",
  "alter view public.iu_current set (security_invoker = true)",
  "create table public.heir () inherits (public.dot_config)",
  "grant update on public.unit_version to somebody",
  "grant update (doc_code) on public.information_unit to somebody",
  "grant create on schema public to somebody",
  "alter schema public owner to somebody",
  "grant temporary on database current to cutter_exec",
  "alter role cutter_exec createrole",
  "alter role cutter_exec set search_path = public",
  "alter role cutter_exec in database current set work_mem = '8MB'",
  "grant somebody to cutter_exec",
  "grant somebody to cutter_exec with admin option",
  "alter role somebody rename to whoever",
  "alter default privileges for role workflow_admin grant select on tables to cutter_verify",
  "grant set on parameter log_statement to cutter_exec",
  "grant usage on language plpgsql to cutter_exec with grant option",
  "create table public.mine (a integer); alter table public.mine owner to cutter_exec",
  "create type public.feeling as enum ('calm'); alter type public.feeling owner to cutter_exec",
  "create event trigger watcher on ddl_command_end execute function public.on_ddl()",
  "alter event trigger watcher disable",
  "create publication all_of_it for all tables",
  "create publication of_units for table public.information_unit",
  "create publication of_schema for tables in schema public",
  "insert into pg_catalog.pg_subscription_rel values (0, 'public.unit_version'::regclass, 'r', null)",
  "create extension dblink",
  "create foreign data wrapper faraway",
  "create server there foreign data wrapper faraway",
  "create user mapping for public server there",
  "create language other handler plpgsql_call_handler",
  "create operator public.=== (leftarg = text, rightarg = text, function = texteq)",
  "create cast (text as integer) with inout as assignment",
  "create operator class public.other_order for type text using btree as operator 1 public.===(text, text), function 1 bttextcmp(text, text)",
  "alter operator family pg_catalog.text_ops using hash add function 2 (text, bytea) pg_catalog.hashtextextended(text, bigint)",
  "create default conversion public.other for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1",
  "insert into pg_catalog.pg_seclabel values ('public.unit_version'::regclass, 'pg_class'::regclass, 0, 'nobody', 'none')",
  "update pg_catalog.pg_proc set provolatile = 'v' where oid = 'pg_catalog.length(text)'::regprocedure",
  "update pg_catalog.pg_operator set oprcom = 0 where oid = 'pg_catalog.=(text,text)'::regoperator",
  "update pg_catalog.pg_cast set castcontext = 'e' where castsource = 'text'::regtype and casttarget = 'name'::regtype",
  "update pg_catalog.pg_aggregate set agginitval = '1' where aggfnoid = 'pg_catalog.count()'::regprocedure",
];

test("a process that knows the catalogs reads them again after any change of them", async () => {
  await using own = await cluster.open();
  await plant(["create function public.on_ddl() returns event_trigger language plpgsql as 'begin end'"], own);
  await using session = await own.openSuperuser();
  await session.query("set allow_system_table_mods = on");
  const { rows } = await session.query<{ name: string }>("select current_database() as name");
  let known = (await own.knowledge.schemaFacts()).sha256;
  for (const change of CHANGES) {
    await session.query(change.replace("database current", `database ${rows[0]?.name}`));
    const facts = await own.knowledge.schemaFacts();
    assert.notEqual(facts.sha256, known, change);
    assert.deepEqual(facts, await readAnew(own), change);
    known = facts.sha256;
  }
});

/** The facts without any memory, as the lane reads them. */
async function readAnew({ sql }: KnowledgeDatabase) {
  await using session = await sql.open("verify");
  return schemaFactsOf(await readCatalog(session));
}

/** The source, whose sessions note their statements. */
function noting({ engine, open }: SqlSource, statements: string[]): SqlSource {
  return {
    engine,
    async open(role) {
      const session = await open(role);
      return {
        query(text, values) {
          statements.push(text);
          return session.query(text, values);
        },
        script: (text) => session.script(text),
        [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
      };
    },
  };
}

test("catalogs that nobody has changed are read once in a process, whichever lane asks; on PGlite each time", async () => {
  await using engine = await createPgliteFactory().start();
  for (const [sql, again] of [
    [database.sql, 0],
    [engine.sql, 1],
  ] as const) {
    const statements: string[] = [];
    const knowledge = createKnowledgeBase(noting(sql, statements));
    const first = await knowledge.schemaFacts();
    const readers = () => statements.filter((text) => text.includes("pg_get_triggerdef")).length;
    const once = readers();
    assert.deepEqual(await knowledge.schemaFacts(), first);
    assert.deepEqual(await knowledge.contractDifferences(), await knowledge.contractDifferences());
    assert.equal(readers() - once, 3 * again);
    await using session = await sql.open("exec");
    assert.deepEqual(schemaFactsOf(await inSnapshot(session, (lane) => readCatalogOnce(lane, sql))), first);
  }
});

test("settings that act in the session are read each time", async () => {
  await database.knowledge.schemaFacts();
  await using session = await database.sql.open("verify");
  await session.query("set array_nulls = off");
  const { settings } = await inSnapshot(session, (lane) => readCatalogOnce(lane, database.sql));
  assert.deepEqual(settings, [{ name: "array_nulls", expected: "on", actual: "off" }]);
  await session.query("reset array_nulls");
  const after = await inSnapshot(session, (lane) => readCatalogOnce(lane, database.sql));
  assert.deepEqual(after.settings, []);
});

const SHARED = "begin isolation level repeatable read";
for (const { rule, run } of [
  {
    rule: "a transaction whose statements see different moments has no stamp",
    run: ["begin isolation level read committed"],
  },
  {
    rule: "a transaction that has written has no stamp",
    run: [SHARED, "create table public.written (a integer)"],
  },
  {
    rule: "a transaction that has written and taken it back has no stamp",
    run: [SHARED, "savepoint a", "create table public.gone (a integer)", "rollback to a"],
  },
  {
    rule: "a session with objects of its own has no stamp",
    run: ["create temporary table mine (a integer)", SHARED],
  },
]) {
  test(rule, async () => {
    await using session = await database.openSuperuser();
    for (const statement of run) await session.query(statement);
    assert.equal(await readStamp(session), null);
    await session.query("rollback");
  });
}

test("a row whose number was taken away has no stamp", async () => {
  await using own = await cluster.open();
  assert.ok(await stamp(own));
  await plant(
    [
      "create extension pg_surgery",
      "select heap_force_freeze('pg_proc'::regclass, array[(select ctid from pg_proc where proname = 'fn_immutable_row')])",
    ],
    own,
  );
  assert.equal(await stamp(own), null);
});

test("a copy of the database has another stamp, and so has the server after a crash, which may give a number twice", async () => {
  await using own = await startKnowledgeCluster();
  const [one, two] = [await own.open(), await own.open()];
  const known = await stamp(one);
  assert.notEqual(await stamp(two), known);
  assert.equal(await stamp(one), await stamp(one));
  const [pid] = (await readFile(join(one.place.host, "data", "postmaster.pid"), "utf8")).split("\n");
  await using doomed = await one.sql.open("verify");
  const { rows } = await doomed.query<{ pid: number }>("select pg_backend_pid() as pid");
  process.kill(rows[0]?.pid ?? 0, "SIGKILL");
  let restarted: string | null = null;
  for (let tries = 0; restarted === null && tries < 400; tries += 1) {
    await sleep(50);
    restarted = await stamp(one).catch(() => null);
  }
  assert.ok(restarted);
  const [still] = (await readFile(join(one.place.host, "data", "postmaster.pid"), "utf8")).split("\n");
  assert.equal(still, pid);
  assert.notEqual(restarted, known);
});
