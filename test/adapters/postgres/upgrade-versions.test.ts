import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { installSchema, readMigrations } from "../../../src/adapters/postgres/migrate.ts";
import { readDocumentRows } from "../../../src/adapters/postgres/reads/document-rows.ts";
import { changeSetIdOf } from "../../../src/adapters/postgres/reads/ledger-ids.ts";
import { OWNED, RUN_DOCUMENT } from "../../../src/adapters/postgres/reads/owned-rows.ts";
import { digestOver, rowDigest } from "../../../src/adapters/postgres/reads/row-digest.ts";
import { systemRandom } from "../../../src/adapters/runner/system-random.ts";
import { createLanes, firstDatabase } from "../../../src/adapters/scratch-postgres/scratch-database.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import type { KnowledgeBase } from "../../../src/ports/knowledge-base.ts";
import type { SqlSession, SqlSource } from "../../../src/ports/sql.ts";
import { type Made, makeAmendment, registerAmendment, write } from "../../support/amendment.ts";
import { commandFor, makePlan, registerPlan } from "../../support/knowledge.ts";
import { startTestCluster, superuserOf } from "../../support/knowledge-cluster.ts";
import { createSql, decisionSql, enactSql } from "../../support/lane-sql.ts";
import { otherValues, unguard } from "../../support/other-values.ts";
import { consumeSql, receiptSql } from "../../support/permit-sql.ts";
import { nameOf } from "../../support/test-database.ts";
import { amendArguments } from "../../support/version-sql.ts";

const RELEASED = readMigrations().filter(({ name }) => name < "0013");
const ENACTED = makePlan("OLD", 3);
const WAITING = makePlan("WAITING", 2);
const LEFT = makePlan("LEFT", 2);
const DOCUMENTS = ["OLD", "WAITING", "LEFT"];
const run = (digit: number) => `ictr-20261121T090000Z-0000000${digit}`;

let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let sql: SqlSource;
let superuser: SqlSession;
let knowledge: KnowledgeBase;
const then = new Map<string, string>();

before(async () => {
  cluster = await startTestCluster();
  const lanes = await createLanes(cluster, systemRandom, openPgSource);
  const database = firstDatabase(lanes);
  sql = database.sql;
  knowledge = createKnowledgeBase(sql);
  superuser = await superuserOf(cluster, nameOf(database)).open("owner");
  await using owner = await sql.open("owner");
  assert.ok((await installSchema(owner, RELEASED)).ok);
  for (const made of [ENACTED, WAITING, LEFT]) await registerPlan(sql, made);
  for (const [made, digit] of [
    [ENACTED, 1],
    [WAITING, 2],
    [LEFT, 3],
  ] as const)
    await transact(await cut(made, run(digit)));
  for (const [made, digit] of [
    [ENACTED, 1],
    [WAITING, 2],
  ] as const)
    await transact(await record(made, run(digit)));
  await transact(await enact(ENACTED, run(1)));
  for (const prefix of DOCUMENTS) then.set(prefix, await digestsThen(prefix));
});
after(async () => {
  await superuser?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

async function transact(statements: readonly string[]): Promise<void> {
  await superuser.script(["begin", ...statements, "reset session authorization", "commit"].join(";\n"));
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const EXEC = "set session authorization cutter_exec";
const VERIFY = "set session authorization cutter_verify";
const changeSetOf = async (made: Made) => changeSetIdOf(await knowledge.identity(), made.plan);

/** A permit as the last release gave it: its digest of units says neither position nor day. */
function permitSql(made: Made, runId: string, gate: Gate, changeSet: string | null): string {
  const units = [...made.plan.units].map(({ address, title, kind, sectionType, parent, contentHash }) =>
    [
      address,
      Buffer.byteLength(title),
      title,
      kind,
      sectionType,
      parent ?? "-",
      contentHash,
      8,
      "registry",
      "law",
      "cutter_exec",
    ].join("\u001f"),
  );
  return `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit, execution_commit,
      persons, keys, signed_utc, units_sha256, change_set_id)
    values ('${runId}', '${gate}', '${made.plan.source.documentId}', '${sha256(runId + gate)}', '${runId}${gate}', 'a', 'b', '{p}', '{}', now(),
      '${sha256(units.join("\n"))}', ${changeSet === null ? "null" : `'${changeSet}'`})`;
}

async function cut(made: Made, runId: string): Promise<readonly string[]> {
  const given = amendArguments(made);
  const units = [...made.plan.units].map((unit, at) => ({ ...unit, body: given.bodies[at] ?? "" }));
  return [
    VERIFY,
    permitSql(made, runId, "SG_1_cut_authz", null),
    EXEC,
    consumeSql(runId, "SG_1_cut_authz"),
    createSql(units),
    receiptSql(runId, "cut_leg_a", sha256(`${runId}SG_1_cut_authz`)),
  ];
}

async function record(made: Made, runId: string): Promise<readonly string[]> {
  const { documentId, docPrefix, versionId, sha256: digest } = made.plan.source;
  const [entry, envelope, decision] = [randomUUID(), randomUUID(), randomUUID()];
  const changeSet = await changeSetOf(made);
  const count = made.plan.units.length;
  return [
    EXEC,
    `insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
     values ('${entry}', '${runId}', '${documentId}', '${versionId}', 'cut', 'decided')`,
    `insert into cutter_governance.decision_backlog_history (history_id, backlog_entry_id, from_status, to_status, note)
     values ('${randomUUID()}', '${entry}', 'open', 'decided', 'n')`,
    `insert into cutter_governance.manifest_envelope (envelope_id, run_id, backlog_entry_id, version_id, source_sha256, writer_digest,
       unit_count, section_types, tool_revision)
     values ('${envelope}', '${runId}', '${entry}', '${versionId}', '${digest}', repeat('3', 64), ${count}, '{}', 'exec:0.2.0')`,
    `insert into cutter_governance.review_decision (review_decision_id, run_id, gate, verdict, document_id, payload_sha256, reason)
     values ('${decision}', '${runId}', 'SG_1_cut_authz', 'approve', '${documentId}', repeat('1', 64), 'cut')`,
    `insert into cutter_governance.cut_change_set (change_set_id, run_id, document_id, version_id, envelope_id, review_decision_id,
       writer_digest, unit_count, tool_revision)
     values ('${changeSet}', '${runId}', '${documentId}', '${versionId}', '${envelope}', '${decision}', repeat('3', 64), ${count}, 'exec:0.2.0')`,
    `insert into cutter_governance.cut_change_set_affected_row (change_set_id, unit_id, unit_version_id, operation, canonical_address, content_hash)
     select '${changeSet}', u.id, v.id, 'create', u.canonical_address, v.content_hash
     from public.information_unit u join public.unit_version v on v.unit_id = u.id where u.doc_code = '${docPrefix}'`,
    `insert into cutter_governance.manifest_unit_block (envelope_id, ordinal, unit_id, canonical_address, unit_kind, section_type, start_byte,
       end_byte, content_hash)
     select '${envelope}', planned.ordinal, u.id, u.canonical_address, u.unit_kind, u.section_type, planned.start, planned.stop, v.content_hash
     from (values ${[...made.plan.units].map(({ ordinal, address, startByte, endByte }) => `(${ordinal}, '${address}', ${startByte}, ${endByte})`).join(", ")})
       as planned (ordinal, address, start, stop)
     join public.information_unit u on u.canonical_address = planned.address join public.unit_version v on v.unit_id = u.id`,
    `insert into cutter_governance.dot_pair_signature (signature_id, role, change_set_id, signed_digest, tool_revision)
     values ('${randomUUID()}', 'executor', '${changeSet}', repeat('7', 64), 'exec:0.2.0')`,
    receiptSql(runId, "leg_b_record", repeated("5")),
    VERIFY,
    `insert into cutter_governance.verify_result (verify_result_id, run_id, change_set_id, verdict, unit_count, facts, facts_sha256, tool_revision)
     values ('${randomUUID()}', '${runId}', '${changeSet}', 'pass', ${count}, '{}', repeat('4', 64), 'verify:0.2.0')`,
    receiptSql(runId, "write_verify", repeated("6")),
  ];
}

const repeated = (digit: string) => digit.repeat(64);

async function enact(made: Made, runId: string): Promise<readonly string[]> {
  const changeSet = await changeSetOf(made);
  const decision = randomUUID();
  const gate = "SG_2_lifecycle_authz";
  return [
    VERIFY,
    permitSql(made, runId, gate, changeSet),
    EXEC,
    consumeSql(runId, gate),
    decisionSql({ id: decision, runId, gate, documentId: made.plan.source.documentId, changeSet }),
    enactSql(
      [...made.plan.units].map(({ address }) => address),
      { decision, changeSet },
    ),
    receiptSql(runId, "lifecycle_enact", sha256(runId + gate)),
  ];
}

/** The digests of the rows of the document as the last release took them: every row whole, but for the text of a version. */
async function digestsThen(prefix: string): Promise<string> {
  const facts = [];
  for (const { table, from, prefix: of } of OWNED) {
    const { rows: columns } = await superuser.query<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum",
      [table],
    );
    if (columns.length === 0) continue;
    const row = `row(${columns
      .map(({ name }) => `t.${name}`)
      .filter((name) => name !== "t.body")
      .join(", ")})`;
    const { rows } = await superuser.query(
      `with ${RUN_DOCUMENT} select count(*)::integer as rows, ${digestOver()} as digest
       from (select ${rowDigest(row)} from ${table} t ${from} where ${of} = $1) as rows_of_document`,
      [prefix],
    );
    facts.push({ table, ...rows[0] });
  }
  return JSON.stringify(facts);
}

const NEW_TABLES = ["public.version_effect", "public.unit_lineage", "cutter_governance.document_digest"];

async function digestsNow(prefix: string): Promise<string> {
  const facts = await readDocumentRows(superuser, prefix);
  const owned = facts.filter(({ table }) => OWNED.some((one) => one.table === table));
  for (const { table, rows } of owned) if (NEW_TABLES.includes(table)) assert.equal(rows, 0);
  return JSON.stringify(owned.filter(({ table }) => !NEW_TABLES.includes(table)));
}

test("db install brings a base of the last release to the contract, and no row of a document is touched", async () => {
  await using owner = await sql.open("owner");
  const upgraded = await installSchema(owner);
  assert.ok(upgraded.ok);
  assert.deepEqual(upgraded.value.present.length, RELEASED.length);
  assert.deepEqual(await knowledge.contractDifferences(), []);
  for (const prefix of DOCUMENTS) {
    assert.equal(await digestsNow(prefix), then.get(prefix), prefix);
    assert.deepEqual(await knowledge.alteredUnits(prefix), []);
  }
});

for (const table of OWNED.map((one) => one.table).filter((name) => !NEW_TABLES.includes(name))) {
  test(`no column of a row of the last release in ${table} can be set untold, be it a later one`, async () => {
    const untold: string[] = [];
    const sound = JSON.stringify(await readDocumentRows(superuser, "OLD"));
    const which = (await ctidOf(table)) ?? assert.fail("no row of the document");
    for (const { name, other } of await otherValues(superuser, table)) {
      await superuser.query("begin");
      await unguard(superuser, table);
      await superuser.query(`update ${table} set ${name} = ${other} where ctid = '${which}'`);
      const rows = JSON.stringify(await readDocumentRows(superuser, "OLD"));
      await superuser.query("rollback");
      if (rows === sound && name !== "body") untold.push(name);
    }
    assert.deepEqual(untold, []);
  });
}

/** A row of the enacted document. */
async function ctidOf(table: string): Promise<string | undefined> {
  const owned = OWNED.find((one) => one.table === table);
  const { rows } = await superuser.query<{ ctid: string }>(
    `with ${RUN_DOCUMENT} select t.ctid::text as ctid from ${table} t ${owned?.from ?? ""} where ${owned?.prefix ?? ""} = 'OLD' limit 1`,
  );
  return rows[0]?.ctid;
}

test("what the last release has enacted is in force from the beginning, in its order", async () => {
  const { rows } = await superuser.query(
    `select string_agg(address || ' ' || change_kind || ' ' || "position", ', ') as text from public.iu_as_of('doc-OLD', '0001-01-01')`,
  );
  assert.deepEqual(rows, [
    { text: "OLD/article-1 original 1, OLD/article-2 original 2, OLD/article-3 original 3" },
  ]);
  assert.deepEqual((await knowledge.documentBase("doc-OLD"))?.changeSetId, await changeSetOf(ENACTED));
  assert.equal(await knowledge.documentBase("doc-WAITING"), null);
});

test("a draft of the last release that waits at SG_2 is enacted after the upgrade", async () => {
  const command = await commandFor(knowledge, WAITING, "lifecycle_enact", { runId: run(2) });
  const reply = await knowledge.enact({ ...command, reviewDecisionId: randomUUID() });
  assert.ok(reply.ok, JSON.stringify(reply));
  assert.equal((await knowledge.probe(WAITING.plan)).enacted, 2);
  assert.deepEqual(await knowledge.alteredUnits("WAITING"), []);
});

test("a draft of the last release is withdrawn after the upgrade, and its document cut again", async () => {
  const reply = await knowledge.compensate(
    await commandFor(knowledge, LEFT, "compensation", { runId: run(3) }),
  );
  assert.ok(reply.ok, JSON.stringify(reply));
  assert.deepEqual((await knowledge.committedBy(run(3), "LEFT")).unitsByStatus, { withdrawn: 2 });
  await write(knowledge, LEFT, { runId: run(4), reviewDecisionId: randomUUID() });
  assert.deepEqual(await knowledge.alteredUnits("LEFT"), []);
  const { rows } = await superuser.query(
    "select lifecycle_status as status, count(*)::integer as units from public.information_unit where doc_code = 'LEFT' group by 1 order by 1",
  );
  assert.deepEqual(rows, [
    { status: "enacted", units: 2 },
    { status: "withdrawn", units: 2 },
  ]);
});

test("what the last release has enacted is amended after the upgrade, and none of its rows changes", async () => {
  const { rows: kept } = await superuser.query("select v::text from public.unit_version v order by 1");
  const changeSetId = await changeSetOf(ENACTED);
  const head = await knowledge.documentHead(changeSetId);
  const amended = makeAmendment(
    ENACTED,
    { changeSetId, head },
    [
      { operation: "amend", unit: "OLD/article-1" },
      { operation: "renumber", unit: "OLD/article-2", address: "OLD/article-2a" },
      { operation: "retire", unit: "OLD/article-3" },
    ],
    { effectiveFrom: "2027-01-01" },
  );
  await registerAmendment(sql, amended);
  await write(knowledge, amended, { runId: run(5), reviewDecisionId: randomUUID() });
  assert.deepEqual(await knowledge.alteredUnits("OLD"), []);
  const { rows: now } = await superuser.query<{ v: string }>("select v::text from public.unit_version v");
  const standing = new Set(now.map(({ v }) => v));
  assert.deepEqual(
    kept.filter(({ v }) => !standing.has(String(v))),
    [],
  );
  const { rows } = await superuser.query(
    `select (select string_agg(address, ' ') from public.iu_as_of('doc-OLD', '2026-12-31')) as before,
       (select string_agg(address, ' ') from public.iu_as_of('doc-OLD', '2027-01-01')) as after`,
  );
  assert.deepEqual(rows, [
    { before: "OLD/article-1 OLD/article-2 OLD/article-3", after: "OLD/article-1 OLD/article-2a" },
  ]);
});

test("an address that the last release has given names no second unit after the upgrade", async () => {
  const changeSetId = (await knowledge.documentBase("doc-WAITING"))?.changeSetId ?? "";
  const head = await knowledge.documentHead(changeSetId);
  const taking = makeAmendment(
    WAITING,
    { changeSetId, head },
    [{ operation: "renumber", unit: "WAITING/article-1", address: "WAITING/article-2" }],
    { effectiveFrom: "2027-01-01" },
  );
  await registerAmendment(sql, taking);
  await assert.rejects(
    write(knowledge, taking, { runId: run(6), reviewDecisionId: randomUUID() }),
    /STOP_EFFECT_CONFLICT.*WAITING\/article-2 would name two units on 2027-01-01/,
  );
});
