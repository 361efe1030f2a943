import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findOptionalTool } from "../required-tools.ts";
import { type AmendedLedger, openAmendedLedger } from "../support/amended-ledger.ts";
import { startPostgrest } from "../support/postgrest.ts";

const CONFIGURATION = readFileSync(join(import.meta.dirname, "../../docs/postgrest.conf"), "utf8");
const SETTINGS = new Map(
  CONFIGURATION.split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, key = "", value = ""] = /^([a-z-]+) = (.+)$/.exec(line) ?? assert.fail(line);
      return [key, value] as const;
    }),
);

/** The keys that all of PostgREST 12.2, 13, 14.9 and 16.2 document, and their types (references/configuration). */
const STRINGS =
  "app.settings.* db-anon-role db-channel db-pre-config db-extra-search-path db-hoisted-tx-settings db-pre-request db-root-spec db-schemas db-tx-end db-uri " +
  "jwt-aud jwt-role-claim-key jwt-secret log-level openapi-mode openapi-server-proxy-uri server-cors-allowed-origins server-host server-trace-header " +
  "server-unix-socket server-unix-socket-mode";
const BOOLEANS =
  "db-aggregates-enabled db-channel-enabled db-config db-plan-enabled db-pool-automatic-recovery db-prepared-statements jwt-secret-is-base64 " +
  "openapi-security-active server-timing-enabled";
const NUMBERS =
  "admin-server-port db-max-rows db-pool db-pool-acquisition-timeout db-pool-max-idletime db-pool-max-lifetime server-port";
/** Values of those that take one of a few. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "db-tx-end": ["commit", "commit-allow-override", "rollback", "rollback-allow-override"],
  "openapi-mode": ["follow-privileges", "ignore-privileges", "disabled"],
  "log-level": ["crit", "error", "warn", "info", "debug"],
};

test("every key of the example is one of PostgREST's, with a value of its type, and no token is accepted (D-164)", () => {
  const forms = [
    [STRINGS, /^"[^"]*"$/],
    [BOOLEANS, /^(true|false)$/],
    [NUMBERS, /^\d+$/],
  ] as const;
  for (const [key, value] of SETTINGS) {
    const form = forms.find(([keys]) => keys.split(" ").includes(key))?.[1] ?? assert.fail(key);
    assert.match(value, form, key);
    const choices = CHOICES[key];
    if (choices !== undefined) assert.ok(choices.includes(value.slice(1, -1)), key);
  }
  assert.equal(SETTINGS.has("jwt-secret"), false);
  assert.equal(SETTINGS.get("db-anon-role"), '"cutter_reader"');
  assert.match(CONFIGURATION, /^db-max-rows = \d+$/m);
  assert.match(SETTINGS.get("server-host") ?? "", /127\.0\.0\.1/);
});

let ledger: AmendedLedger;
/** The address of the example, at the server of the test. */
let uri: string;
const PASSWORD = "a password of the test";

before(async () => {
  ledger = await openAmendedLedger();
  await using superuser = await ledger.database.openSuperuser();
  await superuser.query(`alter role cutter_reader password '${PASSWORD}'`);
  const { rows } = await superuser.query<{ name: string }>("select current_database() as name");
  const { host, port } = ledger.database.place;
  const said = new URL(SETTINGS.get("db-uri")?.slice(1, -1) ?? "");
  uri = `postgresql:///${rows[0]?.name}?host=${encodeURIComponent(host)}&port=${port}&user=${said.username}&${said.search.slice(1)}`;
});
after(() => ledger?.[Symbol.asyncDispose]());

interface Answer {
  readonly code: string;
  readonly out: string;
}

/** Runs statements over the address of the example; SQLSTATE or `ok`, and what was printed. */
function run(statements: string): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(
      "psql",
      [
        "--quiet",
        "--no-psqlrc",
        "--tuples-only",
        "--no-align",
        "--set=ON_ERROR_STOP=1",
        "--set=VERBOSITY=sqlstate",
        uri,
      ],
      { env: { PATH: process.env["PATH"] ?? "", PGPASSWORD: PASSWORD } },
      (_fault, out, err) =>
        resolve({ code: /ERROR: {2}(\w{5})/.exec(err)?.[1] ?? (err.trim() || "ok"), out: out.trim() }),
    );
    child.stdin?.end(statements);
  });
}

/** What PostgREST sends for one request: a transaction of the method's kind, its settings, one statement whose rows become JSON, and its end. */
function asPostgrest(mode: "read only" | "read write", source: string): Promise<Answer> {
  return run(`start transaction isolation level read committed ${mode};
    select set_config('search_path', '"public"', true), set_config('role', 'cutter_reader', true),
      set_config('request.jwt.claims', '{"role":"cutter_reader"}', true), set_config('request.method', 'GET', true) \\g /dev/null
    with pgrst_source as (${source})
    select coalesce(json_agg(_postgrest_t), '[]') as body from (select * from pgrst_source) _postgrest_t;
    ${SETTINGS.get("db-tx-end")?.slice(1, -1)};`);
}

const MAX_ROWS = SETTINGS.get("db-max-rows") ?? "";
const read = (relation: string, columns = `"public"."${relation}".*`, where = "") =>
  asPostgrest(
    "read only",
    `select ${columns} from "public"."${relation}" ${where} limit ${MAX_ROWS} offset 0`,
  );
const call = (name: string, args: Readonly<Record<string, string>>) =>
  asPostgrest(
    "read only",
    `select pgrst_call.* from (select '${JSON.stringify(args)}'::json as json_data) pgrst_payload,
      lateral (select * from json_to_record(pgrst_payload.json_data) as _(${Object.keys(args)
        .map((key) => `"${key}" ${key === "p_document" ? "text" : "date"}`)
        .join(", ")})) pgrst_body,
      lateral "public"."${name}"(${Object.keys(args)
        .map((key) => `"${key}" := pgrst_body."${key}"`)
        .join(", ")}) pgrst_call limit ${MAX_ROWS} offset 0`,
  );
const DENIED = "42501";
const AS_OF = { p_document: "doc-LAW", p_valid_on: "2027-01-01" };
const LINEAGE = "from_unit,to_unit,relation,recorded_at";
const VIEWS = [
  "iu_current",
  "iu_day_set",
  "iu_document",
  "iu_effect",
  "iu_history",
  "iu_provenance",
  "iu_unenacted",
] as const;

test("the statements of PostgREST read the views and a day, over the login of the example (D-164)", async () => {
  for (const view of VIEWS) {
    const { code, out } = await read(view);
    assert.equal(code, "ok", view);
    assert.ok(Array.isArray(JSON.parse(out)), view);
  }
  const current = JSON.parse((await read("iu_current")).out) as readonly { address: string; body: string }[];
  assert.ok(current.some(({ address }) => address === "LAW/article-1"));
  const day = JSON.parse((await call("iu_as_of", AS_OF)).out) as readonly { address: string }[];
  assert.deepEqual(day.map(({ address }) => address).slice(0, 2), ["LAW/article-1", "LAW/article-2a"]);
  assert.equal((await read("unit_lineage", LINEAGE)).code, "ok");
  assert.equal((await read("unit_lineage")).code, DENIED, "not all of its columns are for readers");
});

test("no draft is among them but by its address, and no table of the ledger, no write and no other function answers (D-164)", async () => {
  const drafts = JSON.parse((await read("iu_unenacted")).out) as readonly Readonly<Record<string, string>>[];
  assert.ok(drafts.length > 0);
  for (const draft of drafts) assert.deepEqual(Object.keys(draft), ["document_id", "address", "status"]);
  const { rows } = await (async () => {
    await using superuser = await ledger.database.openSuperuser();
    return await superuser.query<{ id: string }>(
      "select id::text from public.unit_version where lifecycle_status = 'draft'",
    );
  })();
  assert.ok(rows.length > 0);
  for (const view of ["iu_history", "iu_current", "iu_effect", "iu_provenance"])
    for (const { id } of rows) assert.doesNotMatch((await read(view)).out, new RegExp(id));
  for (const table of [
    "information_unit",
    "unit_version",
    "iu_lifecycle_log",
    "birth_registry",
    "dot_config",
  ])
    assert.equal((await read(table)).code, DENIED, table);
  assert.equal((await run('select * from "cutter_governance"."approval_use"')).code, DENIED);
  assert.equal((await call("fn_is_enacted", { p_change_set_id: "2026-01-01" })).code === "ok", false);
  for (const view of [...VIEWS, "unit_lineage", "unit_version"])
    for (const source of [
      `delete from "public"."${view}" returning 1`,
      `insert into "public"."${view}" select * from json_populate_recordset(null::"public"."${view}", '[{}]') returning 1`,
    ]) {
      const { code } = await asPostgrest("read write", source);
      assert.ok([DENIED, "55000"].includes(code), `${source}: ${code}`);
      assert.equal((await asPostgrest("read only", source)).code === "ok", false);
    }
  assert.ok(
    [DENIED, "55000"].includes(
      (await asPostgrest("read write", `update "public"."iu_history" set "body" = 'x' returning 1`)).code,
    ),
  );
  assert.equal((await run("select set_config('role', 'workflow_admin', true)")).code, DENIED);
  assert.equal((await run("create temporary table mine (a int)")).code === "ok", false);
});

test("a statement of the login ends after its time, and a transaction writes nothing unless it asks to (D-164)", async () => {
  assert.equal((await run("show statement_timeout")).out, "10s");
  assert.equal((await run("show default_transaction_read_only")).out, "on");
  assert.equal((await run("set statement_timeout = '50ms'; select pg_sleep(5)")).code, "57014");
});

test("the description at / names what cutter_reader may read or call, and nothing else (D-164)", async () => {
  // As `accessibleTables` and `accessibleFuncs` of PostgREST choose them.
  const { out } =
    await run(`select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'r', 'm', 'f', 'p')
      and (pg_has_role(c.relowner, 'USAGE') or has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
        or has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
    union all select 'rpc/' || p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and has_function_privilege(p.oid, 'execute') order by 1`);
  assert.deepEqual(out.split("\n"), [...VIEWS, "rpc/iu_as_of", "unit_lineage"]);
});

const program = findOptionalTool("postgrest", process.env["PATH"] ?? "");
const told = program === null ? ": it is NOT on this machine, so that it was not run" : "";

test(`the program itself serves the same with the example${told} (D-164)`, async (t) => {
  if (program === null) {
    t.diagnostic("no program postgrest in PATH: what it sends was run through psql, and it was not");
    return;
  }
  const settings = new Map([...SETTINGS, ["db-uri", `"${uri}&password=${encodeURIComponent(PASSWORD)}"`]]);
  await using server = await startPostgrest(program, settings);
  const rows = async (path: string) => {
    const answer = await server.ask(path);
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as readonly Readonly<Record<string, string>>[];
  };
  for (const view of VIEWS) assert.ok(Array.isArray(await rows(`/${view}`)), view);
  assert.ok(
    (await rows("/iu_current?document_id=eq.doc-LAW")).some(({ address }) => address === "LAW/article-1"),
  );
  const day = await rows(`/rpc/iu_as_of?${new URLSearchParams(AS_OF)}`);
  assert.deepEqual(day.map(({ address }) => address).slice(0, 2), ["LAW/article-1", "LAW/article-2a"]);
  assert.ok(Array.isArray(await rows(`/unit_lineage?select=${LINEAGE}`)));
  const refused = async (path: string, init?: RequestInit) =>
    assert.ok(
      [401, 403, 404, 405].includes((await server.ask(path, init)).status),
      `${init?.method ?? "GET"} ${path}`,
    );
  for (const path of [
    "/information_unit",
    "/unit_version",
    "/approval_use",
    "/unit_lineage",
    "/rpc/fn_is_enacted",
  ])
    await refused(path);
  const json = { headers: { "content-type": "application/json" } };
  for (const view of [...VIEWS, "unit_version"]) {
    await refused(`/${view}`, { ...json, method: "POST", body: "{}" });
    await refused(`/${view}?document_id=eq.doc-LAW`, { ...json, method: "DELETE" });
  }
  await refused("/iu_history?version_seq=eq.1", { ...json, method: "PATCH", body: '{"body":"x"}' });
  assert.ok((await server.ask("/iu_current", { headers: { authorization: "Bearer a.b.c" } })).status >= 400);
  const { paths } = (await (await server.ask("/")).json()) as { paths: Readonly<Record<string, unknown>> };
  assert.deepEqual(
    Object.keys(paths).sort(),
    ["/", ...[...VIEWS, "unit_lineage", "rpc/iu_as_of"].map((name) => `/${name}`)].sort(),
  );
});
