import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compareSchema } from "../../../src/adapters/postgres/compare-schema.ts";
import { contractDifferences } from "../../../src/adapters/postgres/contract/contract.ts";
import { readCatalog, schemaFactsOf } from "../../../src/adapters/postgres/contract/schema-facts.ts";
import { installSchema, readMigrations } from "../../../src/adapters/postgres/migrate.ts";
import { PUBLICATION_TYPES, SECTION_TYPES, UNIT_KINDS } from "../../../src/domain/vocabulary.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
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
  await using session = await database.openSuperuser();
  await session.query("create role other_owner nologin superuser");
});
after(() => cluster?.[Symbol.asyncDispose]());

test("a fresh installation is the contract, with nothing extra and nothing missing", async () => {
  assert.deepEqual(await database.knowledge.contractDifferences(), []);
});

test("the units have as many columns as docs/system.md section 5 says", async () => {
  await using owner = await database.sql.open("owner");
  const { rows } = await owner.query<{ name: string; columns: number }>(
    `select attrelid::regclass::text as name, count(*)::integer as columns from pg_attribute
     where attrelid in ('public.information_unit'::regclass, 'public.unit_version'::regclass) and attnum > 0 group by 1 order by 1`,
  );
  assert.deepEqual(rows, [
    { name: "information_unit", columns: 19 },
    { name: "unit_version", columns: 25 },
  ]);
});

test("the seeded vocabulary is the domain's", async () => {
  assert.deepEqual(await database.knowledge.vocabulary(), {
    unitKinds: Object.keys(UNIT_KINDS).sort(),
    sectionTypes: Object.keys(SECTION_TYPES).sort(),
    publicationTypes: Object.keys(PUBLICATION_TYPES).sort(),
  });
});

test("installing again does nothing", async () => {
  await using owner = await database.sql.open("owner");
  const again = await installSchema(owner);
  assert.deepEqual(again.ok && again.value.applied, []);
});

test("an installation that another session holds up says which one (D-24)", async () => {
  await using holder = await database.sql.open("verify");
  await holder.query("select pg_advisory_lock(hashtextextended('iu-cutter:migrate', 0))");
  await using owner = await database.sql.open("owner");
  const reply = await installSchema(owner);
  assert.equal(!reply.ok && reply.refusal.reason, "STOP_LOCK_HELD");
  assert.match((!reply.ok && reply.refusal.actual) || "", /^held by the session \d+ of cutter_verify$/);
  await holder.query("select pg_advisory_unlock_all()");
  assert.ok((await installSchema(owner)).ok);
});

const shipped = readMigrations();
const edited = shipped.map((one, i) => (i === 2 ? { ...one, sha256: sha256Hex("edited") } : one));
const late = [{ name: "0000_late.sql", sha256: sha256Hex("x"), text: "select 1" }, ...shipped];
for (const { rule, migrations } of [
  { rule: "a migration that changed after it was applied is refused", migrations: edited },
  {
    rule: "an applied migration that this version does not know is refused",
    migrations: shipped.slice(0, -1),
  },
  { rule: "a migration that would come before an applied one is refused", migrations: late },
]) {
  test(rule, async () => {
    await using owner = await database.sql.open("owner");
    const reply = await installSchema(owner, migrations);
    assert.equal(!reply.ok && reply.refusal.reason, "STOP_MIGRATION_CHANGED");
  });
}

test("a migration that fails leaves nothing behind and can be tried again", async () => {
  await using owner = await database.sql.open("owner");
  const text = "create table public.half (a integer); select 1 / 0";
  const failing = [...shipped, { name: "9999_fails.sql", sha256: sha256Hex(text), text }];
  await assert.rejects(installSchema(owner, failing), /9999_fails\.sql failed: division by zero/);
  const { rows } = await owner.query("select to_regclass('public.half')::text as half");
  assert.deepEqual(rows, [{ half: null }]);
});

/** The differences that `statements` of the superuser make, in a transaction that is rolled back. */
async function differencesAfter(statements: readonly string[]) {
  await using session = await database.openSuperuser();
  await session.query("begin");
  for (const statement of statements) await session.query(statement);
  const differences = contractDifferences(await readCatalog(session));
  await session.query("rollback");
  return differences;
}

interface Tampering {
  readonly rule: string;
  readonly run: readonly string[];
  readonly reason: string;
  readonly object: RegExp;
}

/** Makes the view anew with another text where its definition has this one. */
const viewWith = (view: string, text: string, other: string) =>
  `do $$ begin execute 'create or replace view public.${view} as ' || replace(pg_get_viewdef('public.${view}'::regclass), '${text}', '${other}'); end $$`;

const DEFINER = "create function public.leak() returns integer language sql security definer";
const TAMPERINGS: readonly Tampering[] = [
  {
    rule: "D-01: a lane that is NOINHERIT member of a writing role is found",
    run: [
      "create role app_writer nologin",
      "grant update on public.information_unit to app_writer",
      "grant app_writer to cutter_exec",
      "alter role cutter_exec noinherit",
    ],
    reason: "STOP_GRANT_DELTA",
    object: /UPDATE on table public\.information_unit to app_writer/,
  },
  {
    rule: "D-01: the membership itself is found, at any depth",
    run: [
      "create role outer_role nologin",
      "create role inner_role nologin",
      "grant inner_role to outer_role",
      "grant outer_role to cutter_exec",
    ],
    reason: "STOP_GRANT_DELTA",
    object: /member outer_role of inner_role/,
  },
  {
    rule: "D-02: a column grant is found",
    run: ["grant update (body) on public.unit_version to cutter_verify"],
    reason: "STOP_GRANT_DELTA",
    object: /UPDATE on column public\.unit_version\.body to cutter_verify/,
  },
  {
    rule: "D-03: a new SECURITY DEFINER function that PUBLIC may call is found",
    run: [`${DEFINER} as 'select 1'`],
    reason: "STOP_GRANT_DELTA",
    object: /EXECUTE on function public\.leak\(\) to PUBLIC/,
  },
  {
    rule: "D-03: it is found in a schema of its own, too",
    run: [
      "create schema elsewhere",
      "create function elsewhere.leak() returns integer language sql security definer as 'select 1'",
    ],
    reason: "STOP_GRANT_DELTA",
    object: /EXECUTE on function elsewhere\.leak\(\) to PUBLIC/,
  },
  {
    rule: "D-04: default privileges for a lane are found before they take effect",
    run: ["alter default privileges for role workflow_admin grant select on tables to cutter_verify"],
    reason: "STOP_GRANT_DELTA",
    object: /default SELECT on r of workflow_admin in \* to cutter_verify/,
  },
  {
    rule: "D-05: a predefined role is found",
    run: ["grant pg_write_all_data to cutter_verify"],
    reason: "STOP_GRANT_DELTA",
    object: /member cutter_verify of pg_write_all_data/,
  },
  {
    rule: "D-09: a missing truncate trigger is found",
    run: ["drop trigger e_no_truncate on public.iu_lifecycle_log"],
    reason: "STOP_IMMUTABILITY_MISSING",
    object: /public\.iu_lifecycle_log e_no_truncate/,
  },
  {
    rule: "D-10: a disabled trigger is found",
    run: ["alter table public.unit_version disable trigger d_immutable"],
    reason: "STOP_IMMUTABILITY_MISSING",
    object: /public\.unit_version d_immutable/,
  },
  {
    rule: "D-11: a trigger that is not ALWAYS is found",
    run: ["alter table public.information_unit enable trigger d_immutable"],
    reason: "STOP_IMMUTABILITY_MISSING",
    object: /public\.information_unit d_immutable/,
  },
  {
    rule: "D-10: the gateway's trigger counts as well",
    run: ["alter table public.information_unit disable trigger a_gateway"],
    reason: "STOP_GATEWAY_MISSING",
    object: /public\.information_unit a_gateway/,
  },
  {
    rule: "D-10: switched off foreign keys are found",
    run: ["alter table public.unit_version disable trigger all"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.unit_version: internal trigger of .* D /,
  },
  {
    rule: "D-13: an immutability function that refuses nothing is found",
    run: [
      "create or replace function public.fn_immutable_row() returns trigger language plpgsql as 'begin return null; end'",
    ],
    reason: "STOP_IMMUTABILITY_MISSING",
    object: /function public\.fn_immutable_row\(\)/,
  },
  {
    rule: "D-16: another body of a canonical function is found",
    run: [
      `create or replace function public.fn_iu_withdraw(p_address text, p_actor text, p_review_decision_id uuid, p_change_set_id uuid, p_reason text)
       returns jsonb language plpgsql security definer set search_path = pg_catalog, public, pg_temp as 'begin return ''{}''; end'`,
    ],
    reason: "STOP_FUNCTION_TAMPERED",
    object: /fn_iu_withdraw/,
  },
  {
    rule: "D-16: another owner of a canonical function is found",
    run: [
      "alter function public.fn_iu_enact(text, text, uuid, text, uuid, text, text, boolean) owner to other_owner",
    ],
    reason: "STOP_FUNCTION_TAMPERED",
    object: /fn_iu_enact/,
  },
  {
    rule: "D-17: a definer whose path does not end with pg_temp is found",
    run: [
      `${DEFINER} set search_path = public as 'select 1'`,
      "revoke execute on function public.leak() from public",
    ],
    reason: "STOP_FUNCTION_UNSAFE",
    object: /public\.leak\(\)/,
  },
  {
    rule: "D-17: a canonical function with a shorter path is found",
    run: [
      "alter function public.fn_iu_withdraw(text, text, uuid, uuid, text) set search_path = pg_catalog, public",
    ],
    reason: "STOP_FUNCTION_UNSAFE",
    object: /fn_iu_withdraw/,
  },
  {
    rule: "D-19: a table that a lane owns is found",
    run: ["create table public.mine (a integer)", "alter table public.mine owner to cutter_exec"],
    reason: "STOP_GRANT_DELTA",
    object: /own table public\.mine by cutter_exec/,
  },
  ...["superuser", "bypassrls", "createrole", "createdb", "replication"].map((attribute) => ({
    rule: `D-19: the attribute ${attribute} of a lane is found`,
    run: [`alter role cutter_exec ${attribute}`],
    reason: "STOP_GRANT_DELTA",
    object: new RegExp(`attribute ${attribute.toUpperCase()} of cutter_exec`),
  })),
  {
    rule: "D-20: a grant option is found",
    run: ["grant select on public.dot_config to cutter_verify with grant option"],
    reason: "STOP_GRANT_DELTA",
    object: /SELECT on table public\.dot_config to cutter_verify with grant option/,
  },
  {
    rule: "D-20: a membership with admin is found",
    run: ["create role helper_role nologin", "grant helper_role to cutter_verify with admin option"],
    reason: "STOP_GRANT_DELTA",
    object: /member cutter_verify of helper_role with admin/,
  },
  {
    rule: "D-20: who may become a lane is found",
    run: ["create role stranger nologin", "grant cutter_exec to stranger"],
    reason: "STOP_GRANT_DELTA",
    object: /member stranger of cutter_exec/,
  },
  {
    rule: "D-21: TEMP for PUBLIC is found",
    run: [
      "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
    ],
    reason: "STOP_GRANT_DELTA",
    object: /TEMPORARY on database current to PUBLIC/,
  },
  {
    rule: "D-21: CREATE on public for PUBLIC is found",
    run: ["grant create on schema public to public"],
    reason: "STOP_GRANT_DELTA",
    object: /CREATE on schema public to PUBLIC/,
  },
  {
    rule: "a parameter grant is found",
    run: ["grant set on parameter session_replication_role to cutter_exec"],
    reason: "STOP_GRANT_DELTA",
    object: /SET on parameter session_replication_role to cutter_exec/,
  },
  {
    rule: "a role setting of a lane is found",
    run: ["alter role cutter_exec set search_path = evil"],
    reason: "STOP_GRANT_DELTA",
    object: /setting search_path=evil of cutter_exec/,
  },
  {
    rule: "a system function that was opened to a lane is found",
    run: ["grant execute on function pg_catalog.pg_read_file(text) to cutter_exec"],
    reason: "STOP_GRANT_DELTA",
    object: /EXECUTE on function pg_catalog\.pg_read_file\(text\) to cutter_exec/,
  },
  {
    rule: "a system function that was opened to PUBLIC is found",
    run: ["grant execute on function pg_catalog.pg_read_file(text) to public"],
    reason: "STOP_GRANT_DELTA",
    object: /EXECUTE on function pg_catalog\.pg_read_file\(text\) to PUBLIC/,
  },
  {
    rule: "a missing grant is a difference as well",
    run: ["revoke select on public.unit_version from cutter_verify"],
    reason: "STOP_GRANT_DELTA",
    object: /SELECT on table public\.unit_version to cutter_verify/,
  },
  {
    rule: "a missing check of a table is found",
    run: ["alter table public.unit_version drop constraint unit_version_content_hash"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.unit_version: constraint unit_version_content_hash/,
  },
  {
    rule: "a rewrite rule is found",
    run: ["create rule hush as on insert to public.iu_lifecycle_log do instead nothing"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.iu_lifecycle_log: rule hush/,
  },
  {
    rule: "row security that hides rows is found",
    run: ["alter table public.information_unit enable row level security"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.information_unit: relation r p owner workflow_admin rls true/,
  },
  {
    rule: "a trigger of a stranger is found",
    run: [
      "create function public.stranger() returns trigger language plpgsql as 'begin return null; end'",
      "create trigger stranger before insert on public.unit_version for each row execute function public.stranger()",
    ],
    reason: "STOP_DB_CONTRACT",
    object: /public\.unit_version stranger/,
  },
  ...(
    [
      ["shows another text", "iu_history", "(v.body ||", "(v.title ||"],
      ["shows the title of the document for that of the unit", "iu_history", "v.title", "d.title"],
      [
        "prefers what the unit was born with",
        "iu_history",
        "COALESCE(v.section_type, u.section_type)",
        "u.section_type",
      ],
      ["shows drafts", "iu_history", "v.lifecycle_status =", "v.lifecycle_status <>"],
      ["takes the first day for the last one", "iu_history", "ORDER BY o.ordinal DESC", "ORDER BY o.ordinal"],
      ["shows repealed text", "iu_current", "<> ''repeal''", "<> ''none''"],
      ["shows another digest of the source", "iu_document", "v.sha256", "d.title as sha256"],
    ] as const
  ).map(([what, view, text, other]) => ({
    rule: `a view that ${what} is found`,
    run: [viewWith(view, text, other)],
    reason: "STOP_DB_CONTRACT",
    object: new RegExp(`public\\.${view}: rule _RETURN`),
  })),
  {
    rule: "a view that reads with the rights of its reader is found",
    run: ["alter view public.iu_current set (security_invoker = true)"],
    reason: "STOP_DB_CONTRACT",
    object:
      /public\.iu_current: relation v p owner workflow_admin rls false false with security_barrier=true security_invoker=true/,
  },
  {
    rule: "a view of another owner is found",
    run: ["alter view public.iu_document owner to other_owner"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.iu_document: relation v p owner other_owner/,
  },
  {
    rule: "a rule of a view that writes for its readers is found",
    run: ["create rule slip as on delete to public.iu_current do instead nothing"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.iu_current: rule slip/,
  },
  {
    rule: "a view that is gone is found",
    run: ["drop view public.iu_document"],
    reason: "STOP_DB_CONTRACT",
    object: /public\.iu_document: rule _RETURN/,
  },
  {
    rule: "a table in the place of a view is found",
    run: [
      "create table public.copy as select * from public.iu_document",
      "drop view public.iu_document",
      "alter table public.copy rename to iu_document",
    ],
    reason: "STOP_DB_CONTRACT",
    object: /public\.iu_document: relation r/,
  },
  {
    rule: "another body of the function that readers call is found",
    run: [
      `do $$ begin execute replace(pg_get_functiondef('public.iu_as_of(text, date, timestamptz)'::regprocedure), 'k.version_seq desc', 'k.version_seq'); end $$`,
    ],
    reason: "STOP_FUNCTION_TAMPERED",
    object: /function public\.iu_as_of/,
  },
  {
    rule: "a right of readers on a table is found",
    run: ["grant select on public.unit_version to cutter_reader"],
    reason: "STOP_GRANT_DELTA",
    object: /SELECT on table public\.unit_version to cutter_reader/,
  },
  {
    rule: "a role that readers can become is found",
    run: ["create role helper_role nologin", "grant helper_role to cutter_reader"],
    reason: "STOP_GRANT_DELTA",
    object: /member cutter_reader of helper_role/,
  },
];

for (const { rule, run, reason, object } of TAMPERINGS) {
  test(rule, async () => {
    const differences = await differencesAfter(run);
    const found = differences.filter(
      (difference) => difference.reason === reason && object.test(difference.object),
    );
    assert.ok(found.length > 0, JSON.stringify(differences, null, 2));
  });
}

test("each tampering changes the digest that a request binds", async () => {
  const sound = await facts([]);
  for (const { rule, run } of TAMPERINGS) assert.notEqual(await facts(run), sound, rule);
});

async function facts(statements: readonly string[]): Promise<string> {
  await using session: SqlSession = await database.openSuperuser();
  await session.query("begin");
  for (const statement of statements) await session.query(statement);
  const { sha256 } = schemaFactsOf(await readCatalog(session));
  await session.query("rollback");
  return sha256;
}

test("a database without the schema says so, in one line", async () => {
  await using empty = await database.openSuperuser();
  await empty.query("begin");
  await empty.query("drop schema cutter_governance, cutter_sidecar cascade");
  await empty.query(
    `drop table public.information_unit, public.unit_version, public.version_effect, public.unit_lineage, public.birth_registry,
       public.iu_lifecycle_log, public.dot_config, public.iu_lifecycle_vocab cascade`,
  );
  const differences = contractDifferences(await readCatalog(empty));
  await empty.query("rollback");
  assert.deepEqual(
    differences.map(({ reason }) => reason),
    ["STOP_DB_SCHEMA_MISSING"],
  );
});

test("a changed lifecycle and a migration that is not this version's are differences", async () => {
  await using session = await database.openSuperuser();
  await session.query("begin");
  await session.query("update public.iu_lifecycle_vocab set successors = '{draft}' where status = 'enacted'");
  const differences = await compareSchema(session, edited);
  await session.query("rollback");
  assert.deepEqual(
    differences.map(({ reason, object }) => `${reason} ${object}`),
    [`STOP_DB_CONTRACT migration ${shipped[2]?.name}`, "STOP_DB_CONTRACT lifecycle status enacted"],
  );
});
