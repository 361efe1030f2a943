import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readSqlError } from "../../../src/adapters/postgres/connection/sql-error.ts";
import { checkOthers, type DriftScope } from "../../../src/domain/base-facts.ts";
import { type OpenScenes, openScenes, reasonOf, type Scene } from "../../support/knowledge-scene.ts";
import { consumeSql, receiptSql } from "../../support/permit-sql.ts";

let opened: OpenScenes;

before(async () => {
  opened = await openScenes();
});
after(() => opened?.[Symbol.asyncDispose]());

const DECISION = (scene: Scene) => `0b1e2f6a-6a39-4a64-8a86-${scene.runId.slice(-8).padStart(12, "0")}`;
const documentOf = (scene: Scene) => scene.made.plan.source.documentId;
const prefixOf = (scene: Scene) => scene.made.plan.source.docPrefix;

/** A document that is cut, recorded, verified and enacted. */
async function enacted(): Promise<Scene> {
  const { knowledge, scenes } = opened;
  const scene = await scenes.set();
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  assert.equal(reasonOf(await knowledge.recordLegB(await scene.command("leg_b_record"))), "ok");
  const facts = await knowledge.probe(scene.made.plan);
  assert.equal(
    reasonOf(await knowledge.recordVerification(await scene.command("write_verify"), facts)),
    "ok",
  );
  const command = { ...(await scene.command("lifecycle_enact")), reviewDecisionId: DECISION(scene) };
  assert.equal(reasonOf(await knowledge.enact(command)), "ok");
  return scene;
}

async function rowsOf<T extends object>(text: string): Promise<readonly T[]> {
  await using session = await opened.database.openSuperuser();
  return (await session.query<T>(text)).rows;
}

/** Statements of a superuser who takes the guards of the table away, and puts them back. */
async function past(table: string, ...statements: readonly string[]): Promise<void> {
  const guards = (how: string) => `do $$ declare t record; begin
    for t in select tgname from pg_trigger where not tgisinternal and tgrelid = '${table}'::regclass
    loop execute format('alter table ${table} ${how} trigger %I', t.tgname); end loop; end $$`;
  await opened.scenes.superuser(guards("disable"), ...statements, guards("enable always"));
}

const unchain = (scene: Scene) =>
  past(
    "cutter_governance.document_digest",
    `delete from cutter_governance.document_digest where document_id = '${documentOf(scene)}'`,
  );

const audit = () => opened.knowledge.auditBase(() => undefined);

/** Differences of the documents of these scenes, each without the name of the document. */
async function differencesOf(...scenes: readonly Scene[]): Promise<readonly string[]> {
  const names = scenes.map(prefixOf);
  return (await audit()).differences.flatMap(({ document, found }) =>
    names.includes(document) ? [found] : [],
  );
}

test("every effect leaves one entry, which follows the one before and says the rows as they are", async () => {
  const scene = await enacted();
  const entries = await rowsOf<{ seq: number; phase: string; previous: string | null; sha256: string }>(
    `select seq, phase, previous, sha256 from cutter_governance.document_digest where document_id = '${documentOf(scene)}' order by seq`,
  );
  assert.deepEqual(
    entries.map(({ seq, phase }) => `${seq} ${phase}`),
    ["1 cut_leg_a", "2 leg_b_record", "3 write_verify", "4 lifecycle_enact"],
  );
  assert.deepEqual(
    entries.map(({ previous }) => previous),
    [null, ...entries.slice(0, -1).map(({ sha256 }) => sha256)],
  );
  const facts = await opened.knowledge.baseFacts(prefixOf(scene), "chain");
  const said = new Map(facts.chained?.map((fact) => [fact.table, fact]));
  for (const fact of facts.document.filter(
    ({ table, rows }) => rows > 0 && !/dot_config|vocab|digest/.test(table),
  ))
    assert.deepEqual(said.get(fact.table), fact);
  assert.deepEqual(await differencesOf(scene), []);
});

const FOREIGN = "ictr-20261121T090000Z-0000beef";
const ENTRY = (document: string, run: string, phase: string) =>
  `insert into cutter_governance.document_digest (document_id, run_id, phase, tables) values ('${document}', ${run}, ${phase}, '{}')`;

const REFUSED: readonly {
  readonly what: string;
  readonly lane: "exec" | "verify" | "owner";
  readonly run: (scene: Scene, other: Scene) => readonly string[];
  readonly told: RegExp;
}[] = [
  {
    what: "an entry of a run without a receipt",
    lane: "exec",
    run: (scene) => [ENTRY(documentOf(scene), `'${FOREIGN}'`, "'leg_b_record'")],
    told: /chain_has_receipt/,
  },
  {
    what: "an entry for a receipt of an earlier transaction",
    lane: "exec",
    run: (scene) => [ENTRY(documentOf(scene), `'${scene.runId}'`, "'lifecycle_enact'")],
    told: /chain_has_receipt/,
  },
  {
    what: "a receipt that says nothing of the document",
    lane: "exec",
    run: () => [receiptSql(FOREIGN, "leg_b_record", "1".repeat(64))],
    told: /receipt_is_chained/,
  },
  {
    what: "a chain that is founded a second time",
    lane: "verify",
    run: (scene) => [
      `insert into cutter_governance.document_digest (document_id, tables) values ('${documentOf(scene)}', '{}')`,
    ],
    told: /chain_founded/,
  },
  {
    what: "a chain that the lane that writes founds",
    lane: "exec",
    run: (_scene, other) => [
      `insert into cutter_governance.document_digest (document_id, tables) values ('${documentOf(other)}', '{}')`,
    ],
    told: /document_digest_lane/,
  },
  {
    what: "an entry whose number the lane chooses",
    lane: "exec",
    run: (scene) => [
      `insert into cutter_governance.document_digest (document_id, run_id, phase, tables, seq) values ('${documentOf(scene)}', '${FOREIGN}', 'leg_b_record', '{}', 9)`,
    ],
    told: /permission denied/,
  },
  {
    what: "an entry that the owner writes",
    lane: "owner",
    run: (scene) => [ENTRY(documentOf(scene), `'${FOREIGN}'`, "'leg_b_record'")],
    told: /may not write/,
  },
  ...(
    [
      "update cutter_governance.document_digest set tables = '{}'",
      "delete from cutter_governance.document_digest",
    ] as const
  ).map((statement) => ({
    what: `the owner's ${statement.split(" ")[0]} of entries`,
    lane: "owner" as const,
    run: () => [statement],
    told: /immutable/,
  })),
];

for (const { what, lane, run, told } of REFUSED) {
  test(`${what} is refused`, async () => {
    const [scene, other] = [await enacted(), await opened.scenes.set()];
    await using session = await opened.database.sql.open(lane);
    await session.query("begin");
    const failed = await (async () => {
      for (const statement of run(scene, other)) await session.query(statement);
      await session.query("set constraints all immediate");
    })().catch((error: unknown) => error);
    const error = readSqlError(failed);
    assert.match(`${error?.constraint} ${error?.message}`, told);
  });
}

test("no approval of a run for one document lets it say something of another", async () => {
  const [scene, other] = [await opened.scenes.set(), await opened.scenes.set()];
  await scene.command("cut_leg_a");
  await using session = await opened.database.sql.open("exec");
  await session.query("begin");
  await session.query(consumeSql(scene.runId, "SG_1_cut_authz"));
  await session.query(receiptSql(scene.runId, "leg_b_record", "1".repeat(64)));
  await assert.rejects(
    session.query(ENTRY(documentOf(other), `'${scene.runId}'`, "'leg_b_record'")),
    /is not about/,
  );
});

test("an edit of the document that was there before the facts were read is told by its chain (D-140)", async () => {
  const { knowledge, scenes } = opened;
  const scene = await scenes.set();
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  await past(
    "public.information_unit",
    `update public.information_unit set updated_by = 'x' where doc_code = '${prefixOf(scene)}'`,
  );
  const reply = await knowledge.recordLegB(await scene.command("leg_b_record"));
  assert.equal(reasonOf(reply), "STOP_TAMPERED");
  assert.equal(!reply.ok && reply.refusal.actual, "public.information_unit");
});

test("an entry that says other rows than there are stops the next effect of its document, and the audit names it (D-140)", async () => {
  const { knowledge, scenes } = opened;
  const scene = await scenes.set();
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  await past(
    "cutter_governance.document_digest",
    `with said as (select tables - 'public.birth_registry' as tables from cutter_governance.document_digest where document_id = '${documentOf(scene)}'),
       dig as (select tables, encode(sha256(convert_to(tables::text, 'UTF8')), 'hex') as rows_sha256 from said)
     update cutter_governance.document_digest e set tables = d.tables, rows_sha256 = d.rows_sha256,
       sha256 = encode(sha256(convert_to(concat_ws(E'\\x1f', document_id, seq::text, run_id, phase, d.rows_sha256, '-'), 'UTF8')), 'hex')
     from dig d where document_id = '${documentOf(scene)}'`,
  );
  assert.equal(reasonOf(await knowledge.recordLegB(await scene.command("leg_b_record"))), "STOP_TAMPERED");
  assert.deepEqual(await differencesOf(scene), ["public.birth_registry: 0 rows in the chain, 3 found"]);
});

const SEEN: readonly { readonly scope: DriftScope; readonly reason: string }[] = [
  { scope: "all", reason: "STOP_DRIFT" },
  { scope: "chain", reason: "ok" },
];

for (const { scope, reason } of SEEN) {
  test(`an edit of another document past the triggers is ${reason} for a run that sees it by ${scope}, and the audit names it (D-141)`, async () => {
    const { knowledge, scenes } = opened;
    const [own, other] = [await scenes.set(), await enacted()];
    const command = await own.command("cut_leg_a");
    const facts = await knowledge.baseFacts(prefixOf(own), scope);
    await past(
      "public.information_unit",
      `update public.information_unit set updated_by = 'x' where doc_code = '${prefixOf(other)}'`,
    );
    const now = await knowledge.baseFacts(prefixOf(own), scope);
    assert.equal(
      checkOthers(facts, now, scope).every(({ passed }) => passed),
      reason === "ok",
    );
    const reply = await knowledge.cutLegA({ ...command, base: { ...command.base, facts, scope } });
    assert.equal(reasonOf(reply), reason);
    assert.deepEqual(await differencesOf(other), ["public.information_unit: rows were altered"]);
  });
}

test("a run of another document is no drift for one that sees the chains", async () => {
  const { knowledge, scenes } = opened;
  const [own, other] = [await scenes.set(), await scenes.set()];
  const command = await own.command("cut_leg_a");
  const facts = await knowledge.baseFacts(prefixOf(own), "chain");
  assert.equal(reasonOf(await knowledge.cutLegA(await other.command("cut_leg_a"))), "ok");
  const reply = await knowledge.cutLegA({ ...command, base: { ...command.base, facts, scope: "chain" } });
  assert.equal(reasonOf(reply), "ok");
});

test("a document without a chain is digested until an audit founds it, which is no drift; an edit between the two is", async () => {
  const { knowledge, scenes } = opened;
  const [own, early] = [await scenes.set(), await enacted()];
  await unchain(early);
  const readFacts = () => knowledge.baseFacts(prefixOf(own), "chain");
  const then = await readFacts();
  const seen = then.others.find(({ document }) => document === prefixOf(early)) ?? assert.fail();
  assert.deepEqual([seen.units, seen.receipts], [3, 4]);
  assert.ok((await audit()).unchained.includes(prefixOf(early)));

  const edit = (by: string) =>
    past(
      "public.birth_registry",
      `update public.birth_registry set born_by = '${by}' where doc_code = '${prefixOf(early)}'`,
    );
  const drifted = async () =>
    checkOthers(then, await readFacts(), "chain").flatMap(({ name, passed }) => (passed ? [] : [name]));
  await edit("nobody");
  assert.deepEqual(await drifted(), [`document ${prefixOf(early)}`]);
  await edit("cutter_exec");
  assert.deepEqual(await drifted(), []);

  assert.equal(await knowledge.foundChain(prefixOf(early)), true);
  assert.deepEqual(await drifted(), []);
  const { unchained, differences } = await audit();
  assert.ok(!unchained.includes(prefixOf(early)));
  assert.deepEqual(
    differences.filter(({ document }) => document === prefixOf(early)),
    [],
  );
});

test("no chain is founded while a run is at work on the document", async () => {
  const { knowledge, database } = opened;
  const early = await enacted();
  await unchain(early);
  await using session = await database.sql.open("exec");
  await session.query("select pg_advisory_lock(hashtextextended($1, 0))", [
    `iu-cutter:document:${prefixOf(early)}`,
  ]);
  assert.equal(await knowledge.foundChain(prefixOf(early)), false);
});

const FOUND: readonly {
  readonly what: string;
  readonly table: string;
  readonly edit: (scene: Scene) => string;
  readonly found: readonly RegExp[];
}[] = [
  {
    what: "a text that is edited with its hash",
    table: "public.unit_version",
    edit: (scene) =>
      `update public.unit_version set body = 'x', content_hash = encode(sha256('x'), 'hex') where unit_id = (select id from public.information_unit where canonical_address = '${prefixOf(scene)}/article-2')`,
    found: [/^public.unit_version: rows were altered$/, /article-2: the text is another/],
  },
  {
    what: "a birth that is deleted",
    table: "public.birth_registry",
    edit: (scene) =>
      `delete from public.birth_registry where canonical_address = '${prefixOf(scene)}/article-1'`,
    found: [/^public.birth_registry: 3 rows in the chain, 2 found$/],
  },
  {
    what: "a receipt that is added",
    table: "cutter_governance.phase_receipt",
    edit: (scene) =>
      `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids, recorded_by)
       values ('${scene.runId}', 'compensation', repeat('1', 64), repeat('2', 64), '{}', 'cutter_exec')`,
    found: [
      /^cutter_governance.phase_receipt: 4 rows in the chain, 5 found$/,
      /^cutter_governance.phase_receipt: written by transaction \d+, of which the chain has no entry: ictr-\S+ compensation$/,
    ],
  },
  {
    what: "an entry that is taken out of the chain",
    table: "cutter_governance.document_digest",
    edit: (scene) =>
      `delete from cutter_governance.document_digest where document_id = '${documentOf(scene)}' and seq = 2`,
    found: [/^entry 3 of the chain is not what its digest says, or does not follow the one before$/],
  },
  {
    what: "bytes of a source that are edited past their constraint",
    table: "cutter_governance.source_document_version_registry",
    edit: (scene) => `do $$ begin
      alter table cutter_governance.source_document_version_registry drop constraint source_document_version_registry_check;
      alter table cutter_governance.source_document_version_registry drop constraint source_document_version_registry_check1;
      update cutter_governance.source_document_version_registry set content = 'x' where document_id = '${documentOf(scene)}'; end $$`,
    found: [/^source version 1: the bytes are not what the hash says$/],
  },
];

for (const { what, table, edit, found } of FOUND) {
  test(`the audit names ${what} (D-141)`, async () => {
    const scene = await enacted();
    assert.deepEqual(await differencesOf(scene), []);
    await past(table, edit(scene));
    const rows = await opened.knowledge.nameRows(prefixOf(scene), new Set([table]));
    const named = [...(await differencesOf(scene)), ...rows];
    for (const text of found)
      assert.ok(
        named.some((line) => text.test(line)),
        named.join("; "),
      );
  });
}

test("the audit names rows that are of no document (D-141)", async () => {
  await past(
    "public.birth_registry",
    `insert into public.birth_registry (unit_id, canonical_address, doc_code, born_by)
     select id, 'NOBODY/article-1', 'NOBODY', 'nobody' from public.information_unit u
     where not exists (select from public.birth_registry b where b.unit_id = u.id) limit 1`,
  );
  const { differences } = await audit();
  assert.ok(
    differences.some(
      ({ document, found }) =>
        document === "" && found === "rows of no document: public.birth_registry: 1: NOBODY/article-1",
    ),
    JSON.stringify(differences),
  );
});
