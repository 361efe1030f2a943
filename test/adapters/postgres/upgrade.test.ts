import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { installSchema, readMigrations } from "../../../src/adapters/postgres/migrate.ts";
import { systemRandom } from "../../../src/adapters/runner/system-random.ts";
import { createLanes, firstDatabase } from "../../../src/adapters/scratch-postgres/scratch-database.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { SqlSource } from "../../../src/ports/sql.ts";
import { commandFor, makePlan, registerPlan } from "../../support/knowledge.ts";
import { startTestCluster } from "../../support/knowledge-cluster.ts";

const RELEASED = readMigrations().filter(({ name }) => name < "0010");
const ENACTED = makePlan("OLD", 1);
const DRAFT = makePlan("WAITING", 1);
const NEXT = makePlan("NEXT", 2);
const [ENACTED_RUN, DRAFT_RUN, NEXT_RUN] = ["1", "2", "3"].map(
  (digit) => `ictr-20261121T090000Z-0000000${digit}`,
) as [string, string, string];

let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let sql: SqlSource;
let knowledge: KnowledgeBase;

before(async () => {
  cluster = await startTestCluster();
  const lanes = await createLanes(cluster, systemRandom, openPgSource);
  sql = firstDatabase(lanes).sql;
  knowledge = createKnowledgeBase(sql);
  await using owner = await sql.open("owner");
  const released = await installSchema(owner, RELEASED);
  assert.ok(released.ok);
  for (const made of [ENACTED, DRAFT, NEXT]) await registerPlan(sql, made);
  await run("exec", cutSql(ENACTED, ENACTED_RUN));
  await run("exec", recordSql(ENACTED, ENACTED_RUN));
  await run("verify", verifySql(ENACTED_RUN));
  await run("exec", enactSql(ENACTED, ENACTED_RUN));
  await run("exec", cutSql(DRAFT, DRAFT_RUN));
});
after(() => cluster?.[Symbol.asyncDispose]());

async function run(lane: "exec" | "verify", statements: readonly string[]): Promise<void> {
  await using session = await sql.open(lane);
  await session.query("begin");
  for (const statement of statements) await session.query(statement);
  await session.query("commit");
}

type Made = ReturnType<typeof makePlan>;

const hexOf = (runId: string, gate: string) => `encode(sha256('${runId} ${gate}'), 'hex')`;
const idOf = (kind: string) => `md5('${kind}')::uuid`;

/** What a release without permits wrote for a cut of one unit, and nothing else: the approval's use, the unit, the receipt. */
function cutSql({ plan, source }: Made, runId: string): readonly string[] {
  const { docPrefix } = plan.source;
  const body = Buffer.from(source).toString("utf8");
  return [
    useSql(runId, "SG_1_cut_authz"),
    `select * from public.fn_iu_create_many(array['${docPrefix}/article-1'], array['Article 1'], array[$t$${body}$t$],
       array['article'], array['body'], array[null::text], 'cutter_exec', 'registry', 'law')`,
    receiptSql(runId, "cut_leg_a"),
  ];
}

function useSql(runId: string, gate: string): string {
  return `insert into cutter_governance.approval_use (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons,
      keys, signed_utc)
    values ('${runId}', '${gate}', ${hexOf(runId, gate)}, '${runId} ${gate}', 'a', 'b', '{sovereign}', '{}', now())`;
}

function receiptSql(runId: string, phase: string): string {
  return `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids)
    values ('${runId}', '${phase}', repeat('1', 64), repeat('2', 64), '{}')`;
}

function recordSql({ plan }: Made, runId: string): readonly string[] {
  const { documentId, versionId, sha256 } = plan.source;
  return [
    `insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
     values (${idOf("entry")}, '${runId}', '${documentId}', '${versionId}', 'cut', 'decided')`,
    `insert into cutter_governance.manifest_envelope (envelope_id, run_id, backlog_entry_id, version_id, source_sha256, writer_digest,
       unit_count, section_types, tool_revision)
     values (${idOf("envelope")}, '${runId}', ${idOf("entry")}, '${versionId}', '${sha256}', repeat('3', 64), 1, '{}', 'exec:0.2.0')`,
    `insert into cutter_governance.review_decision (review_decision_id, run_id, gate, verdict, document_id, payload_sha256, reason)
     values (${idOf("decision 1")}, '${runId}', 'SG_1_cut_authz', 'approve', '${documentId}', repeat('1', 64), 'cut')`,
    `insert into cutter_governance.cut_change_set (change_set_id, run_id, document_id, version_id, envelope_id, review_decision_id,
       writer_digest, unit_count, tool_revision)
     values (${idOf("change set")}, '${runId}', '${documentId}', '${versionId}', ${idOf("envelope")}, ${idOf("decision 1")},
       repeat('3', 64), 1, 'exec:0.2.0')`,
    `insert into cutter_governance.cut_change_set_affected_row (change_set_id, unit_id, unit_version_id, operation, canonical_address,
       content_hash)
     select ${idOf("change set")}, u.id, v.id, 'create', u.canonical_address, v.content_hash
     from public.information_unit u join public.unit_version v on v.unit_id = u.id where u.doc_code = '${plan.source.docPrefix}'`,
    receiptSql(runId, "leg_b_record"),
  ];
}

function verifySql(runId: string): readonly string[] {
  return [
    `insert into cutter_governance.verify_result (verify_result_id, run_id, change_set_id, verdict, unit_count, facts, facts_sha256,
       tool_revision)
     values (${idOf("result")}, '${runId}', ${idOf("change set")}, 'pass', 1, '{}', repeat('4', 64), 'verify:0.2.0')`,
    receiptSql(runId, "write_verify"),
  ];
}

function enactSql({ plan }: Made, runId: string): readonly string[] {
  return [
    useSql(runId, "SG_2_lifecycle_authz"),
    `insert into cutter_governance.review_decision (review_decision_id, run_id, gate, verdict, document_id, change_set_id,
       payload_sha256, reason)
     values (${idOf("decision 2")}, '${runId}', 'SG_2_lifecycle_authz', 'approve', '${plan.source.documentId}', ${idOf("change set")},
       repeat('1', 64), 'enact')`,
    `select * from public.fn_iu_enact_many(array['${plan.source.docPrefix}/article-1'], 'cutter_exec', ${idOf("decision 2")}, 'enacted',
       ${idOf("change set")}, 'enact', 'exec:0.2.0', false)`,
    receiptSql(runId, "lifecycle_enact"),
  ];
}

test("db install brings a base of the last release, with drafts and enacted units, to the contract, and what stands in it still stands", async () => {
  await using owner = await sql.open("owner");
  const upgraded = await installSchema(owner);
  assert.ok(upgraded.ok);
  assert.deepEqual(
    upgraded.value.applied,
    readMigrations()
      .slice(RELEASED.length)
      .map(({ name }) => name),
  );
  assert.deepEqual(await knowledge.contractDifferences(), []);
  assert.deepEqual(await knowledge.alteredUnits("OLD"), []);
  const { documentId, versionId } = ENACTED.plan.source;
  const [pinned, stored] = [await knowledge.findDocument(documentId), await knowledge.readSource(versionId)];
  for (const found of [pinned, stored])
    assert.deepEqual([found?.acceptedDoubts, found && "expectation" in found], [[], false]);
  const others = (await knowledge.baseFacts("NEXT", "all")).others.map(({ document, receipts, units }) => [
    document,
    receipts,
    units,
  ]);
  assert.deepEqual(others, [
    ["OLD", 4, 1],
    ["WAITING", 1, 1],
  ]);
});

test("drafts of the last release can be withdrawn after the upgrade, and other documents be cut", async () => {
  const cut = await knowledge.cutLegA(await commandFor(knowledge, NEXT, "cut_leg_a", { runId: NEXT_RUN }));
  assert.ok(cut.ok, JSON.stringify(cut));
  const reverted = await knowledge.compensate(
    await commandFor(knowledge, DRAFT, "compensation", { runId: DRAFT_RUN }),
  );
  assert.ok(reverted.ok, JSON.stringify(reverted));
  assert.equal((await knowledge.probe(DRAFT.plan)).drafts, 0);
  assert.equal((await knowledge.probe(ENACTED.plan)).enacted, 1);
});

test("a use of an approval without a permit is refused after the upgrade", async () => {
  await assert.rejects(run("exec", [useSql(NEXT_RUN, "SG_2_lifecycle_authz")]), /permit/);
});
