import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { contractDifferences } from "../../../src/adapters/postgres/contract/contract.ts";
import { readCatalog } from "../../../src/adapters/postgres/contract/schema-facts.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { systemRandom } from "../../../src/adapters/runner/system-random.ts";
import type { Cluster } from "../../../src/adapters/scratch-postgres/cluster.ts";
import { createLanes, firstDatabase } from "../../../src/adapters/scratch-postgres/scratch-database.ts";
import type { TakenBackup } from "../../../src/ports/backup.ts";
import type { ScratchDatabase } from "../../../src/ports/scratch.ts";
import { type BackupScene, makeBackupScene } from "../../support/backup-scene.ts";
import { startTestCluster, superuserOf } from "../../support/knowledge-cluster.ts";
import { ask, realServerFactory } from "../../support/scratch-options.ts";

const RUN_ID = "ictr-20260601T120000Z-0a0b0c0d";

let cluster: Cluster;
let live: ScratchDatabase;
let scene: BackupScene;

before(async () => {
  cluster = await startTestCluster();
  live = firstDatabase(await createLanes(cluster, systemRandom, openPgSource));
  scene = await makeBackupScene(await realServerFactory(), live);
});
after(async () => {
  await scene?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

async function asSuperuser(statements: readonly string[]): Promise<void> {
  await using session = await superuserOf(cluster, live.dumpTarget?.database ?? "").open("owner");
  for (const statement of statements) await session.query(statement);
}

async function withBackup(use: (taken: TakenBackup) => Promise<void>): Promise<void> {
  const folder = scene.folder;
  assert.deepEqual(await scene.live.contractDifferences(), [], "what is planted passes the contract");
  const result = await scene.backup().take({ runId: RUN_ID, live: scene.live, folder, documents: [] });
  assert.ok(result.ok, JSON.stringify(result));
  try {
    await use(result.value);
  } finally {
    await result.value.restored[Symbol.asyncDispose]();
  }
}

/** Each needs something that a dump of the two schemas leaves out, or is of a kind that the schemas do not have. */
const PLANTED = [
  "create schema elsewhere",
  "create type elsewhere.mood as enum ('glad')",
  "create extension citext with schema elsewhere",
  "create extension unaccent with schema public",
  "create role dba",
  "create sequence public.counter",
  "create sequence cutter_governance.counter",
  "create table public.tenants (id serial, mood elsewhere.mood)",
  "create table cutter_governance.notes (id integer)",
  "create view public.titles as select title from public.unit_version",
  "create materialized view public.names as select title from public.unit_version",
  "create type public.row_of_others as (tenant public.tenants, mood elsewhere.mood)",
  "comment on column public.row_of_others.mood is 'theirs'",
  "create type cutter_governance.row_of_others as (tenant public.tenants)",
  "create domain public.word as elsewhere.citext",
  "comment on domain public.word is 'theirs'",
  "grant usage on type public.word to dba",
  "create text search configuration public.plain (copy = pg_catalog.simple)",
  "alter text search configuration public.plain alter mapping for word with public.unaccent, simple",
  "comment on text search configuration public.plain is 'theirs'",
  "create collation public.plain (locale = 'C')",
  "create operator family public.plain using btree",
  "create statistics public.pairs on doc_code, lifecycle_status from public.information_unit",
  "alter default privileges for role dba in schema public grant select on tables to dba",
] as const;

test("what others have in the schemas is neither in the backup nor a hindrance (B-60)", async () => {
  await asSuperuser(PLANTED);
  await withBackup(async ({ restored }) => {
    await using copy = createKnowledgeBase(restored.sql);
    assert.deepEqual(await copy.contractDifferences(), []);
    const left = await ask(
      restored,
      "owner",
      `select relname as name from pg_class c where c.relkind in ('r', 'v', 'm', 'S', 'c') and c.relnamespace in ('public'::regnamespace, 'cutter_governance'::regnamespace)
         and relname in ('counter', 'tenants', 'notes', 'titles', 'names', 'row_of_others')
       union all select typname from pg_type where typname in ('word', 'row_of_others')
       union all select cfgname from pg_ts_config where cfgname = 'plain'`,
    );
    assert.deepEqual(left, []);
  });
});

/** Settings of the database that act on programs which do not fix them, or that name what the copy's server lacks. */
const SETTINGS: Readonly<Record<string, string>> = {
  default_tablespace: "nowhere",
  temp_tablespaces: "nowhere",
  default_text_search_config: "public.plain",
  session_preload_libraries: "auto_explain",
  statement_timeout: "1ms",
  lock_timeout: "1ms",
  idle_in_transaction_session_timeout: "1ms",
  client_min_messages: "debug5",
  log_statement: "all",
  role: "dba_of_settings",
  quote_all_identifiers: "on",
  array_nulls: "off",
  default_transaction_read_only: "on",
  client_encoding: "LATIN1",
  search_path: "nowhere",
};

test("no setting of the database hinders pg_dump, the restore or the copy (B-61)", async () => {
  const { database = "" } = live.dumpTarget ?? {};
  const names = Object.entries(SETTINGS);
  await asSuperuser([
    "create role dba_of_settings",
    ...names.map(
      ([name, value]) =>
        `alter database ${database} set ${name} = ${name === "search_path" ? value : `'${value}'`}`,
    ),
  ]);
  try {
    await withBackup(async ({ restored }) => {
      await using fork = await restored.fork();
      await using copy = createKnowledgeBase(fork.sql);
      assert.deepEqual(await copy.contractDifferences(), []);
      const kept = await ask(
        restored,
        "owner",
        "select unnest(setconfig) as setting from pg_db_role_setting",
      );
      assert.ok(
        kept.some(({ setting }) => setting === "quote_all_identifiers=on"),
        JSON.stringify(kept),
      );
    });
  } finally {
    await asSuperuser(names.map(([name]) => `alter database ${database} reset ${name}`));
  }
});

test("a collation whose version has changed since is no warning of pg_dump (B-62)", async () => {
  const { database = "" } = live.dumpTarget ?? {};
  await asSuperuser([`update pg_database set datcollversion = '0.1' where datname = '${database}'`]);
  try {
    await withBackup(async () => undefined);
  } finally {
    await asSuperuser([`update pg_database set datcollversion = null where datname = '${database}'`]);
  }
});

test("an index in a tablespace, which the copy's server does not have, is a difference of the contract (B-60)", async () => {
  await using session = await superuserOf(cluster, live.dumpTarget?.database ?? "").open("owner");
  await session.query("begin");
  await session.query("set local allow_system_table_mods = on");
  await session.query(
    "update pg_class set reltablespace = (select oid from pg_tablespace where spcname = 'pg_global') where relname = 'information_unit_document'",
  );
  const found = contractDifferences(await readCatalog(session));
  await session.query("rollback");
  assert.ok(
    found.some(({ object }) => /information_unit: index .* tablespace pg_global$/.test(object)),
    JSON.stringify(found),
  );
});

test("memberships of strangers are restored as PostgreSQL has them from 16 on, with their options (B-60)", async () => {
  await using database = await createPgliteFactory().start();
  const planted = await database.restore(
    (async function* () {
      yield Buffer.from(
        "create role app; create role dba; grant app to dba with admin true, inherit false, set false; grant pg_monitor to dba;",
      );
    })(),
  );
  assert.ok(planted.ok, JSON.stringify(planted));
  await using newer = await makeBackupScene(createPgliteFactory(), database);
  const taken = await newer
    .backup()
    .take({ runId: RUN_ID, live: newer.live, folder: newer.folder, documents: [] });
  assert.ok(taken.ok, JSON.stringify(taken));
  await using restored = taken.value.restored;
  const found = await ask(
    restored,
    "owner",
    `select roleid::regrole::text as granted, admin_option, inherit_option, set_option
     from pg_auth_members where member = 'dba'::regrole order by 1`,
  );
  assert.deepEqual(found, [
    { granted: "app", admin_option: true, inherit_option: false, set_option: false },
    { granted: "pg_monitor", admin_option: false, inherit_option: true, set_option: true },
  ]);
});
