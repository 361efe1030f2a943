import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { install } from "../support/knowledge.ts";
import { openReadingScene, type ReadingScene } from "../support/reading-scene.ts";

let scene: ReadingScene;
before(async () => {
  scene = await openReadingScene();
});
after(async () => {
  await scene?.[Symbol.asyncDispose]();
});

const PASSWORD = "DOT_CUTTER_READER_DB_PASSWORD";
const USER = "DOT_CUTTER_READER_DB_USER";
const COMMANDS = [
  ["list"],
  ["list", "LAW"],
  ["show", "LAW/article-1"],
  ["history", "LAW/article-1"],
  ["diff", "LAW", "--from", "2026-06-30", "--to", "2026-07-01"],
];

test("every command reads with the reader's login alone: no sidecar, no repository, no other password", async () => {
  for (const command of COMMANDS) {
    const end = await scene.kb(command);
    assert.deepEqual([end.code, end.stderr], [0, ""], command.join(" "));
  }
});

test("the password of the reader is asked for by its variable, where it is missing and where it is wrong", async () => {
  const { [PASSWORD]: right = "", ...others } = scene.variables;
  for (const [variables, actual] of [
    [others, /none is set/],
    [{ ...others, [PASSWORD]: "not-the-password" }, /password authentication failed/],
  ] as const) {
    for (const command of COMMANDS) {
      const end = await scene.kb([...command, "--json"], variables);
      const told = JSON.parse(end.stdout);
      assert.deepEqual(
        [end.code, told.reason, told.field, told.expected],
        [3, "STOP_DB_LOGIN", PASSWORD, "the password of cutter_reader"],
      );
      assert.match(told.actual, actual);
      assert.ok(!`${end.stdout}${end.stderr}`.includes("not-the-password"));
    }
  }
  // The way out: the variable is set.
  assert.equal((await scene.kb(["list"], { ...others, [PASSWORD]: right })).code, 0);
});

test("where the reader has no password the verify lane reads, and is asked for by its own variable", async () => {
  const { [PASSWORD]: _reader, ...others } = scene.variables;
  const variable = "DOT_CUTTER_VERIFY_DB_PASSWORD";
  for (const command of COMMANDS) {
    const end = await scene.kb(command, { ...others, [variable]: scene.passwords.verify });
    assert.equal(end.code, 0, end.stderr);
  }
  const wrong = await scene.kb(["list", "--json"], { ...others, [variable]: "wrong" });
  const told = JSON.parse(wrong.stdout);
  assert.deepEqual([told.reason, told.field], ["STOP_DB_LOGIN", variable]);
  // The reader's own login goes first.
  const both = await scene.kb(["list"], { ...scene.variables, [variable]: "wrong" });
  assert.equal(both.code, 0, both.stderr);
});

test("without the address of the database every missing variable is told at once", async () => {
  const end = await scene.kb(["list", "--json"], {});
  const told = JSON.parse(end.stdout);
  assert.deepEqual(
    [told.reason, told.details],
    ["STOP_CONFIG_INVALID", ["DOT_CUTTER_DB_HOST", "DOT_CUTTER_DB_NAME"]],
  );
});

test("the reader can write nothing, and sees neither drafts nor the ledger", async () => {
  await using session = await openAs("cutter_reader");
  for (const statement of [
    "select from public.unit_version",
    "select from public.information_unit",
    "select from public.version_effect",
    "select from public.iu_lifecycle_log",
    "select from cutter_governance.review_decision",
    "select content from cutter_governance.source_document_version_registry",
    "create temporary table mine ()",
    "create table public.mine ()",
    "insert into public.unit_lineage select from public.unit_lineage",
  ]) {
    await assert.rejects(session.query(statement), /permission denied/, statement);
  }
  const drafts = await session.query<{ text: string }>(
    "select to_jsonb(d)::text as text from public.iu_unenacted d",
  );
  assert.ok(drafts.rows.length > 0);
  for (const { text } of drafts.rows)
    assert.deepEqual(Object.keys(JSON.parse(text)).sort(), ["address", "document_id", "status"]);
  const seen = await session.query("select from public.iu_history where document_id = 'doc-DRAFT'");
  assert.equal(seen.rowCount, 0);
});

test("a login without the reader's rights is told who gives them, before and behind the door", async () => {
  const variables = { ...scene.variables, [USER]: "newcomer", [PASSWORD]: "newcomer" };
  scene.superuser("create role newcomer login password 'newcomer'");
  const refusedAs = async () => {
    const end = await scene.kb(["list", "--json"], variables);
    const told = JSON.parse(end.stdout);
    assert.deepEqual([end.code, told.reason], [3, "STOP_READER_RIGHTS"], end.stdout);
    return told;
  };
  // The installation has taken CONNECT from everybody.
  assert.match((await refusedAs()).actual, /permission denied for database/);
  scene.superuser(
    "do $$ begin execute format('grant connect on database %I to newcomer', current_database()); end $$",
  );
  assert.match((await refusedAs()).actual, /permission denied for (?:schema|view)/);
  // One way out: a login that has the same rights.
  scene.superuser(`grant usage on schema public to newcomer;
    grant select on public.iu_history, public.iu_document, public.iu_effect, public.iu_unenacted, public.unit_lineage to newcomer;
    grant execute on function public.iu_as_of(text, date, timestamptz) to newcomer`);
  assert.equal((await scene.kb(["list"], variables)).code, 0);
});

test("db install gives a role that was made later its rights", async () => {
  scene.superuser("drop owned by cutter_reader");
  const told = JSON.parse((await scene.kb(["list", "--json"])).stdout);
  assert.equal(told.reason, "STOP_READER_RIGHTS");
  assert.match(told.wayOut, /^Let the owner of the database run `cutter db install`/);
  await install(sourceOf("workflow_admin", scene.passwords.owner));
  const end = await scene.kb(["list"]);
  assert.equal(end.code, 0, end.stderr);
});

test("a base without the schema is told so", async () => {
  scene.superuser("create database bare; grant connect on database bare to cutter_reader");
  const variables = { ...scene.variables, DOT_CUTTER_DB_NAME: "bare" };
  const told = JSON.parse((await scene.kb(["list", "--json"], variables)).stdout);
  assert.equal(told.reason, "STOP_DB_SCHEMA_MISSING");
});

function openAs(user: string) {
  return sourceOf(user, scene.variables[PASSWORD] ?? "").open("owner");
}

function sourceOf(user: string, password: string) {
  return openPgSource({
    host: scene.variables["DOT_CUTTER_DB_HOST"] ?? "",
    port: Number(scene.variables["DOT_CUTTER_DB_PORT"]),
    database: scene.variables["DOT_CUTTER_DB_NAME"] ?? "",
    sslmode: "disable",
    roles: { owner: { user, password } },
  });
}
