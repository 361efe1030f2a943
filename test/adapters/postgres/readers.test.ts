import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { readSqlError } from "../../../src/adapters/postgres/connection/sql-error.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { installSchema } from "../../../src/adapters/postgres/migrate.ts";
import { systemRandom } from "../../../src/adapters/runner/system-random.ts";
import { createLanes, firstDatabase } from "../../../src/adapters/scratch-postgres/scratch-database.ts";
import { VIEWS } from "../../../src/domain/tables.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { type AmendedLedger, openAmendedLedger } from "../../support/amended-ledger.ts";
import { startTestCluster, superuserOf } from "../../support/knowledge-cluster.ts";
import { nameOf } from "../../support/test-database.ts";

let ledger: AmendedLedger;
let superuser: SqlSession;
let reader: SqlSession;

before(async () => {
  ledger = await openAmendedLedger();
  superuser = await ledger.database.openSuperuser();
  reader = await ledger.database.sql.open("reader");
});
after(async () => {
  await reader?.[Symbol.asyncDispose]();
  await superuser?.[Symbol.asyncDispose]();
  await ledger?.[Symbol.asyncDispose]();
});

const READ: readonly string[] = [...VIEWS].sort();
const DENIED = "42501";

/** SQLSTATE of the statement of a reader, or `ok`; nothing of it stays. */
async function attempt(statement: string): Promise<string> {
  await reader.query("begin");
  try {
    await reader.query(statement);
    return "ok";
  } catch (error) {
    return readSqlError(error)?.code ?? String(error);
  } finally {
    await reader.query("rollback");
  }
}

async function relations(): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'cutter_governance') and c.relkind in ('r', 'v', 'm', 'p', 'f', 'S') order by 1`,
  );
  return rows.map(({ name }) => name);
}

test("a reader sees the views, and the whole of no table", async () => {
  const seen = [];
  for (const relation of await relations())
    if ((await attempt(`select * from ${relation} limit 1`)) === "ok") seen.push(relation);
  assert.deepEqual(seen, READ);
});

test("a reader sees no single column of any table but the lineage", async () => {
  const { rows } = await superuser.query(
    `select n.nspname || '.' || c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'cutter_governance') and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
       and n.nspname || '.' || c.relname <> all ($1::text[])
       and has_column_privilege('cutter_reader', c.oid, a.attnum, 'select, insert, update, references')`,
    [[...READ, "public.unit_lineage"]],
  );
  assert.deepEqual(rows, []);
});

test("a reader writes nothing, be it through a view", async () => {
  for (const relation of await relations())
    for (const statement of [
      `delete from ${relation}`,
      `truncate ${relation}`,
      `insert into ${relation} default values`,
      `create trigger slip after insert on ${relation} for each statement execute function public.fn_no_truncate()`,
    ])
      assert.notEqual(await attempt(statement), "ok", statement);
  for (const [view, column] of [
    ["iu_history", "body"],
    ["iu_current", "body"],
    ["iu_document", "title"],
    ["iu_effect", "effective_from"],
    ["iu_unenacted", "status"],
    ["iu_provenance", "persons"],
    ["iu_day_set", "persons"],
    ["unit_lineage", "relation"],
  ])
    assert.notEqual(await attempt(`update public.${view} set ${column} = null`), "ok", view);
  for (const statement of [
    "create table public.mine (a int)",
    "create schema mine",
    "create temporary table mine (a int)",
  ])
    assert.equal(await attempt(statement), DENIED, statement);
});

test("a reader makes no large object once the guide's statement was given, and the base is as sound as before", async () => {
  assert.equal(await attempt("select lo_create(0)"), "ok");
  const guide = await readFile(join(import.meta.dirname, "../../../docs/operator.md"), "utf8");
  const [statement] = /^revoke execute on function lo_.*;$/m.exec(guide) ?? [];
  await superuser.query(statement ?? "");
  for (const made of ["lo_create(0)", "lo_creat(-1)", "lo_from_bytea(0, 'a')"])
    assert.equal(await attempt(`select ${made}`), DENIED, made);
  assert.deepEqual(await ledger.database.knowledge.contractDifferences(), []);
});

test("a reader calls iu_as_of and no other function of the schema", async () => {
  const { rows } = await superuser.query(
    `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('public', 'cutter_governance') and has_function_privilege('cutter_reader', p.oid, 'execute')`,
  );
  assert.deepEqual(rows, [{ name: "iu_as_of(text,date,timestamp with time zone)" }]);
});

test("a reader reads the text of a day with its versions, and no draft", async () => {
  const read = async (statement: string) =>
    (await reader.query<{ line: string }>(statement)).rows.map(({ line }) => line);
  assert.deepEqual(
    await read("select address || ' ' || version_seq as line from public.iu_as_of('doc-LAW', '2027-01-01')"),
    [
      "LAW/article-1 2",
      "LAW/article-2a 2",
      "LAW/article-3 1",
      "LAW/article-9 1",
      "LAW/article-4 1",
      "LAW/article-5 1",
      "LAW/article-6 1",
    ],
  );
  assert.deepEqual(
    await read("select canonical_address as line from public.iu_as_of('LAW', '2027-01-01')"),
    [],
  );
  assert.deepEqual(
    await read(
      `select version_seq || ' ' || change_kind || ' ' || effective_from || ' ' || coalesce(cited_source, '-') || ' ' || (superseded_by is not null) as line
       from public.iu_history where canonical_address = 'LAW/article-1' order by version_seq`,
    ),
    ["1 original -infinity - true", "2 amendment 2027-01-01 Act 1 of 2026 false"],
  );
  assert.deepEqual(
    await read("select address as line from public.iu_history where canonical_address = 'LAW/article-10'"),
    [],
  );
  assert.deepEqual(
    await read(
      "select version_seq || ' ' || nature || ' ' || coalesce(citation, '-') as line from public.iu_document where document_id = 'doc-LAW' order by 1 limit 2",
    ),
    ["1 original -", "2 original Act 1 of 2026"],
  );
  assert.deepEqual(await read("select relation as line from public.unit_lineage"), ["replaced_by"]);
});

test("a base without the role of readers is sound, and one that gets it later gives it its rights with db install", async () => {
  await using cluster = await startTestCluster();
  const database = firstDatabase(await createLanes(cluster, systemRandom, openPgSource));
  await using admin = await superuserOf(cluster, nameOf(database)).open("owner");
  await admin.query("drop role cutter_reader");
  await using owner = await database.sql.open("owner");
  const knowledge = createKnowledgeBase(database.sql);
  const differences = async () =>
    (await knowledge.contractDifferences()).map(
      ({ reason, object, actual }) => `${reason} ${object} ${actual}`,
    );
  assert.ok((await installSchema(owner)).ok);
  assert.deepEqual(await differences(), []);
  await admin.query("create role cutter_reader login");
  assert.deepEqual(await differences(), []);
  assert.ok((await installSchema(owner)).ok);
  assert.deepEqual(await differences(), []);
  const { rows } = await owner.query(
    "select has_table_privilege('cutter_reader', 'public.iu_history', 'select') as may",
  );
  assert.deepEqual(rows, [{ may: true }]);
  for (const [statement, line, undo] of [
    [
      "grant select on public.version_effect to cutter_reader",
      "grant SELECT on table public.version_effect to cutter_reader present",
      "revoke select on public.version_effect from cutter_reader",
    ],
    [
      "revoke select on public.iu_history from cutter_reader",
      "grant SELECT on table public.iu_history to cutter_reader missing",
      "grant select on public.iu_history to cutter_reader",
    ],
    [
      "alter role cutter_reader createdb",
      "attribute CREATEDB of cutter_reader present",
      "alter role cutter_reader nocreatedb",
    ],
    [
      "grant pg_read_all_data to cutter_reader",
      "member cutter_reader of pg_read_all_data present",
      "revoke pg_read_all_data from cutter_reader",
    ],
  ] as const) {
    await admin.query("set role none");
    await admin.query(statement);
    const found = await differences();
    assert.ok(
      found.some((difference) => difference.startsWith("STOP_GRANT_DELTA ") && difference.endsWith(line)),
      `${statement}: ${found.join("\n")}`,
    );
    await admin.query(undo);
    assert.deepEqual(await differences(), [], undo);
  }
});
