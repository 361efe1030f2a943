import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { SqlSession } from "../../../src/ports/sql.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let superuser: SqlSession;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  superuser = await database.openSuperuser();
  await superuser.query("create role nobody_at_all nologin");
});
after(async () => {
  await superuser?.query("drop role nobody_at_all");
  await superuser?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

/** Columns of a version, as the views show it. */
const VERSION =
  "address base_version_id body canonical_address change_kind cited_source content_hash document_id effective_from parent_unit_id position " +
  "recorded_at section_type superseded_by title unit_id unit_kind version_id version_seq";

/**
 * Everything of the base that readers reach, column by column: what a site shows, and what a proof of it needs. Of the ledger that is who approved
 * an enacted version, when, with which key and where in git (iu_provenance, iu_day_set). Of what is not enacted it is that there is a draft under an
 * address (iu_unenacted), and that a source is registered (iu_document); neither says a word of its text.
 */
const REACHED: Readonly<Record<string, string>> = {
  "public.iu_current": VERSION,
  "public.iu_day_set":
    "approval_commit effective_from execution_commit keys ordinal payload_sha256 persons run_id signed_utc source_sha256 used_at version_id",
  "public.iu_document":
    "authoritative base_version_id citation doc_prefix document_id effect_is_open effective_from nature publication_type registered_at sha256 title version_id version_seq",
  "public.iu_effect": "effective_from ordinal recorded_at version_id",
  "public.iu_history": VERSION,
  "public.iu_provenance":
    "approval_commit change_set_id day_is_planned document_id end_byte execution_commit keys original_end original_part original_start payload_sha256 " +
    "persons planned_from projection_sha256 result_digest run_id signed_utc source_sha256 start_byte used_at version_id",
  "public.iu_unenacted": "address document_id status",
  "public.unit_lineage": "from_unit recorded_at relation to_unit",
};

const OUTSIDE = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'";

async function linesOf(text: string): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ line: string }>(text);
  return rows.map(({ line }) => line);
}

/** Of each relation outside of the catalogs, the columns of which the role has one of the rights. */
const columnsOf = (role: string, right: string) =>
  linesOf(`select n.nspname || '.' || c.relname || ': ' || string_agg(a.attname, ' ' order by a.attname::text collate "C") as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where ${OUTSIDE} and c.relkind in ('r', 'v', 'm', 'p', 'f') and not a.attisdropped
      and has_column_privilege('${role}', c.oid, a.attnum, '${right}')
    group by n.nspname, c.relname order by 1`);

test("a reader reads exactly these columns of exactly these relations, and writes none (D-164)", async () => {
  assert.deepEqual(
    (await columnsOf("cutter_reader", "select")).map((line) =>
      line.replace(/(?<= )(?:cmax|cmin|ctid|tableoid|xmax|xmin) ?/g, "").trim(),
    ),
    Object.entries(REACHED).map(([relation, columns]) => `${relation}: ${columns}`),
  );
  assert.deepEqual(await columnsOf("cutter_reader", "insert, update, references"), []);
});

test("a reader calls one function outside of the catalogs, reaches one schema, and makes nothing (D-164)", async () => {
  const reached = (kind: string, what: string) => linesOf(`select ${what} as line from ${kind} order by 1`);
  assert.deepEqual(
    await reached(
      "pg_proc p join pg_namespace n on n.oid = p.pronamespace",
      `case when ${OUTSIDE} and has_function_privilege('cutter_reader', p.oid, 'execute') then p.oid::regprocedure::text end`,
    ).then((lines) => lines.filter((line) => line !== null)),
    ["iu_as_of(text,date,timestamp with time zone)"],
  );
  assert.deepEqual(
    await linesOf(`select n.nspname || case when has_schema_privilege('cutter_reader', n.oid, 'create') then ' create' else '' end as line
      from pg_namespace n where ${OUTSIDE} and has_schema_privilege('cutter_reader', n.oid, 'usage, create') order by 1`),
    ["public"],
  );
  assert.deepEqual(
    await linesOf(`select p.name as line from unnest(array['connect', 'create', 'temporary']) p (name)
      where has_database_privilege('cutter_reader', current_database(), p.name)`),
    ["connect"],
  );
  assert.deepEqual(
    await linesOf(`select c.relname as line from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${OUTSIDE} and case when c.relkind = 'S' then has_sequence_privilege('cutter_reader', c.oid, 'usage, select, update') else false end`),
    [],
  );
  assert.deepEqual(
    await linesOf(
      `select m.roleid::regrole::text as line from pg_auth_members m join pg_roles r on r.oid in (m.member, m.roleid) and r.rolname = 'cutter_reader'`,
    ),
    [],
  );
});

test("whoever has no right at all reaches nothing of the base, and readers no more of the catalogs than they do (D-164)", async () => {
  assert.deepEqual(await columnsOf("nobody_at_all", "select, insert, update, references"), []);
  const functions = `select p.oid::regprocedure::text as line from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where ${OUTSIDE} and has_function_privilege('nobody_at_all', p.oid, 'execute')`;
  assert.deepEqual(await linesOf(functions), []);
  assert.deepEqual(
    await linesOf(`select c.oid::regclass::text as line from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where not (${OUTSIDE}) and c.relkind in ('r', 'v') and has_any_column_privilege('cutter_reader', c.oid, 'select, insert, update')
        and not has_any_column_privilege('nobody_at_all', c.oid, 'select, insert, update')`),
    [],
  );
  assert.deepEqual(
    await linesOf(`select p.oid::regprocedure::text as line from pg_proc p where has_function_privilege('cutter_reader', p.oid, 'execute')
      and not has_function_privilege('nobody_at_all', p.oid, 'execute')`),
    ["iu_as_of(text,date,timestamp with time zone)"],
  );
});
