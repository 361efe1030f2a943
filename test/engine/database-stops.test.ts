import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import type { App } from "../../src/compose/app.ts";
import type { LiveDatabase } from "../../src/compose/live-database.ts";
import { type CommitProxy, startCommitProxy } from "../support/commit-proxy.ts";
import { makeOnce } from "../support/make-once.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function execute(...statements: readonly string[]): Promise<void> {
  await using owner = await setup.owner();
  for (const statement of statements) await owner.query(statement);
}

async function countUnits(documentId: string): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ units: number }>(
    `select count(*)::integer as units from public.information_unit u
     join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code where d.document_id = $1`,
    [documentId],
  );
  return rows[0]?.units ?? -1;
}

/** The live database, of which the lane that writes is reached through the proxy. */
function behind(proxy: CommitProxy): LiveDatabase {
  const password = setup.variables["DOT_CUTTER_EXEC_DB_PASSWORD"] ?? "";
  const cut = openPgSource({
    host: proxy.host,
    port: proxy.port,
    database: setup.variables["DOT_CUTTER_DB_NAME"] ?? "",
    sslmode: "disable",
    roles: { exec: { user: "cutter_exec", password } },
  });
  return {
    ...setup.live,
    async openSource() {
      const whole = await setup.live.openSource();
      return { ...whole, open: (role) => (role === "exec" ? cut : whole).open(role) };
    },
  };
}

/** A run that waits for SG_1. */
const waiting = makeOnce({
  async make() {
    const documentId = await setup.register(lawOf("the line is cut"));
    const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
    return { documentId, runId };
  },
  async remember() {
    const putBack = await setup.remember();
    return async () => {
      await app[Symbol.asyncDispose]();
      await putBack();
      app = await setup.openApp();
    };
  },
});

for (const { cut, units } of [
  { cut: "beforeServer", units: 0 },
  { cut: "afterServer", units: 3 },
] as const) {
  test(`a line that is lost at COMMIT (${cut}) is an outcome that nobody knows; the next start asks the receipt, and writes once`, async () => {
    const { documentId, runId } = await waiting();
    await setup.approve(runId, "SG_1_cut_authz");
    const { host = "", port = 0 } = setup.live.dumpTarget() ?? {};
    await using proxy = await startCommitProxy({ host, port, cut });
    await using lossy = await setup.openApp({ live: behind(proxy) });
    const lost = must(await lossy.resume(runId));
    assert.equal(lost.refusal?.reason, "STOP_OUTCOME_UNKNOWN");
    assert.equal(lost.exitCode, 3);
    assert.equal(await countUnits(documentId), units);
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
    assert.equal(await countUnits(documentId), 3);
  });
}

test("a stored source that no longer has its sha256 is STOP_SOURCE_CHANGED before anything is read from it", async () => {
  const table = "cutter_governance.source_document_version_registry";
  const text = lawOf("exchanged behind the registry");
  const documentId = await setup.register(text);
  const exchange = (content: string) => [
    `alter table ${table} disable trigger d_immutable`,
    `update ${table} set content = convert_to('${content}', 'UTF8') where document_id = '${documentId}'`,
    `alter table ${table} enable always trigger d_immutable`,
  ];
  const check = `${table.split(".")[1]}_check`;
  await execute(
    `alter table ${table} drop constraint ${check}`,
    ...exchange(text.replace("exchanged", "Exchanged")),
  );
  const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
  await execute(
    ...exchange(text),
    `alter table ${table} add constraint ${check} check (sha256 = encode(sha256(content), 'hex'))`,
  );
  assert.equal(outcome.refusal?.reason, "STOP_SOURCE_CHANGED");
  assert.match(outcome.state, /^failed_/);
  assert.equal(outcome.exitCode, 3);
});

for (const { what, successors, step } of [
  { what: "withdraw", successors: "{enacted}", step: "compensation" },
  { what: "enact", successors: "{withdrawn}", step: "lifecycle_enact" },
]) {
  test(`a database that would refuse to ${what} the units fails the rehearsal, which names the step; nothing is written`, async () => {
    const documentId = await setup.register(lawOf(`nobody may ${what} it`));
    const state = (value: string) =>
      `update public.iu_lifecycle_vocab set successors = '${value}' where status = 'draft'`;
    await execute(state(successors));
    const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
    await execute(state("{enacted,withdrawn}"));
    assert.equal(outcome.refusal?.reason, "STOP_REHEARSAL_FAILED");
    assert.equal(outcome.refusal.field, step);
    assert.match(outcome.refusal.details?.join("\n") ?? "", /fsm_denied/);
    assert.equal(outcome.state, "failed_pre_write_backup");
    assert.equal(await countUnits(documentId), 0);
  });
}

/** The live database in which every permit that nobody has used yet has ended when the lane that writes opens its session. */
function afterPermits(): LiveDatabase {
  return {
    ...setup.live,
    async openSource() {
      const whole = await setup.live.openSource();
      return {
        ...whole,
        async open(role) {
          if (role === "exec")
            await execute(
              "alter table cutter_governance.write_permit disable trigger d_immutable",
              `update cutter_governance.write_permit p set expires_at = clock_timestamp()
               where not exists (select from cutter_governance.approval_use a where a.permit_id = p.permit_id)`,
              "alter table cutter_governance.write_permit enable always trigger d_immutable",
            );
          return whole.open(role);
        },
      };
    },
  };
}

const statusesOf = async (documentId: string) => {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ status: string }>(
    `select u.lifecycle_status as status from public.information_unit u
     join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code where d.document_id = $1 group by 1`,
    [documentId],
  );
  return rows.map(({ status }) => status);
};

test("a permit that ends before it is used stops the leg of each gate without effect, and the next start permits anew (D-55)", async () => {
  const { documentId, runId } = await waiting();
  await using late = await setup.openApp({ live: afterPermits() });
  for (const { gate, before, leads } of [
    { gate: "SG_1_cut_authz", before: [], leads: "awaiting_lifecycle_authorization" },
    { gate: "SG_2_lifecycle_authz", before: ["draft"], leads: "closeout_reported" },
  ] as const) {
    await setup.approve(runId, gate);
    for (let times = 0; times < 2; times += 1) {
      const stopped = must(await late.resume(runId));
      assert.equal(stopped.refusal?.reason, "STOP_PERMIT_ENDED", JSON.stringify(stopped.refusal));
      assert.equal(stopped.state, "stopped_permit_ended");
      assert.equal(stopped.exitCode, 3);
      assert.deepEqual(await statusesOf(documentId), before);
    }
    assert.equal(must(await app.resume(runId)).state, leads);
  }
  assert.deepEqual(await statusesOf(documentId), ["enacted"]);
});

test("after the database was restored from a dump, people are asked anew and every way out leads to its end", async (t) => {
  const cut = async () => {
    const documentId = await setup.register(lawOf("the disk is lost"));
    return must(await app.cut({ documentId, mode: "LIVE" })).runId;
  };
  const [enacted, taken, fresh] = [await cut(), await cut(), await cut()];
  for (const runId of [enacted, taken]) {
    await setup.approve(runId, "SG_1_cut_authz");
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  }
  await setup.approve(enacted, "SG_2_lifecycle_authz");
  await setup.restoreFromDump();
  await t.test("drafts are enacted once the request is renewed", async () => {
    assert.equal(must(await app.resume(enacted)).refusal?.reason, "STOP_DRIFT");
    assert.equal(must(await app.renew(enacted)).state, "awaiting_lifecycle_authorization");
    await setup.approve(enacted, "SG_2_lifecycle_authz");
    assert.equal(must(await app.resume(enacted)).state, "closeout_reported");
  });
  await t.test("drafts are taken back under SG_3", async () => {
    assert.equal(
      must(await app.revert(taken, { execute: true })).outcome?.refusal?.reason,
      "STOP_APPROVAL_REQUIRED",
    );
    await setup.approve(taken, "SG_3_compensation_authz");
    assert.equal(must(await app.revert(taken, { execute: true })).outcome?.state, "voided");
  });
  await t.test("a run that has written nothing backs up again and goes on", async () => {
    assert.equal(must(await app.renew(fresh)).state, "awaiting_cut_authorization");
    await setup.approve(fresh, "SG_1_cut_authz");
    assert.equal(must(await app.resume(fresh)).state, "awaiting_lifecycle_authorization");
  });
});

test("in another cluster, restored in place of a lost one, drafts are taken back and what has written nothing goes on", async () => {
  const cut = async () => {
    const documentId = await setup.register(lawOf("the machine is lost"));
    return must(await app.cut({ documentId, mode: "LIVE" })).runId;
  };
  const [drafts, fresh] = [await cut(), await cut()];
  await setup.approve(drafts, "SG_1_cut_authz");
  assert.equal(must(await app.resume(drafts)).state, "awaiting_lifecycle_authorization");
  await setup.approve(drafts, "SG_2_lifecycle_authz");
  await setup.approve(fresh, "SG_1_cut_authz");
  await using restored = await setup.restoreElsewhere();
  await using elsewhere = await setup.openApp({
    live: { openSource: async () => restored.sql, dumpTarget: () => restored.dumpTarget, dumpSource: null },
  });
  const resumed = must(await elsewhere.resume(drafts)).refusal;
  assert.equal(resumed?.reason, "STOP_DB_IDENTITY_MISMATCH");
  assert.match(resumed?.wayOut ?? "", new RegExp(`cutter orchestrate revert ${drafts} --execute$`));
  assert.equal(must(await elsewhere.renew(drafts)).refusal?.reason, "STOP_DB_IDENTITY_MISMATCH");
  must(await elsewhere.revert(drafts, { execute: true }));
  await setup.approve(drafts, "SG_3_compensation_authz");
  assert.equal(must(await elsewhere.revert(drafts, { execute: true })).outcome?.state, "voided");

  const unwritten = must(await elsewhere.resume(fresh)).refusal;
  assert.equal(unwritten?.reason, "STOP_DB_IDENTITY_MISMATCH");
  assert.match(unwritten?.wayOut ?? "", new RegExp(`cutter orchestrate renew ${fresh}$`));
  assert.equal(must(await elsewhere.renew(fresh)).state, "awaiting_cut_authorization");
  await setup.approve(fresh, "SG_1_cut_authz");
  assert.equal(must(await elsewhere.resume(fresh)).state, "awaiting_lifecycle_authorization");
});

test("the permit of a withdrawal may end too: the drafts stay, and the next start withdraws them (D-55)", async () => {
  const { documentId, runId } = await waiting();
  await using late = await setup.openApp({ live: afterPermits() });
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  must(await app.revert(runId, { execute: true }));
  await setup.approve(runId, "SG_3_compensation_authz");
  const stopped = must(await late.revert(runId, { execute: true })).outcome;
  assert.equal(stopped?.refusal?.reason, "STOP_PERMIT_ENDED");
  assert.deepEqual(await statusesOf(documentId), ["draft"]);
  assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  assert.deepEqual(await statusesOf(documentId), ["withdrawn"]);
});
