import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { keepSessions } from "../../../src/adapters/postgres/connection/kept-sessions.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../../src/ports/sql.ts";
import { commandFor, makePlan, registerPlan } from "../../support/knowledge.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";
import { must } from "../../support/test-setup.ts";

/** Within a second a session is not asked twice what it begins with. */
const ASKED_AGAIN_MS = 1100;

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let superuser: SqlSource;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  superuser = { engine: "postgresql", open: () => database.openSuperuser() };
});
after(() => cluster?.[Symbol.asyncDispose]());

async function pidOf(session: SqlSession): Promise<number> {
  const { rows } = await session.query<{ pid: number }>("select pg_catalog.pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}

/** Uses a session and gives it back; the number of the server's process behind it. */
async function use(sql: SqlSource, ...statements: readonly string[]): Promise<number> {
  await using session = await sql.open("verify");
  const pid = await pidOf(session);
  for (const statement of statements) await session.query(statement);
  return pid;
}

/** The source, which counts the sessions that are opened. */
function counting(sql: SqlSource) {
  const opened: string[] = [];
  return {
    opened,
    engine: sql.engine,
    open: (role: Parameters<SqlSource["open"]>[0]) => {
      opened.push(role);
      return sql.open(role);
    },
  };
}

/** Everything that one session can leave to the next, as the next sees it. */
const SEEN = `select current_user::text as "user", session_user::text as session, pg_catalog.current_setting('search_path') as path,
  pg_catalog.current_setting('session_replication_role') as role, pg_catalog.current_setting('app.canonical_writer', true) as marker,
  (select count(*)::integer from pg_catalog.pg_class where relpersistence = 't') as temporary, pg_catalog.pg_current_xact_id_if_assigned()::text as writes,
  pg_catalog.current_setting('transaction_read_only') as "readOnly",
  (select count(*)::integer from pg_catalog.pg_locks where pid = pg_catalog.pg_backend_pid() and locktype in ('advisory', 'relation')
    and relation is distinct from 'pg_catalog.pg_locks'::regclass) as locks,
  (select count(*)::integer from pg_catalog.pg_prepared_statements) as prepared, (select count(*)::integer from pg_catalog.pg_cursors) as cursors,
  (select count(*)::integer from pg_catalog.pg_listening_channels()) as listens`;

for (const { what, run } of [
  { what: "a setting", run: ["set search_path = public"] },
  { what: "a setting that only a superuser may set", run: ["set session_replication_role = replica"] },
  {
    what: "the marker of the functions",
    run: ["select set_config('app.canonical_writer', 'fn_iu_create', false)"],
  },
  { what: "an open transaction", run: ["begin", "create table public.half (a integer)"] },
  { what: "a failed transaction of another kind", run: ["begin read only"] },
  { what: "the lock of a document", run: ["select pg_advisory_lock(1)"] },
  { what: "a temporary table", run: ["create temporary table mine (a integer)"] },
  { what: "a prepared statement", run: ["prepare mine as select 1"] },
  { what: "a cursor", run: ["declare mine cursor with hold for select 1"] },
  { what: "a channel", run: ["listen mine"] },
  { what: "another role", run: ["set role cutter_exec"] },
  { what: "another login", run: ["set session authorization cutter_exec"] },
]) {
  test(`a session that serves again has nothing of ${what} that the one before left`, async () => {
    await using kept = keepSessions(superuser);
    const look = async () => {
      await using session = await kept.open("owner");
      const { rows } = await session.query<Record<string, unknown>>(SEEN);
      return {
        pid: await pidOf(session),
        seen: { ...rows[0], temp: null, marker: rows[0]?.["marker"] || null },
      };
    };
    const first = await look();
    await using session = await kept.open("owner");
    for (const statement of run) await session.query(statement);
    await session[Symbol.asyncDispose]();
    const { pid, seen } = await look();
    assert.equal(pid, first.pid);
    assert.deepEqual(seen, first.seen);
  });
}

for (const { what, change, reset } of [
  {
    what: "the database sets what a session can't fix",
    change: "alter database current set session_replication_role = replica",
    reset: "alter database current reset all",
  },
  {
    what: "its role sets what a session can't fix",
    change: "alter role cutter_verify set track_counts = off",
    reset: "alter role cutter_verify reset all",
  },
  {
    what: "its role may no longer log in",
    change: "alter role cutter_verify nologin",
    reset: "alter role cutter_verify login",
  },
  {
    what: "the database takes no more sessions",
    change: "alter database current allow_connections false",
    reset: "alter database current allow_connections true",
  },
]) {
  test(`no session serves again where ${what}, and a new one is refused`, async () => {
    await using own = await cluster.open();
    await using steady = await own.openSuperuser();
    await using elsewhere = await database.openSuperuser();
    const { rows } = await steady.query<{ name: string }>("select current_database() as name");
    const named = (text: string) => text.replace("database current", `database ${rows[0]?.name}`);
    await using kept = keepSessions(own.sql);
    const first = await use(kept);
    assert.equal(await use(kept), first);
    await elsewhere.query(named(change));
    await sleep(ASKED_AGAIN_MS);
    try {
      await assert.rejects(kept.open("verify"));
      await assert.rejects(own.sql.open("verify"));
    } finally {
      await elsewhere.query(named(reset));
    }
    assert.notEqual(await use(kept), first);
  });
}

test("a setting that the server takes on while a session is kept ends it", async () => {
  await using own = await startKnowledgeCluster();
  const { sql, openSuperuser } = await own.open();
  await using kept = keepSessions(sql);
  await use(kept);
  await using steady = await openSuperuser();
  await steady.query("alter system set track_counts = off");
  await steady.query("select pg_reload_conf()");
  for (let tries = 0; tries < 100; tries += 1) {
    const { rows } = await steady.query<{ value: string }>("select current_setting('track_counts') as value");
    if (rows[0]?.value === "off") break;
    await sleep(20);
  }
  await sleep(ASKED_AGAIN_MS);
  await assert.rejects(kept.open("verify"), /STOP_DB_SETTINGS/);
});

test("a session on which anything failed, or whose server has ended it, serves no more", async () => {
  await using kept = keepSessions(database.sql);
  const first = await use(kept);
  await assert.rejects(use(kept, "select 1 / 0"));
  const second = await use(kept);
  assert.notEqual(second, first);
  await using steady = await database.openSuperuser();
  await steady.query("select pg_terminate_backend($1, 5000)", [second]);
  const third = await use(kept);
  assert.notEqual(third, second);
  assert.equal(await use(kept), third);
});

test("a session that is kept does not keep the process from ending", async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === "PipeWrap").length;
  const before = sockets();
  await using kept = keepSessions(database.sql);
  await using session = await kept.open("verify");
  assert.equal(sockets(), before + 1);
  await session[Symbol.asyncDispose]();
  assert.equal(sockets(), before);
  await using again = await kept.open("verify");
  assert.equal(sockets(), before + 1);
  await pidOf(again);
});

test("two at once have a session each, of which one is kept; a session that was given back answers nobody", async () => {
  const source = counting(database.sql);
  const kept = keepSessions(source);
  const [one, two] = [await kept.open("verify"), await kept.open("verify")];
  assert.notEqual(await pidOf(one), await pidOf(two));
  const pid = await pidOf(one);
  await one[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
  await two[Symbol.asyncDispose]();
  await assert.rejects(one.query("select 1"), /given back/);
  assert.equal(await use(kept), pid);
  assert.equal(source.opened.length, 2);
  await kept[Symbol.asyncDispose]();
  await using steady = await database.openSuperuser();
  for (let tries = 0; tries < 100; tries += 1) {
    const { rows } = await steady.query("select from pg_stat_activity where pid = $1", [pid]);
    if (rows.length === 0) return;
    await sleep(20);
  }
  assert.fail("the kept session was not closed");
});

test("reads share a session, and writes do; what verifies and a snapshot have one of their own", async () => {
  const source = counting(database.sql);
  await using knowledge = createKnowledgeBase(source);
  const made = makePlan("KEPT", 3);
  await registerPlan(database.sql, made);
  const command = await commandFor(knowledge, made, "cut_leg_a");
  await knowledge.vocabulary();
  const isFirst = source.opened.splice(0);
  assert.deepEqual(isFirst.slice(0, 1), ["verify"]);
  await knowledge.identity();
  await knowledge.baseFacts("KEPT", "all");
  await knowledge.contractDifferences();
  assert.deepEqual(source.opened.splice(0), []);
  const written = await knowledge.cutLegA(command);
  assert.ok(written.ok, JSON.stringify(written));
  assert.deepEqual(source.opened.splice(0), ["exec"]);
  assert.equal(must(await knowledge.cutLegA(command)).already, true);
  assert.deepEqual(source.opened.splice(0), []);
  await knowledge.probe(made.plan);
  assert.deepEqual(source.opened.splice(0), ["verify"]);
  await using _snapshot = await knowledge.openSnapshot();
  assert.deepEqual(source.opened.splice(0), ["verify"]);
});
