import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SOURCE_VERSION } from "../../../src/adapters/postgres/reads/document-states.ts";
import { findPartRows, PART_TABLES } from "../../../src/adapters/postgres/reads/part-rows.ts";
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
});
after(async () => {
  await database[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

async function ask(text: string): Promise<readonly unknown[]> {
  await using session = await database.sql.open("verify");
  return (await session.query<{ name: unknown }>(text)).rows.map(({ name }) => name);
}

test("of every table that a backup holds it is said which document a row is of", async () => {
  const tables =
    await ask(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'cutter_governance') and c.relkind in ('r', 'p') order by 1`);
  assert.deepEqual([...PART_TABLES].sort(), tables);
  for (const table of PART_TABLES) assert.notEqual(findPartRows(table), null, table);
});

test("of a table that nobody has thought of it is not said, which keeps an increment from being taken", () => {
  assert.equal(findPartRows("public.theirs" as (typeof PART_TABLES)[number]), null);
});

test("the state of a document holds every column of its source versions but the bytes", async () => {
  const columns = await ask(`select attname::text as name from pg_attribute
    where attrelid = 'cutter_governance.source_document_version_registry'::regclass and attnum > 0 and not attisdropped`);
  assert.deepEqual([...SOURCE_VERSION, "content"].sort(), [...columns].sort());
});

test("no table has a sequence, which an increment would have to set", async () => {
  assert.deepEqual(
    await ask(
      "select relname::text as name from pg_class where relkind = 'S' and relnamespace <> 'pg_catalog'::regnamespace",
    ),
    [],
  );
});

test("an increment may write every id into its text as it is: an id has neither quotes nor backslashes", async () => {
  const [pattern] = await ask(`select pg_get_constraintdef(oid) as name from pg_constraint
    where conrelid = 'cutter_governance.source_document_registry'::regclass and pg_get_constraintdef(oid) like '%document_id ~ %'`);
  assert.match(String(pattern), /\^\[A-Za-z0-9\]\[A-Za-z0-9\._-\]\{0,127\}\$/);
});
