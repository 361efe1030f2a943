import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { type BatchRules, DEFAULT_RULES } from "../../../src/domain/batch.ts";
import { exchangeDoubts } from "../../support/exchange-doubts.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";

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

async function registerEach(...names: readonly string[]): Promise<readonly string[]> {
  const ids = [];
  for (const name of names) ids.push(await setup.register(lawOf(name)));
  return ids;
}

async function start(documentIds: readonly string[], rules: Partial<BatchRules> = {}) {
  return must(await app.batches.start({ documentIds, rules: { ...DEFAULT_RULES, ...rules } }));
}

async function unitsOf(documentId: string): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ count: string }>(
    `select count(*)::text as count from public.information_unit u
     join cutter_governance.source_document_registry d on d.doc_prefix = u.doc_code where d.document_id = $1`,
    [documentId],
  );
  return Number(rows[0]?.count);
}

async function membersOf(batchId: string) {
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "runs" in row);
  return row.runs;
}

/** The receipt that the round of the gate has left last. */
async function receiptOf(batchId: string) {
  const folder = join(setup.setup.root, "batches", batchId, "receipts");
  const names = (await readdir(folder)).sort();
  const text = await readFile(join(folder, names.at(-1) ?? ""), "utf8");
  return (JSON.parse(text) as { members: { document_id: string; result: string; reason: string | null }[] })
    .members;
}

test("what is wrong with the list refuses the batch before anything starts", async (t) => {
  const [one = "", two = ""] = await registerEach("listed", "listed too");
  const before = (await app.batches.status(null)).length;
  const cases = [
    {
      what: "a document that is named twice",
      ids: [one, two, one],
      reason: "STOP_BAD_INPUT",
      actual: `${one} twice`,
    },
    { what: "no document", ids: [], reason: "STOP_BAD_INPUT", actual: "0" },
    {
      what: "more than the policy allows",
      ids: Array.from({ length: 101 }, (_, at) => `law-${at}`),
      reason: "STOP_BATCH_NOT_ALLOWED",
      actual: "a batch of 101",
    },
  ];
  for (const { what, ids, reason, actual } of cases)
    await t.test(what, async () => {
      const found = await app.batches.start({ documentIds: ids, rules: DEFAULT_RULES });
      assert.ok(!found.ok);
      assert.equal(found.refusal.reason, reason);
      assert.equal(found.refusal.actual, actual);
    });
  assert.equal((await app.batches.status(null)).length, before);
});

test("a document of another batch is busy, and a member goes on with its batch alone (C-40)", async () => {
  const [one = "", two = ""] = await registerEach("once", "in two batches");
  const batch = await start([one, two]);
  const again = await app.batches.start({ documentIds: [two], rules: DEFAULT_RULES });
  assert.ok(!again.ok);
  assert.equal(again.refusal.reason, "STOP_DOCUMENT_BUSY");
  const [member] = await membersOf(batch.batchId);
  const runId = member?.runId ?? "";
  for (const act of [() => app.resume(runId), () => app.renew(runId)]) {
    const alone = await act();
    assert.ok(!alone.ok);
    assert.equal(alone.refusal.reason, "STOP_RUN_IN_BATCH");
    assert.match(alone.refusal.wayOut, new RegExp(`cutter orchestrate resume ${batch.batchId}`));
  }
  const row = (await app.reconcile()).find((each) => each.runId === runId);
  assert.equal(row?.did, "nothing");
  const given = must(await app.batches.voidBatch(batch.batchId, "no longer wanted"));
  assert.equal(given.state, "voided");
  for (const { runId: id } of await membersOf(batch.batchId)) {
    const [status] = await app.status(id);
    assert.ok(status !== undefined && "state" in status);
    assert.equal(status.state, "voided");
  }
  for (const act of [
    () => app.batches.resume(batch.batchId),
    () => app.batches.renew(batch.batchId),
    () => app.batches.voidBatch(batch.batchId, "again"),
  ])
    assert.equal(must(await act()).refusal?.reason, "STOP_BATCH_VOIDED");
});

test("a batch that nobody knows is named so", async () => {
  const unknown = await app.batches.resume("ictb-20000101T000000Z-00000000");
  assert.ok(!unknown.ok);
  assert.equal(unknown.refusal.reason, "STOP_BATCH_UNKNOWN");
});

test("a document that can't be cut is told with all others of its kind before anything is backed up", async () => {
  const [good = ""] = await registerEach("good");
  const bad = ["never-registered-a", "never-registered-b"];
  const stopped = await start([bad[0] ?? "", good, bad[1] ?? ""]);
  assert.equal(stopped.refusal?.reason, "STOP_BATCH_MEMBER");
  assert.equal(stopped.refusal?.details?.length, 2);
  for (const id of bad) assert.ok(stopped.refusal?.details?.some((line) => line.startsWith(id)));
  assert.equal(stopped.state, "stopped_batch_member");
  must(await app.batches.voidBatch(stopped.batchId, "two are not registered"));
  assert.equal((await start([good])).state, `awaiting_${SG_1}`);
});

test("a member that was given up by itself keeps all from beginning, and renewing asks for the rest", async () => {
  const [one = "", two = ""] = await registerEach("stays", "leaves");
  const batch = await start([one, two]);
  const [, leaver] = await membersOf(batch.batchId);
  must(await app.voidRun(leaver?.runId ?? "", "not this one"));
  await setup.approve(batch.batchId, SG_1);
  const held = must(await app.batches.resume(batch.batchId));
  assert.equal(held.refusal?.reason, "STOP_BATCH_MEMBER");
  assert.equal(await unitsOf(one), 0);
  const renewed = must(await app.batches.renew(batch.batchId));
  assert.equal(renewed.state, `awaiting_${SG_1}`);
  assert.equal(renewed.members.left, 1);
  await setup.approve(batch.batchId, SG_1);
  assert.equal(must(await app.batches.resume(batch.batchId)).state, `awaiting_${SG_2}`);
  assert.equal(await unitsOf(one), 3);
  assert.equal(await unitsOf(two), 0);
  must(await app.batches.revert(batch.batchId, { execute: true }));
  await setup.approve(batch.batchId, "SG_3_compensation_authz");
  const taken = must(await app.batches.revert(batch.batchId, { execute: true }));
  assert.equal(taken.outcome?.state, "closed", JSON.stringify(taken.outcome?.refusal));
  assert.equal(taken.outcome?.members.withdrawn, 1);
});

test("a fault of the canary leaves everything else unbegun; the way out leads to the rest", async () => {
  const ids = await registerEach("canary", "second", "third");
  const [canary = "", second = "", third = ""] = ids;
  const batch = await start(ids);
  await setup.approve(batch.batchId, SG_1);
  await exchangeDoubts(setup, [canary]);
  const halted = must(await app.batches.resume(batch.batchId));
  assert.equal(halted.refusal?.reason, "STOP_BATCH_HALTED");
  assert.equal(halted.state, "halted");
  assert.deepEqual(
    (await receiptOf(batch.batchId)).map(({ result, reason }) => [result, reason]),
    [
      ["failed", "STOP_SOURCE_CHANGED"],
      ["not attempted", null],
      ["not attempted", null],
    ],
  );
  const [status] = await app.status((await membersOf(batch.batchId))[0]?.runId ?? "");
  assert.match(status?.refusal?.wayOut ?? "", new RegExp(`cutter orchestrate resume ${batch.batchId}`));
  for (const id of ids) assert.equal(await unitsOf(id), 0);
  assert.equal(must(await app.batches.resume(batch.batchId)).refusal?.reason, "STOP_BATCH_HALTED");
  const reconcile = async () =>
    (await app.batches.reconcile()).find((row) => row.batchId === batch.batchId) ?? assert.fail();
  assert.equal((await reconcile()).did, "nothing");
  const variables = { ...setup.variables, CUTTER_CRASH_AT: "pre_write_backup:before_intent" };
  const end = await setup.cutter(["orchestrate", "renew", batch.batchId], { variables });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  const renewed = await reconcile();
  assert.deepEqual(
    [renewed.refusal?.reason, renewed.state],
    ["STOP_APPROVAL_REQUIRED", `awaiting_${SG_1}`],
    JSON.stringify(renewed),
  );
  const kept = (await readdir(join(setup.setup.root, "backups"))).filter((name) =>
    name.startsWith(batch.batchId),
  );
  assert.equal(kept.length, 2, "the backup that members rest on stays when the rest gets a new one");
  await setup.approve(batch.batchId, SG_1);
  assert.equal(must(await app.batches.resume(batch.batchId)).state, `awaiting_${SG_2}`);
  assert.deepEqual([await unitsOf(canary), await unitsOf(second), await unitsOf(third)], [0, 3, 3]);
  await setup.approve(batch.batchId, SG_2);
  const closed = must(await app.batches.resume(batch.batchId));
  assert.equal(closed.state, "closed");
  assert.deepEqual([closed.members.closed, closed.members.failed], [2, 1]);
  assert.equal(must(await app.batches.resume(batch.batchId)).refusal?.reason, "STOP_BATCH_CLOSED");
});

test("in the middle, the rest goes on where the signed rule says so", async () => {
  const ids = await registerEach("goes on", "fails", "goes on too");
  const batch = await start(ids, { halt: "continue", wave: 1 });
  await setup.approve(batch.batchId, SG_1);
  await exchangeDoubts(setup, [ids[1] ?? ""]);
  const worked = must(await app.batches.resume(batch.batchId));
  assert.equal(worked.state, `awaiting_${SG_2}`, JSON.stringify(worked.refusal));
  assert.deepEqual(
    (await receiptOf(batch.batchId)).map(({ result }) => result),
    ["done", "failed", "done"],
  );
  assert.equal(worked.members.failed, 1);
  assert.deepEqual(
    worked.failed.map(({ reason }) => reason),
    ["STOP_SOURCE_CHANGED"],
  );
});

test("behind a halt in the middle, what was done and what was asked for anew are enacted together", async () => {
  const ids = await registerEach("was done", "failed", "asked for anew");
  const batch = await start(ids, { wave: 1 });
  await setup.approve(batch.batchId, SG_1);
  await exchangeDoubts(setup, [ids[1] ?? ""]);
  assert.equal(must(await app.batches.resume(batch.batchId)).refusal?.reason, "STOP_BATCH_HALTED");
  assert.equal(must(await app.batches.renew(batch.batchId)).state, `awaiting_${SG_1}`);
  await setup.approve(batch.batchId, SG_1);
  const cut = must(await app.batches.resume(batch.batchId));
  assert.equal(cut.state, `awaiting_${SG_2}`, JSON.stringify(cut.refusal));
  await setup.approve(batch.batchId, SG_2);
  const closed = must(await app.batches.resume(batch.batchId));
  assert.equal(closed.state, "closed", JSON.stringify(closed.refusal));
  assert.deepEqual([closed.members.closed, closed.members.failed], [2, 1]);
});

test("a halt names the member that has failed in its round, and none of an earlier one", async () => {
  const ids = await registerEach("fails first", "fails then", "is left");
  const { batchId } = await start(ids);
  for (const place of [0, 1]) {
    await setup.approve(batchId, SG_1);
    await exchangeDoubts(setup, [ids[place] ?? ""]);
    const { refusal } = must(await app.batches.resume(batchId));
    const failed = (await membersOf(batchId))[place];
    assert.deepEqual(
      [refusal?.reason, refusal?.field, refusal?.actual],
      ["STOP_BATCH_HALTED", failed?.runId, `${ids[place]}: STOP_SOURCE_CHANGED`],
    );
    must(await app.batches.renew(batchId));
  }
});

test("backups of a batch that is over stay while a member that has failed is not ended", async () => {
  const ids = await registerEach("done behind a fault", "not ended");
  const { batchId } = await start(ids, { halt: "continue" });
  await setup.approve(batchId, SG_1);
  await exchangeDoubts(setup, [ids[1] ?? ""]);
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
  const listed = async () => {
    const { stdout } = await setup.cutter(["backup", "list", "--json"]);
    const { backups } = JSON.parse(stdout) as {
      backups: { file: string; state: string; openRun: unknown }[];
    };
    return backups.filter(({ file }) => file.startsWith(batchId));
  };
  const [kept] = await listed();
  assert.deepEqual([kept?.state, kept?.openRun], ["sound", "failed_cut_leg_a"]);
  const named = ["backup", "prune", kept?.file ?? "", "--yes"];
  assert.match((await setup.cutter(named)).stderr, /a backup of a run that is closed or voided/);
  must(await app.voidRun((await membersOf(batchId))[1]?.runId ?? "", "not wanted"));
  assert.equal((await listed())[0]?.openRun, null);
});
