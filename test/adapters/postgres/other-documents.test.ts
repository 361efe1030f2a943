import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readBaseFacts } from "../../../src/adapters/postgres/reads/base-facts.ts";
import { readOtherDocumentsSince } from "../../../src/adapters/postgres/reads/other-documents.ts";
import { type BaseFacts, checkOthers } from "../../../src/domain/base-facts.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import {
  createScenes,
  type OpenScenes,
  openScenes,
  reasonOf,
  type Scene,
  type Scenes,
} from "../../support/knowledge-scene.ts";

let opened: OpenScenes;
let database: KnowledgeDatabase;
let scenes: Scenes;
/** Two documents with drafts, and the one from which the base is seen. */
let changed: Scene;
let still: Scene;
let own: Scene;

before(async () => {
  opened = await openScenes();
  ({ database, scenes } = opened);
  [changed, still, own] = [await scenes.set(), await scenes.set(), await scenes.set()];
  for (const scene of [changed, still]) {
    assert.equal(reasonOf(await database.knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  }
});
after(() => opened?.[Symbol.asyncDispose]());

/** What a permit says of the approval; nobody has given this one. */
const PERMITTED_BESIDE = {
  gate: "SG_1_cut_authz",
  nonce: "beside",
  approvalCommit: "a".repeat(40),
  executionCommit: "b".repeat(40),
  persons: ["nobody"],
  keys: [],
  signedUtc: "2026-11-21T09:30:00Z",
} as const;

const readBase = () => readBaseFacts(database.sql, own.made.plan.source.docPrefix, "all");

/** What is read since the facts, of which documents the rows were digested, and what is found to have moved. */
async function readSince(then: BaseFacts) {
  await using session = await database.sql.open("verify");
  const digested: unknown[] = [];
  const watched: Pick<SqlSession, "query"> = {
    query: (text, values) => {
      if (text.includes("row_digest")) digested.push(values?.[0]);
      return session.query(text, values);
    },
  };
  await session.query("begin isolation level repeatable read read only");
  const others = await readOtherDocumentsSince(
    { ...session, ...watched },
    own.made.plan.source.docPrefix,
    then,
  );
  const moved = checkOthers(then, { document: then.document, others }, "all").filter(({ passed }) => !passed);
  return { others, digested, moved: moved.map(({ name }) => name) };
}

/** Statements of a superuser who has switched every trigger off, and on again afterwards. */
async function unstopped(...statements: readonly string[]): Promise<void> {
  await scenes.superuser(switchTriggers("disable"), ...statements, switchTriggers("enable always"));
}

const switchTriggers = (how: string) => `do $$ declare t record; begin
  for t in select tgname, tgrelid::regclass as name from pg_trigger
    where not tgisinternal and tgrelid::regclass::text ~ 'information_unit|unit_version|birth_registry|approval_use'
  loop execute format('alter table %s ${how} trigger %I', t.name, t.tgname); end loop; end $$`;

test("documents of which no row was written since are not digested again, nor after the server has frozen their rows", async () => {
  const then = await readBase();
  await scenes.superuser("vacuum (freeze) public.information_unit", "vacuum full public.unit_version");
  const { others, digested, moved } = await readSince(then);
  assert.deepEqual(digested, []);
  assert.deepEqual(moved, []);
  assert.deepEqual(others, then.others);
});

const CHANGES: readonly { readonly what: string; readonly statements: readonly string[] }[] = [
  {
    what: "a text that is edited",
    statements: [
      "update public.unit_version set body = body || '!', content_hash = encode(sha256(convert_to(body || '!', 'UTF8')), 'hex') where unit_id in (select id from public.information_unit where doc_code = 'T1' limit 1)",
    ],
  },
  {
    what: "a unit that is deleted",
    statements: [
      "delete from public.birth_registry where ctid = (select ctid from public.birth_registry where doc_code = 'T1' limit 1)",
    ],
  },
  {
    what: "a row of the ledger that is edited",
    statements: [
      "update cutter_governance.approval_use set nonce = nonce || '0' where run_id = 'ictr-20261121T090000Z-00000001'",
    ],
  },
  {
    what: "a row that is replaced by another",
    statements: [
      "with gone as (delete from public.birth_registry where ctid = (select ctid from public.birth_registry where doc_code = 'T1' limit 1) returning *) insert into public.birth_registry select * from gone",
      "update public.information_unit set section_code = section_code || 'x' where doc_code = 'T1'",
    ],
  },
  {
    what: "a row that is edited and frozen by hand, so that it carries no transaction,",
    statements: [
      "create extension if not exists pg_surgery",
      "update public.information_unit set updated_by = 'nobody' where doc_code = 'T1'",
      "select heap_force_freeze('public.information_unit', array(select ctid from public.information_unit where doc_code = 'T1'))",
      "drop extension pg_surgery",
    ],
  },
];

for (const { what, statements } of CHANGES) {
  test(`${what} is named, and only that document is digested (D-111)`, async () => {
    const then = await readBase();
    await unstopped(...statements);
    const { digested, moved } = await readSince(then);
    assert.deepEqual(digested, [["T1"]]);
    assert.deepEqual(moved, ["document T1"]);
  });
}

test("a row that is written anew with the same content is the same row", async () => {
  const then = await readBase();
  await unstopped("update public.information_unit set updated_at = updated_at where doc_code = 'T1'");
  const { digested, moved } = await readSince(then);
  assert.deepEqual(digested, [["T1"]]);
  assert.deepEqual(moved, []);
});

const UNDER_WAY: readonly { readonly what: string; readonly before: readonly string[] }[] = [
  { what: "a transaction", before: [] },
  { what: "a subtransaction", before: ["create table public.earlier ()", "savepoint inner_one"] },
];

for (const { what, before: first } of UNDER_WAY) {
  test(`a change in ${what} that was under way at the time of the facts, and was committed later, is named (D-111)`, async () => {
    await using writer = await database.openSuperuser();
    await writer.query("begin");
    await writer.query(switchTriggers("disable"));
    for (const statement of first) await writer.query(statement);
    await writer.query(
      `update public.information_unit set updated_by = 'later in ${what}' where doc_code = 'T1'`,
    );
    // A transaction that began afterwards ends before, so that the number of the one under way is not the newest.
    await scenes.superuser("create table public.later ()", "drop table public.later");
    const then = await readBase();
    await writer.query("commit");
    await scenes.superuser("drop table if exists public.earlier", switchTriggers("enable always"));
    assert.deepEqual((await readSince(then)).moved, ["document T1"]);
  });
}

const ROWLESS: readonly { readonly what: string; readonly statements: readonly string[] }[] = [
  {
    what: "a column that is made anew and shows another value in every row",
    statements: [
      "alter table public.unit_version drop column description",
      "alter table public.unit_version add column description text default 'forged'",
      "alter table public.unit_version alter column description drop default",
    ],
  },
  {
    what: "two columns that take the name of each other",
    statements: [
      "alter table cutter_governance.decision_backlog_history rename from_status to other",
      "alter table cutter_governance.decision_backlog_history rename note to from_status",
      "alter table cutter_governance.decision_backlog_history rename other to note",
    ],
  },
];

for (const { what, statements } of ROWLESS) {
  test(`${what}: no row is written, and the schema is another one (D-112)`, async () => {
    await using copy = await opened.cluster.open();
    const there = createScenes(copy);
    const scene = await there.set();
    const command = await scene.command("cut_leg_a");
    await there.superuser(...statements);
    assert.equal(reasonOf(await copy.knowledge.cutLegA(command)), "STOP_DB_CONTRACT");
  });
}

test("rows that one lane alone can write turn nothing of another run into a change of a document (D-113)", async () => {
  const run = still.runId;
  const command = await changed.command("cut_leg_a");
  await database.knowledge.permit({
    ...command,
    written: command.plan,
    runId: run,
    approval: PERMITTED_BESIDE,
    payloadSha256: "e".repeat(64),
  });
  const then = await readBase();
  await scenes.superuser(
    "set session authorization cutter_exec",
    `insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
     select gen_random_uuid(), '${run}', document_id, version_id, 'cut', 'decided'
     from cutter_governance.source_document_version_registry where document_id = 'doc-T1'`,
  );
  const { others, moved } = await readSince(then);
  assert.deepEqual(moved, ["document T1"]);
  assert.deepEqual(
    others.map(({ receipts }) => receipts),
    [1, 1],
  );
});

const ELSEWHERE: readonly {
  readonly what: string;
  readonly edit: (seen: BaseFacts["seen"]) => BaseFacts["seen"];
}[] = [
  {
    what: "another cluster",
    edit: ({ cluster, snapshot }) => ({
      cluster: cluster.replace(/^\d/, (digit) => `${9 - Number(digit)}`),
      snapshot,
    }),
  },
  {
    what: "another start of the server, as after its files were put back",
    edit: ({ cluster, snapshot }) => ({ cluster: cluster.replace(/\/[^/]+\//, "/another start/"), snapshot }),
  },
  {
    what: "another database of the cluster",
    edit: ({ cluster, snapshot }) => ({ cluster: cluster.replace(/\d+\/(\d+)$/, "1/$1"), snapshot }),
  },
  {
    what: "the database before it was made anew under its own number",
    edit: ({ cluster, snapshot }) => ({ cluster: cluster.replace(/\d+$/, "3"), snapshot }),
  },
  {
    what: "a cluster that was set back, so that it has not yet come to those transactions",
    edit: ({ cluster }) => ({ cluster, snapshot: "900000:900000:" }),
  },
];

for (const { what, edit } of ELSEWHERE) {
  test(`facts of ${what} vouch for no row: every document is digested (D-111, D-122)`, async () => {
    const then = await readBase();
    const { digested, moved } = await readSince({ ...then, seen: edit(then.seen) });
    assert.deepEqual(digested, [["T1", "T2"]]);
    assert.deepEqual(moved, []);
  });
}

test("a document with a new receipt, and one that was registered since, need no digest", async () => {
  const then = await readBase();
  const receipts = then.others.map((fact) => ({ ...fact, receipts: fact.receipts - 1 }));
  const { digested, others, moved } = await readSince({
    ...then,
    others: receipts.slice(0, 1),
    heads: (then.heads ?? []).slice(0, 1),
  });
  assert.deepEqual(digested, []);
  assert.deepEqual(
    others.map(({ digest }) => digest),
    [null, null],
  );
  assert.deepEqual(moved, []);
});

test("a write transaction names another document that the owner has edited since the request, and commits nothing (D-63)", async () => {
  const command = await own.command("cut_leg_a");
  await unstopped("update public.information_unit set updated_by = 'owner' where doc_code = 'T2'");
  const reply = await database.knowledge.cutLegA(command);
  assert.equal(reasonOf(reply), "STOP_DRIFT");
  assert.equal(!reply.ok && reply.refusal.field, "document T2");
  assert.equal(await scenes.countUnits(own), 0);
});

test("where other documents are not looked at, none of them stops a write", async () => {
  const scene = await scenes.set();
  const command = await scene.command("cut_leg_a");
  await unstopped("update public.information_unit set updated_by = 'anybody' where doc_code = 'T2'");
  const reply = await database.knowledge.cutLegA({
    ...command,
    base: { ...command.base, scope: "document" },
  });
  assert.equal(reasonOf(reply), "ok");
});

test("an approval that was used before is told, also where another document has to be digested", async () => {
  const [first, second] = [await scenes.set(), await scenes.set()];
  const used = await first.command("cut_leg_a");
  assert.equal(reasonOf(await database.knowledge.cutLegA(used)), "ok");
  const fresh = await second.command("cut_leg_a");
  assert.ok(used.approval);
  const { approval } = used;
  const permitId = await database.knowledge.permit({ ...fresh, written: fresh.plan, approval });
  await unstopped("update public.information_unit set updated_by = 'owner again' where doc_code = 'T2'");
  const reply = await database.knowledge.cutLegA({ ...fresh, approval: { ...approval, permitId } });
  assert.equal(reasonOf(reply), "STOP_APPROVAL_REPLAYED");
  assert.equal(await scenes.countUnits(second), 0);
});
