import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type HeadRow, readHeads } from "../../../src/adapters/postgres/reads/known-heads.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import {
  createScenes,
  type OpenScenes,
  openScenes,
  reasonOf,
  type Scene,
  type Scenes,
} from "../../support/knowledge-scene.ts";
import { startOwnServer } from "../../support/own-server.ts";

/** How every document is seen by its chain, read without anything that is known. */
const ORACLE = `
select d.doc_prefix as document, e.seq, e.sha256, e.rows_sha256 as rows, e.run_id is null and e.seq is not null as "isFounded",
  e.seq is null and exists (select from public.information_unit u where u.doc_code = d.doc_prefix) as "hasUnits",
  encode(sha256(sha256(record_send(d))), 'hex') as registration
from cutter_governance.source_document_registry d
left join lateral (select o.seq, o.sha256, o.rows_sha256, o.run_id from cutter_governance.document_digest o
  where o.document_id = d.document_id order by o.seq desc limit 1) e on true
order by d.doc_prefix collate "C"`;

const REGISTRY = "cutter_governance.source_document_registry";
const CHAIN = "cutter_governance.document_digest";
const UNITS = "public.information_unit";

let opened: OpenScenes;

before(async () => {
  opened = await openScenes();
});
after(() => opened?.[Symbol.asyncDispose]());

/** A database of its own with two documents that have a chain, T1 and T2, and one without, T3. */
interface Base {
  readonly database: KnowledgeDatabase;
  readonly scenes: Scenes;
  readonly chained: readonly Scene[];
  /** Statements of a superuser past the triggers of the tables. */
  past(...statements: readonly string[]): Promise<void>;
}

async function makeBase(): Promise<Base> {
  const database = await opened.cluster.open();
  const scenes = createScenes(database);
  const chained = [await scenes.set(), await scenes.set()];
  await scenes.set();
  for (const scene of chained) {
    assert.equal(reasonOf(await database.knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
    assert.equal(reasonOf(await database.knowledge.recordLegB(await scene.command("leg_b_record"))), "ok");
  }
  const past: Base["past"] = (...statements) => scenes.superuser(...PAST, ...statements, ...BACK);
  return { database, scenes, chained, past };
}

const guards = (how: string) => `do $$ declare t record; begin
  for t in select tgname, tgrelid::regclass as name from pg_trigger
    where not tgisinternal and tgrelid::regclass::text in ('${REGISTRY}', '${CHAIN}', 'information_unit')
  loop execute format('alter table %s ${how} trigger %I', t.name, t.tgname); end loop; end $$`;

/** What a session of the superuser says before it goes past the guards of the tables and the keys between them, and when it is back. */
const PAST = ["set session_replication_role = replica", guards("disable")];
const BACK = [guards("enable always"), "set session_replication_role = origin"];

interface Read {
  readonly rows: readonly HeadRow[];
  /** How many documents each of its queries brought. */
  readonly brought: readonly number[];
}

/** Reads by what is known, holds it against the oracle in the same transaction, and tells what was read. */
async function readIn(session: SqlSession, told = ""): Promise<Read> {
  const brought: number[] = [];
  const watched: SqlSession = {
    ...session,
    query: async (text, values) => {
      const found = await session.query(text, values);
      const [row] = found.rows as readonly { readonly rows?: readonly unknown[] }[];
      brought.push(row?.rows?.length ?? -1);
      return found as never;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
  const rows = await readHeads(watched);
  const { rows: all } = await session.query<HeadRow>(ORACLE);
  assert.deepEqual(rows, all, told);
  return { rows, brought };
}

async function read(database: Pick<KnowledgeDatabase, "sql">, told = ""): Promise<Read> {
  await using session = await database.sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  const found = await readIn(session, told);
  await session.query("commit");
  return found;
}

const ENTRY = (what: string, where: string) => `update ${CHAIN} set ${what} where ${where}`;
const HEAD_OF_T1 = "document_id = 'doc-T1' and seq = 2";
/** An entry with another digest of its own, as long as the constraints are gone. */
const UNBOUND = `alter table ${CHAIN} drop constraint document_digest_chain, drop constraint document_digest_rows`;
const UNIT = (id: string, document: string) => `insert into ${UNITS}
  select (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(), 'canonical_address', '${id}', 'doc_code', '${document}'))).*
  from ${UNITS} u where u.doc_code = 'T1' limit 1`;

/** The next entry of T1, by a run. */
async function verify({ database, chained }: Base): Promise<void> {
  const [scene = assert.fail()] = chained;
  const { knowledge } = database;
  const facts = await knowledge.probe(scene.made.plan);
  const reply = await knowledge.recordVerification(await scene.command("write_verify"), facts);
  assert.equal(reasonOf(reply), "ok");
}

interface Change {
  readonly what: string;
  readonly change: (base: Base) => Promise<unknown>;
  /** What the read after it brings; null: it may bring anything. */
  readonly brought: readonly number[];
}

/** Everything that the base has. */
const ALL = 3;

const CHANGES: readonly Change[] = [
  { what: "nothing", change: async () => undefined, brought: [0] },
  { what: "a new registration", change: ({ scenes }) => scenes.set(), brought: [1] },
  {
    what: "an entry of a run of one document",
    change: verify,
    brought: [1],
  },
  {
    what: "the first entry of a document that had none",
    change: async ({ database, scenes }) => {
      const scene = await scenes.set();
      assert.equal(reasonOf(await database.knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
    },
    brought: [1],
  },
  {
    what: "a registration that is written anew",
    change: ({ past }) => past(`update ${REGISTRY} set title = 'other' where doc_prefix = 'T3'`),
    brought: [1, ALL],
  },
  {
    what: "a registration that takes another name",
    change: ({ past }) => past(`update ${REGISTRY} set doc_prefix = 'A3' where doc_prefix = 'T3'`),
    brought: [1, ALL],
  },
  {
    what: "a registration that is deleted",
    change: ({ past }) => past(`delete from ${REGISTRY} where doc_prefix = 'T3'`),
    brought: [0, 2],
  },
  {
    what: "a head that is deleted",
    change: ({ past }) => past(`delete from ${CHAIN} where ${HEAD_OF_T1}`),
    brought: [0, ALL],
  },
  {
    what: "a chain that is deleted",
    change: ({ past }) => past(`delete from ${CHAIN} where document_id = 'doc-T1'`),
    brought: [0, ALL],
  },
  {
    what: "a head that is altered in place",
    change: ({ past }) => past(UNBOUND, ENTRY("sha256 = repeat('0', 64)", HEAD_OF_T1)),
    brought: [1, ALL],
  },
  {
    what: "a head that is replaced by another of the same number",
    change: ({ past }) =>
      past(
        UNBOUND,
        `create temp table gone as select * from ${CHAIN} where ${HEAD_OF_T1}`,
        "update gone set sha256 = 'x'",
        `delete from ${CHAIN} where ${HEAD_OF_T1}`,
        `insert into ${CHAIN} select * from gone`,
      ),
    brought: [1, ALL],
  },
  {
    what: "a head that is given to another document",
    change: ({ past }) => past(UNBOUND, ENTRY("document_id = 'doc-T3'", HEAD_OF_T1)),
    brought: [1, ALL],
  },
  {
    what: "an old entry that is deleted",
    change: ({ past }) => past(`delete from ${CHAIN} where document_id = 'doc-T1' and seq = 1`),
    brought: [0, ALL],
  },
  {
    what: "units that are put into a document without a chain",
    change: ({ past }) => past(UNIT("T3/x", "T3")),
    brought: [0, ALL],
  },
  {
    what: "a column of the registrations that is made without writing a row",
    change: ({ scenes }) => scenes.superuser(`alter table ${REGISTRY} add column later text default 'x'`),
    brought: [0, ALL],
  },
  {
    what: "a table that was made before and takes the place of the entries",
    change: ({ past }) =>
      past(
        `alter table ${CHAIN} rename to was`,
        "alter table cutter_governance.prepared rename to document_digest",
      ),
    brought: [0, ALL],
  },
];

for (const { what, change, brought } of CHANGES) {
  test(`after ${what} the heads are those of a full read, and ${brought.at(-1)} of the documents are read (D-146)`, async () => {
    const base = await makeBase();
    await base.past(
      `create table cutter_governance.prepared as select * from ${CHAIN}`,
      "update cutter_governance.prepared set sha256 = 'x'",
      "grant select on cutter_governance.prepared to cutter_verify",
    );
    await read(base.database);
    await change(base);
    assert.deepEqual((await read(base.database)).brought, brought);
    assert.deepEqual((await read(base.database, "once more")).brought, [0]);
  });
}

test("units that are taken out of a document without a chain are gone from what is known, as is a document that changes places with another", async () => {
  const base = await makeBase();
  await base.scenes.set();
  await base.past(UNIT("T3/x", "T3"));
  await read(base.database);
  await base.past(`update ${UNITS} set doc_code = 'T4' where doc_code = 'T3'`);
  assert.deepEqual((await read(base.database)).brought, [0, 4]);
  await base.past(`delete from ${UNITS} where doc_code = 'T4'`);
  assert.deepEqual((await read(base.database)).brought, [0, 4]);
});

test("of many documents one that has changed is read, and no other", async () => {
  const base = await makeBase();
  await base.scenes.superuser(
    `insert into ${REGISTRY} (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
     select 'many-' || n, 'MANY-' || n, 'x', 'law', 'registry', false from generate_series(1, 500) n`,
  );
  await read(base.database);
  await base.scenes.set();
  assert.deepEqual((await read(base.database)).brought, [1]);
});

/** What a transaction does that was under way at the first read, and what comes of it. */
const UNDER_WAY: readonly { readonly what: string; readonly statements: readonly string[] }[] = [
  {
    what: "a head",
    statements: [ENTRY("recorded_by = 'nobody'", HEAD_OF_T1), ENTRY("sha256 = 'x'", HEAD_OF_T1)],
  },
  { what: "a registration", statements: [`update ${REGISTRY} set title = 'other' where doc_prefix = 'T3'`] },
  { what: "a deletion", statements: [`delete from ${CHAIN} where ${HEAD_OF_T1}`] },
  {
    what: "a subtransaction",
    statements: [
      "savepoint one",
      `update ${REGISTRY} set title = 'other' where doc_prefix = 'T3'`,
      "release one",
    ],
  },
  {
    what: "a subtransaction that is rolled back, and one that is not",
    statements: [
      "savepoint one",
      `update ${REGISTRY} set title = 'lost' where doc_prefix = 'T3'`,
      "rollback to one",
      "savepoint two",
      `update ${REGISTRY} set title = 'kept' where doc_prefix = 'T2'`,
    ],
  },
];

for (const { what, statements } of UNDER_WAY) {
  for (const end of ["commit", "rollback"]) {
    test(`${what} of a transaction that was under way at the first read and ends with ${end} is seen as a full read sees it`, async () => {
      const base = await makeBase();
      await base.past(UNBOUND, `alter table ${CHAIN} drop constraint document_digest_lane`);
      await using writer = await base.database.openSuperuser();
      for (const statement of PAST) await writer.query(statement);
      await writer.query("begin");
      for (const statement of statements) await writer.query(statement);
      await base.scenes.set();
      await read(base.database);
      await base.scenes.set();
      await read(base.database, "while it is under way");
      await writer.query(end);
      await read(base.database, "when it has ended");
    });
  }
}

const LOST: readonly { readonly what: string; readonly statement: string }[] = [
  { what: "a registration that is deleted", statement: `delete from ${REGISTRY} where doc_prefix = 'T4'` },
  {
    what: "a registration that takes another name",
    statement: `update ${REGISTRY} set doc_prefix = 'A4' where doc_prefix = 'T4'`,
  },
  {
    what: "a head that is deleted",
    statement: `delete from ${CHAIN} where document_id = 'doc-T1' and seq = 3`,
  },
  {
    what: "a head that is given to another document",
    statement: ENTRY("document_id = 'doc-T3'", "document_id = 'doc-T1' and seq = 3"),
  },
];

for (const { what, statement } of LOST) {
  test(`${what} is gone from what is known, though a transaction that was older than it was under way when it was read (D-146)`, async () => {
    const base = await makeBase();
    await base.past(UNBOUND);
    await using writer = await opened.database.openSuperuser();
    await writer.query("begin");
    await writer.query("select pg_current_xact_id()");
    await verify(base);
    await base.scenes.set();
    await read(base.database);
    assert.deepEqual((await read(base.database)).brought, [2], "those that may have changed since it began");
    await base.past(statement);
    await read(base.database);
    await writer.query("commit");
    await read(base.database, "when it has ended");
  });
}

test("what a transaction has written itself is not known to others, and is gone when it is rolled back", async () => {
  const base = await makeBase();
  await read(base.database);
  await using writer = await base.database.openSuperuser();
  for (const statement of PAST) await writer.query(statement);
  for (const savepoint of [[], ["savepoint one"]]) {
    await writer.query("begin isolation level repeatable read");
    for (const statement of savepoint) await writer.query(statement);
    await writer.query(`update ${REGISTRY} set title = 'lost' where doc_prefix = 'T3'`);
    await readIn(writer, "inside");
    await writer.query("rollback");
    await read(base.database, "outside");
  }
});

/** How a snapshot comes to be older than what is known and have the number of the next transaction with it, or a greater one of its own. */
const OLDER: readonly { readonly what: string; readonly own: boolean; readonly between: boolean }[] = [
  { what: "a snapshot", own: false, between: false },
  { what: "a snapshot that has the same last transaction", own: false, between: true },
  { what: "a snapshot of a transaction that has written since", own: true, between: false },
];

for (const { what, own, between } of OLDER) {
  test(`${what} that is older than what is known sees what a full read sees (D-146)`, async () => {
    const base = await makeBase();
    await read(base.database);
    await using writer = await base.database.openSuperuser();
    for (const statement of PAST) await writer.query(statement);
    await writer.query("begin");
    await writer.query(`update ${REGISTRY} set title = 'newer' where doc_prefix = 'T3'`);
    if (between) await base.scenes.superuser("create table public.later ()");
    await using older = await base.database.openSuperuser();
    await older.query("begin isolation level repeatable read");
    await older.query("select count(*) from public.information_unit");
    await writer.query("commit");
    await read(base.database, "newer");
    if (own) await older.query("create table public.own ()");
    await readIn(older, "older");
    await older.query("rollback");
    await read(base.database, "newer again");
  });
}

test("reads at once, of which some are older, all see what a full read sees", async () => {
  const base = await makeBase();
  const sessions = [];
  for (const title of ["one", "two", "three"]) {
    const session = await base.database.sql.open("verify");
    await session.query("begin isolation level repeatable read read only");
    await session.query("select count(*) from public.information_unit");
    sessions.push(session);
    await base.past(`update ${REGISTRY} set title = '${title}' where doc_prefix = 'T3'`);
  }
  for (let round = 0; round < 3; round += 1) await Promise.all(sessions.map((session) => readIn(session)));
  for (const session of sessions) await session[Symbol.asyncDispose]();
  await read(base.database);
});

test("what is known of one database is not known of another of the same template, nor of one that was made anew under its name", async () => {
  const base = await makeBase();
  await read(base.database);
  const [one, other] = [await opened.cluster.open(), await opened.cluster.open()];
  for (const [database, title] of [
    [one, "one"],
    [other, "other"],
  ] as const) {
    await createScenes(database).set();
    await createScenes(database).superuser(...PAST, `update ${REGISTRY} set title = '${title}'`);
  }
  for (const database of [one, other, one, other]) await read(database);
  await using admin = await other.openSuperuser();
  const names = [];
  for (const database of [one, await opened.cluster.open()]) {
    await using session = await database.openSuperuser();
    names.push((await session.query<{ name: string }>("select current_database() as name")).rows[0]?.name);
  }
  await admin.query(`drop database ${names[0]} with (force)`);
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${names[1]}'`);
  await admin.query(`create database ${names[0]} template ${names[1]}`);
  assert.deepEqual((await read(one)).rows, []);
});

const STOPPED = ["restart", "crash"] as const;

for (const how of STOPPED) {
  test(`after a ${how} of the server nothing is known: it may give the numbers of lost transactions to others (D-146)`, async () => {
    // Nothing that is not waited for reaches the log on the disk before the server dies.
    await using server = await startOwnServer({ wal_writer_delay: "10s" });
    await server.restart();
    const superuser = async (...statements: readonly string[]) => {
      await using session = await server.openSuperuser();
      for (const statement of statements) await session.query(statement);
    };
    await superuser(
      ...PAST,
      `insert into ${REGISTRY} (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
       values ('doc-A', 'AA', 'a', 'law', 'registry', false), ('doc-B', 'BB', 'b', 'law', 'registry', false)`,
      "checkpoint",
      "set synchronous_commit = off",
      `update ${REGISTRY} set title = 'lost' where doc_prefix = 'AA'`,
    );
    await read(server);
    await server[how]();
    await superuser(...Array.from({ length: 5 }, () => "select pg_current_xact_id()"));
    assert.deepEqual((await read(server)).brought, [2]);
  });
}

test("after the server has frozen the rows nothing is read again, and a later change still is", async () => {
  const base = await makeBase();
  await read(base.database);
  await base.scenes.superuser(`vacuum (freeze) ${REGISTRY}`, `vacuum (freeze, full) ${CHAIN}`);
  assert.deepEqual((await read(base.database)).brought, [0]);
  await base.past(`update ${REGISTRY} set title = 'other' where doc_prefix = 'T3'`);
  assert.deepEqual((await read(base.database)).brought, [1, ALL]);
});

test("a row that is edited and frozen by hand, so that it carries no transaction, is read each time", async () => {
  const base = await makeBase();
  await read(base.database);
  await base.past(
    "create extension pg_surgery",
    `update ${REGISTRY} set title = 'other' where doc_prefix = 'T3'`,
    `select heap_force_freeze('${REGISTRY}', array(select ctid from ${REGISTRY} where doc_prefix = 'T3'))`,
  );
  await read(base.database);
  await base.past(`delete from ${REGISTRY} where doc_prefix = 'T3'`);
  await read(base.database);
});
