import assert from "node:assert/strict";
import { mkdir, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createScratchFactory } from "../../../src/adapters/scratch-postgres/create-scratch-factory.ts";
import { accepted } from "../../../src/domain/result.ts";
import type { ScratchDatabase, ScratchFactory } from "../../../src/ports/scratch.ts";
import { ask, realServerFactory, realServerOptions } from "../../support/scratch-options.ts";

const options = realServerOptions();
let factory: ScratchFactory;
let database: ScratchDatabase;

before(async () => {
  factory = await realServerFactory({ tempFolder: options.tempFolder });
  database = await factory.start();
});
after(async () => {
  await database[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(options.tempFolder), [], "nothing is left of the cluster");
});

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

test("the engine is the real server and reports no limits", () => {
  const { engine, serverVersion, limits } = factory.describe();
  assert.equal(engine, "postgresql");
  assert.match(serverVersion, /^\d+\.\d+/);
  assert.deepEqual(limits, []);
});

for (const [role, login] of [
  ["owner", "workflow_admin"],
  ["exec", "cutter_exec"],
  ["verify", "cutter_verify"],
] as const) {
  test(`the session of ${role} is a login of its own and has no attribute of power`, async () => {
    const [row] = await ask(
      database,
      role,
      "select session_user::text as login, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as power from pg_roles where rolname = session_user",
    );
    assert.deepEqual(row, { login, power: false });
  });
}

test("a lane cannot become another lane", async () => {
  await using session = await database.sql.open("exec");
  await assert.rejects(session.query("set role cutter_verify"), { code: "42501" });
  await assert.rejects(session.query("set session authorization workflow_admin"), { code: "42501" });
});

test("a wrong password opens no session", async () => {
  const target = database.dumpTarget;
  assert.ok(target);
  const wrong = options.openPgSource({
    host: target.host,
    port: target.port,
    database: target.database,
    sslmode: "disable",
    roles: {
      owner: { user: "workflow_admin", password: "wrong" },
      exec: { user: "cutter_exec", password: "" },
      verify: { user: "cutter_verify", password: "wrong" },
      reader: { user: "cutter_reader", password: "wrong" },
      sidecar: { user: "cutter_sidecar", password: "wrong" },
    },
  });
  for (const role of ["owner", "exec", "verify", "reader", "sidecar"] as const)
    await assert.rejects(wrong.open(role));
});

test("the server is reached through a private folder alone", async () => {
  const target = database.dumpTarget;
  assert.ok(target);
  const folder = await stat(target.host);
  assert.equal(folder.mode & 0o777, 0o700);
  if (process.getuid?.() === 0) assert.notEqual(folder.uid, 0, "the server does not run as root");
  const [row] = await ask(database, "owner", "select current_setting('listen_addresses') as addresses");
  assert.deepEqual(row, { addresses: "" });
  // Another server of this machine may have the port: what counts is that this one has no socket of the network.
  const [pid = ""] = (await readFile(join(target.host, "data", "postmaster.pid"), "utf8")).split("\n");
  const open = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")),
  );
  const sockets = open.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
  const network = await Promise.all(
    ["tcp", "tcp6", "udp"].map((name) => readFile(`/proc/net/${name}`, "utf8")),
  );
  for (const socket of sockets)
    assert.ok(!network.some((table) => new RegExp(`\\s${socket}\\s`).test(table)), "a socket of the network");
  assert.notEqual(sockets.length, 0);
});

test("a fork is independent, keeps the rights on the database, and ends alone", async () => {
  await using owner = await database.sql.open("owner");
  const { database: name } = database.dumpTarget ?? {};
  await owner.script(
    `create table public.kept (id int primary key); insert into public.kept values (1);
     revoke all on database ${name} from public; grant connect on database ${name} to cutter_exec;`,
  );
  await owner[Symbol.asyncDispose]();
  {
    await using fork = await database.fork();
    assert.notEqual(fork.dumpTarget?.database, name);
    await ask(fork, "owner", "insert into public.kept values (2)");
    assert.equal((await ask(fork, "owner", "select * from public.kept")).length, 2);
    const [rights] = await ask(
      fork,
      "exec",
      "select has_database_privilege(current_database(), 'connect') as connect, has_database_privilege(current_database(), 'temp') as temp, has_database_privilege('cutter_verify', current_database(), 'connect') as other",
    );
    assert.deepEqual(rights, { connect: true, temp: false, other: false });
  }
  assert.deepEqual(await ask(database, "owner", "select * from public.kept"), [{ id: 1 }]);
  await ask(database, "owner", `grant connect on database ${name} to cutter_verify`);
});

test("a restore stops at the first statement that fails, names it, and keeps nothing", async () => {
  const result = await database.restore(
    chunks("create table public.half (id int);\n", "insert into public.half values ('x');\n", "select 1;\n"),
  );
  assert.ok(!result.ok);
  assert.equal(result.refusal.reason, "STOP_RESTORE_DIFFERS");
  assert.match(result.refusal.actual ?? "", /invalid input syntax for type integer/);
  const [row] = await ask(database, "owner", "select to_regclass('public.half')::text as half");
  assert.deepEqual(row, { half: null });
});

test("the planner knows how many rows a copy holds once it is restored, and whenever they are counted again", async () => {
  const fill = "insert into public.counted select generate_series(1, 500)";
  const count = "select reltuples::int as rows from pg_class where oid = 'public.counted'::regclass";
  const restored = await database.restore(
    chunks(
      "create table public.counted (id int);\nalter table public.counted owner to workflow_admin;\n",
      `${fill};\n`,
    ),
  );
  assert.ok(restored.ok);
  assert.deepEqual(await ask(database, "owner", count), [{ rows: 500 }]);
  await ask(database, "owner", fill);
  await database.analyze();
  assert.deepEqual(await ask(database, "owner", count), [{ rows: 1000 }]);
  await ask(database, "owner", "drop table public.counted");
});

test("a restore whose source fails keeps nothing and passes the cause on", async () => {
  const failing = async function* () {
    yield Buffer.from("create table public.torn (id int);\n");
    throw new Error("the source broke");
  };
  await assert.rejects(database.restore(failing()), /the source broke/);
  const [row] = await ask(database, "owner", "select to_regclass('public.torn')::text as torn");
  assert.deepEqual(row, { torn: null });
});

test("a restore whose statements succeed is kept", async () => {
  const result = await database.restore(
    chunks("create table public.whole (id int);\ncopy public.whole from stdin;\n1\n2\n\\.\n"),
  );
  assert.ok(result.ok);
  await using session = await database.sql.open("owner");
  await assert.rejects(
    session.query("select * from public.whole"),
    { code: "42501" },
    "owned as the dump says",
  );
});

test("a psql command that was smuggled into a dump is not run", async () => {
  const target = join(options.tempFolder, "smuggled");
  for (const text of [`\\! touch ${target}\n`, `\\restrict abc\n\\unrestrict abc\n\\! touch ${target}\n`]) {
    const result = await database.restore(chunks("select 1;\n".repeat(100), text, "select 1;\n".repeat(100)));
    assert.ok(!result.ok, text);
    assert.match(result.refusal.actual ?? "", /restricted/);
  }
  await assert.rejects(stat(target), { code: "ENOENT" });
});

test("the lock that pg_dump puts around its output is replaced by our own", async () => {
  for (const between of ["select 1;\n", "select 1;\n".repeat(200)]) {
    assert.ok((await database.restore(chunks("\\restrict aB1\n", between, "\n\\unrestrict aB1\n\n"))).ok);
  }
});

test("programs that are demanded and not there are a stop", async () => {
  const empty = join(options.tempFolder, "empty");
  await mkdir(empty);
  const named = await createScratchFactory({ ...options, engine: "auto", pgBin: empty });
  assert.ok(!named.ok);
  assert.equal(named.refusal.reason, "STOP_TOOL_MISSING");
  const fake = join(options.tempFolder, "empty", "postgres");
  await writeFile(fake, "", { mode: 0o755 });
  for (const name of ["initdb", "psql", "pg_dump"]) await writeFile(join(empty, name), "", { mode: 0o755 });
  for (const version of ["14.22", "15.13", "16.9", "17.5"]) {
    await writeFile(fake, `#!/bin/sh\necho 'postgres (PostgreSQL) ${version}'\n`);
    const old = await createScratchFactory({ ...options, engine: "postgresql", pgBin: empty });
    assert.ok(!old.ok, version);
    assert.equal(old.refusal.reason, "STOP_TOOL_MISSING");
  }
  await rm(empty, { recursive: true });
});

test("a temporary folder that is too deep, or closed to the server's account, is a stop", async () => {
  const deep = join(options.tempFolder, "d".repeat(80));
  const closed = join(options.tempFolder, "closed");
  await mkdir(deep);
  await mkdir(closed, { mode: 0o700 });
  for (const tempFolder of process.getuid?.() === 0 ? [deep, closed] : [deep]) {
    const made = await createScratchFactory({ ...options, tempFolder });
    assert.ok(!made.ok);
    assert.equal(made.refusal.reason, "STOP_CONFIG_INVALID");
  }
  await rm(deep, { recursive: true });
  await rm(closed, { recursive: true });
});

test("PGlite is used where it is forced", async () => {
  const pglite: ScratchFactory = {
    describe: () => ({ engine: "pglite", serverVersion: "18", limits: ["one session"] }),
    start: () => Promise.reject(new Error("not started here")),
  };
  const made = await createScratchFactory({
    ...options,
    engine: "pglite",
    openPglite: async () => accepted(pglite),
  });
  assert.ok(made.ok);
  assert.equal(made.value, pglite);
});
