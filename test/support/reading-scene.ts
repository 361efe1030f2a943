import { execFileSync } from "node:child_process";
import { createKnowledgeBase } from "../../src/adapters/postgres/knowledge-base.ts";
import { bundleCutter, type CutterEnd, runCutter } from "./cutter.ts";
import { commandFor, install, makePlan, registerPlan } from "./knowledge.ts";
import { startTestDatabase } from "./test-database.ts";

/** A law that was amended, corrected, renumbered and repealed, in a real database, and the command line that reads it. */
export interface ReadingScene extends AsyncDisposable {
  /** Variables of the reader alone: no sidecar, no other login. */
  readonly variables: Readonly<Record<string, string>>;
  readonly passwords: { readonly verify: string; readonly owner: string };
  /** The command line, bundled. */
  readonly program: string;
  kb(args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<CutterEnd>;
  /** The object that a command tells. */
  read(args: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  superuser(statements: string): string;
}

export async function openReadingScene(): Promise<ReadingScene> {
  const built = await bundleCutter();
  const started = await startTestDatabase("postgresql");
  const { connection, database } = started;
  if (connection === null) throw new Error("this scene needs a server");
  const { host, port, database: name, roles } = connection;
  await install(database.sql);
  await enactFirst(database.sql);
  const superuser = (statements: string) =>
    execFileSync(
      "psql",
      ["--quiet", "--no-psqlrc", "--tuples-only", "--set", "ON_ERROR_STOP=1", "--dbname", name],
      {
        env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", ...started.superuser },
        input: statements,
        encoding: "utf8",
      },
    );
  superuser(LATER_VERSIONS);
  const variables = {
    DOT_CUTTER_DB_HOST: host,
    DOT_CUTTER_DB_PORT: String(port),
    DOT_CUTTER_DB_NAME: name,
    DOT_CUTTER_READER_DB_PASSWORD: roles.reader?.password ?? "",
    CUTTER_ROOT: "/nonexistent",
  };
  const kb: ReadingScene["kb"] = (args, others = variables) =>
    runCutter(["kb", ...args], { variables: others, program: built.program });
  return {
    variables,
    passwords: { verify: roles.verify?.password ?? "", owner: roles.owner?.password ?? "" },
    program: built.program,
    kb,
    async read(args) {
      const end = await kb([...args, "--json"]);
      return JSON.parse(end.stdout || JSON.stringify({ stderr: end.stderr }));
    },
    superuser,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await built[Symbol.asyncDispose]();
    },
  };
}

/** Eight articles of LAW by the functions of the schema, and a draft of DRAFT. */
async function enactFirst(sql: Parameters<typeof createKnowledgeBase>[0]): Promise<void> {
  const knowledge = createKnowledgeBase(sql);
  const [made, draft] = [makePlan("LAW", 8), makePlan("DRAFT", 2)];
  for (const one of [made, draft]) await registerPlan(sql, one);
  const { sha256: schemaSha256 } = await knowledge.schemaFacts();
  const command = (effect: Parameters<typeof commandFor>[2]) =>
    commandFor(knowledge, made, effect, { schemaSha256 });
  const reviewDecisionId = "5b8f3b0e-51c3-4b8e-9f6e-0d4f3f0a7c11";
  const runId = "ictr-20261121T090000Z-00000002";
  const replies = [
    await knowledge.cutLegA(await command("cut_leg_a")),
    await knowledge.recordLegB(await command("leg_b_record")),
    await knowledge.recordVerification(await command("write_verify"), await knowledge.probe(made.plan)),
    await knowledge.enact({ ...(await command("lifecycle_enact")), reviewDecisionId }),
    await knowledge.cutLegA(await commandFor(knowledge, draft, "cut_leg_a", { runId, schemaSha256 })),
  ];
  for (const reply of replies) if (!reply.ok) throw new Error(JSON.stringify(reply.refusal));
}

/** Day and time at which what was enacted was recorded, half a second past a whole one. */
export const FIRST = "2026-01-10T09:00:00Z";
export const AMENDED = "2026-06-01T10:00:00Z";
export const CORRECTED = "2026-08-15T11:00:00Z";

/**
 * What followed, as the superuser of a base that nobody uses. Article 2 was amended from July and its amendment corrected in August; the old
 * article 3 was repealed, and article 4 is article 3 since; article 5 will be amended, nobody knows when; article 6 was repealed and
 * merged into article 1; article 7 is amended from September, postponed to March; a new article 4 comes in January; what article 8 says from October would steer a terminal.
 */
const LATER_VERSIONS = `
do $$ declare t record; begin
  for t in select c.oid::regclass as name from pg_class c where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'cutter_governance'::regnamespace)
  loop execute format('alter table %s disable trigger all', t.name); end loop; end $$;
update public.unit_version set enacted_at = '${FIRST}'::timestamptz + '0.5 s' where lifecycle_status = 'enacted';
update cutter_governance.source_document_version_registry set registered_at = '2026-01-09T00:00:00Z';
create temporary table later (born text, version integer, kind text, address text, title text, body text, days date[], recorded timestamptz[], citation text);
insert into later values
  ('LAW/article-2', 2, 'amendment', 'LAW/article-2', 'Article 2', E'Article 2\\nNobody shall alter article 2.\\n', '{2026-07-01}', '{${AMENDED}}', 'Act 12 of 2026'),
  ('LAW/article-2', 3, 'correction', 'LAW/article-2', 'Article 2', E'Article 2\\nNobody may alter article 2.\\n', '{2026-07-01}', '{${CORRECTED}}', 'Corrigendum 3'),
  ('LAW/article-3', 2, 'repeal', 'LAW/article-3', 'Article 3', '', '{2026-07-01}', '{${AMENDED}}', 'Act 12 of 2026'),
  ('LAW/article-4', 2, 'renumbering', 'LAW/article-3', 'Article 4', null, '{2026-07-01}', '{${AMENDED}}', 'Act 12 of 2026'),
  ('LAW/article-5', 2, 'amendment', 'LAW/article-5', 'Article 5', E'Article 5\\nSome day.\\n', array[null::date], '{${AMENDED}}', 'Act 12 of 2026'),
  ('LAW/article-6', 2, 'repeal', 'LAW/article-6', 'Article 6', '', '{2026-07-01}', '{${AMENDED}}', null),
  ('LAW/article-7', 2, 'amendment', 'LAW/article-7', E'Article\\n7', E'Article 7\\nFrom autumn.\\n', '{2026-09-01,2027-03-01}', '{${AMENDED},${CORRECTED}}', 'Act 12 of 2026'),
  ('LAW/article-8', 2, 'amendment', 'LAW/article-8', E'Article \\x1b[31m8', E'Article 8\\n::set-env name=A::\\u202egnirts\\x07\\n', '{2026-10-01}', '{${AMENDED}}', E'Act\\n12 \\u200bof 2026');
insert into public.unit_version (unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by, title, review_state,
  provenance, editor, enacted_at, address, unit_kind, section_type, position, change_kind, base_version_id, cited_source)
select u.id, coalesce(l.body, b.body), encode(sha256(convert_to(coalesce(l.body, b.body), 'UTF8')), 'hex'), l.version, 'enacted', '{}', 'test', l.title,
  'approved', 'cut', 'test', l.recorded[1] + '0.5 s', l.address, b.unit_kind, b.section_type, b.position, l.kind, b.id, l.citation
from later l join public.information_unit u on u.canonical_address = l.born
join public.unit_version b on b.unit_id = u.id and b.version_seq = 1;
insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at)
select v.id, d.ordinal, d.day, 'test', gen_random_uuid(), gen_random_uuid(), 'test', l.recorded[d.ordinal] + '0.5 s'
from later l join public.information_unit u on u.canonical_address = l.born join public.unit_version v on v.unit_id = u.id and v.version_seq = l.version,
unnest(l.days) with ordinality as d (day, ordinal);
create temporary table born (address text, printed text, status text, position numeric, day date);
insert into born values ('LAW/article-4~2', 'LAW/article-4', 'enacted', 4.5, '2027-01-01'), ('LAW/article-9', 'LAW/article-9', 'enacted', 9, null),
  ('LAW/article-10', 'LAW/article-10', 'withdrawn', 10, null), ('LAW/article-11', 'LAW/article-11', 'draft', 11, null);
insert into public.information_unit (canonical_address, unit_kind, lifecycle_status, content_anchor_ref, version_anchor_ref, owner_ref, identity_profile,
  created_by, updated_by, doc_code, section_type, section_code, sort_order)
select b.address, 'article', b.status, i.id, i.id, 'registry', '{}', 'test', 'test', 'LAW', 'body', substr(b.address, 5), trunc(b.position)
from born b, lateral (select gen_random_uuid() as id where b.address <> '') as i;
insert into public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by, title, review_state,
  provenance, editor, enacted_at, address, unit_kind, section_type, position, change_kind, cited_source)
select u.version_anchor_ref, u.id, t.body, encode(sha256(convert_to(t.body, 'UTF8')), 'hex'), 1, b.status, '{}', 'test', 'New ' || b.printed, 'approved',
  'cut', 'test', case b.status when 'enacted' then '${AMENDED}'::timestamptz + '0.5 s' end, b.printed, 'article', 'body', b.position, 'original', 'Act 12 of 2026'
from born b join public.information_unit u on u.canonical_address = b.address, lateral (select 'New text of ' || b.printed || E'.\\n' as body) t;
insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at)
select u.version_anchor_ref, 1, b.day, 'test', gen_random_uuid(), gen_random_uuid(), 'test', '${AMENDED}'::timestamptz + '0.5 s'
from born b join public.information_unit u on u.canonical_address = b.address where b.status = 'enacted';
insert into public.unit_lineage (from_unit, to_unit, relation, change_set_id, actor, recorded_at)
select f.id, t.id, 'merged_into', gen_random_uuid(), 'test', '${AMENDED}'::timestamptz + '0.5 s' from public.information_unit f, public.information_unit t
where f.canonical_address = 'LAW/article-6' and t.canonical_address = 'LAW/article-1';
`;
