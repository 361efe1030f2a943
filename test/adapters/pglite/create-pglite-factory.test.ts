import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import type { ScratchDatabase } from "../../../src/ports/scratch.ts";
import { ask } from "../../support/scratch-options.ts";

const factory = createPgliteFactory();
let database: ScratchDatabase;

before(async () => {
  database = await factory.start();
  await using owner = await database.sql.open("owner");
  await owner.script(`
    create table public.thing (id int primary key, body text, who text default session_user);
    create function public.fn_thing(p_id int) returns text language plpgsql security definer
      set search_path = pg_catalog, public, pg_temp as $$
      begin insert into public.thing values (p_id, current_user || ';'); return current_user || '/' || session_user; end $$;
    revoke all on function public.fn_thing(int) from public;
    grant execute on function public.fn_thing(int) to cutter_exec;
    grant select on public.thing to cutter_exec, cutter_verify;
    create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'immutable'; end $$;
    create trigger keep before update or delete on public.thing for each row execute function public.refuse();
    create trigger keep_all before truncate on public.thing for each statement execute function public.refuse();
    alter table public.thing enable always trigger keep;
    alter table public.thing enable always trigger keep_all;`);
});
after(() => database[Symbol.asyncDispose]());

test("the reported version is the engine's own", async () => {
  const [row] = await ask(database, "owner", "show server_version");
  assert.equal(row?.["server_version"], factory.describe().serverVersion);
  assert.notEqual(factory.describe().limits.length, 0);
});

test("each lane has its own identity, and only its rights", async () => {
  await using exec = await database.sql.open("exec");
  await using verify = await database.sql.open("verify");
  const { rows } = await exec.query("select public.fn_thing(1) as who");
  assert.deepEqual(rows, [{ who: "workflow_admin/cutter_exec" }]);
  await assert.rejects(verify.query("select public.fn_thing(2)"), { code: "42501" });
  await assert.rejects(exec.query("insert into public.thing values (3)"), { code: "42501" });
  await assert.rejects(verify.query("set role workflow_admin"), { code: "42501" });
  await assert.rejects(exec.query("set session_replication_role = replica"), { code: "42501" });
});

test("triggers that are always enabled refuse update, delete and truncate, the owner's too", async () => {
  await using owner = await database.sql.open("owner");
  for (const text of [
    "update public.thing set body = ''",
    "delete from public.thing",
    "truncate public.thing",
  ]) {
    await assert.rejects(owner.query(text), /immutable/);
  }
});

test("the cluster tells its identity and transaction ids to a lane", async () => {
  const [row] = await ask(
    database,
    "exec",
    "select system_identifier::text as id, pg_is_in_recovery() as recovery, pg_current_xact_id()::text as xid from pg_control_system()",
  );
  assert.match(String(row?.["id"]), /^\d{15,}$/);
  assert.equal(row?.["recovery"], false);
  assert.match(String(row?.["xid"]), /^\d+$/);
});

test("values arrive as with the network driver", async () => {
  await using session = await database.sql.open("verify");
  const { rows, rowCount, command } = await session.query(
    "select $1::bigint as big, $2::bytea as bytes, $3::jsonb as json, $4::text[] as texts, $5::timestamptz as time, $6::text as nothing, $7::int as small",
    [9007199254740993n, Buffer.from([0, 255]), { a: [1, "x"] }, ["a,b", null, 'q"\\'], new Date(0), null, 7],
  );
  assert.deepEqual(rows, [
    {
      big: "9007199254740993",
      bytes: Buffer.from([0, 255]),
      json: { a: [1, "x"] },
      texts: ["a,b", null, 'q"\\'],
      time: new Date(0),
      nothing: null,
      small: 7,
    },
  ]);
  assert.deepEqual([rowCount, command], [1, "SELECT"]);
});

test("a transaction of one session never mixes with statements of another", async () => {
  await using one = await database.sql.open("owner");
  await using two = await database.sql.open("verify");
  await one.query("begin");
  await one.query("insert into public.thing values (10, 'open')");
  const waited = two.query("select count(*)::int as n from public.thing where id = 10");
  await one.query("rollback");
  assert.deepEqual((await waited).rows, [{ n: 0 }]);
});

test("a session that ends with a transaction open loses what it had not committed", async () => {
  {
    await using one = await database.sql.open("owner");
    await one.query("begin");
    await one.query("insert into public.thing values (11, 'lost')");
  }
  assert.deepEqual(await ask(database, "verify", "select 1 from public.thing where id = 11"), []);
});

test("a session without a transaction ends while another one's is open", async () => {
  await using one = await database.sql.open("owner");
  const two = await database.sql.open("verify");
  await two.query("select 1");
  await one.query("begin");
  await two[Symbol.asyncDispose]();
  await one.query("rollback");
  await assert.rejects(two.query("select 1"), /closed/);
});

test("COMMIT of a failed transaction is answered with ROLLBACK", async () => {
  await using owner = await database.sql.open("owner");
  await owner.query("begin");
  await assert.rejects(owner.query("select 1/0"), { code: "22012" });
  assert.equal((await owner.query("commit")).command, "ROLLBACK");
});

test("a fork is independent of what it was copied from", async () => {
  await using fork = await database.fork();
  await ask(fork, "owner", "insert into public.thing values (20, 'fork')");
  assert.deepEqual(await ask(database, "owner", "select 1 from public.thing where id = 20"), []);
  assert.equal((await ask(fork, "verify", "select 1 from public.thing where id = 1")).length, 1);
});

/** A dump of a named schema creates it, but `public` is there already. */
async function* ontoPublic(dump: AsyncIterable<Uint8Array>) {
  for await (const chunk of dump) {
    yield Buffer.from(Buffer.from(chunk).toString().replace("CREATE SCHEMA public;", ""));
  }
}

test("its own dump restores with owners, rights, functions and triggers", async () => {
  assert.ok(database.dumpSource);
  await ask(database, "owner", "insert into public.thing values (30, E'a;\\n$$''\\\\ -- x')");
  await using copy = await factory.start();
  const dump = database.dumpSource.dump({
    snapshotId: null,
    schemas: ["public"],
    withoutRows: [],
    excludeTables: [],
  });
  const restored = await copy.restore(ontoPublic(dump));
  assert.deepEqual(restored, { ok: true, value: null });
  const all = "select * from public.thing order by id";
  assert.deepEqual(await ask(copy, "verify", all), await ask(database, "verify", all));
  assert.deepEqual(await ask(copy, "exec", "select public.fn_thing(40) as who"), [
    { who: "workflow_admin/cutter_exec" },
  ]);
  await using owner = await copy.sql.open("owner");
  await assert.rejects(owner.query("delete from public.thing"), /immutable/);
});

test("a dump that fails is a stop, and the sessions go on", async () => {
  assert.ok(database.dumpSource);
  const dump = database.dumpSource.dump({
    snapshotId: null,
    schemas: ["no_such_schema"],
    withoutRows: [],
    excludeTables: [],
  });
  await assert.rejects(dump[Symbol.asyncIterator]().next(), /^RefusalError: STOP_BACKUP_FAILED/);
  assert.equal((await ask(database, "exec", "select 1")).length, 1);
});

test("a restore stops at the first statement that fails, names it, and keeps nothing", async () => {
  const result = await database.restore(
    (async function* () {
      yield Buffer.from("create table public.half (id int);\nCOPY public.half (id) FROM stdin;\nx\n\\.\n");
    })(),
  );
  assert.ok(!result.ok);
  assert.equal(result.refusal.reason, "STOP_RESTORE_DIFFERS");
  assert.match(result.refusal.actual ?? "", /invalid input syntax/);
  const [row] = await ask(database, "owner", "select to_regclass('public.half')::text as half");
  assert.deepEqual(row, { half: null });
});

test("COPY rows of a dump are restored", async () => {
  const result = await database.restore(
    (async function* () {
      yield Buffer.from(
        "create table public.whole (id int, body text);\nCOPY public.whole (id, body) FROM st",
      );
      yield Buffer.from("din;\n1\ta\\nb\n2\t\\N\n\\.\nalter table public.whole owner to workflow_admin;\n");
    })(),
  );
  assert.ok(result.ok);
  assert.deepEqual(await ask(database, "owner", "select * from public.whole order by id"), [
    { id: 1, body: "a\nb" },
    { id: 2, body: null },
  ]);
});
