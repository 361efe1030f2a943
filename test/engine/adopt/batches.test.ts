import assert from "node:assert/strict";
import { cp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { verifyBatchEvidence } from "../../../src/compose/batch-evidence.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import { NOBODY, SG_1, SG_2, SG_3 } from "../../support/lost-machine.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

const progress = { step: () => {}, note: () => {} };

async function startBatch(
  name: string,
  members = 3,
): Promise<{ readonly batchId: string; readonly documentIds: readonly string[] }> {
  const documentIds: string[] = [];
  for (let at = 1; at <= members; at += 1) documentIds.push(await setup.register(lawOf(`${name} ${at}`)));
  const { batchId } = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  return { batchId, documentIds };
}

async function runIds(batchId: string): Promise<readonly string[]> {
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "runs" in row);
  return row.runs.flatMap(({ runId }) => (runId === null ? [] : [runId]));
}

/** Everything that the machine has of the batch and its members is gone. */
async function lose(batchId: string, runs: readonly string[]): Promise<void> {
  const { root } = setup.setup;
  await rm(join(root, "batches", batchId), { recursive: true });
  for (const runId of [batchId, ...runs]) {
    await rm(runPath(setup.setup, runId), { recursive: true, force: true });
    await rm(join(root, "reports", runId), { recursive: true, force: true });
  }
}

async function killAt(batchId: string, point: string): Promise<void> {
  const variables = { ...setup.variables, CUTTER_CRASH_AT: point };
  const end = await setup.cutter(["orchestrate", "resume", batchId], { variables });
  assert.equal(end.signal, "SIGKILL", end.stderr);
}

test("a batch whose members wait at SG_2 is adopted with all of them, asked about anew, and walked to its end", async () => {
  const { batchId } = await startBatch("drafted");
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  const runs = await runIds(batchId);
  await lose(batchId, runs);
  const unknown = await app.batches.resume(batchId);
  assert.match(unknown.ok ? "" : unknown.refusal.wayOut, new RegExp(`cutter orchestrate adopt ${batchId}$`));
  const alone = await app.adopt(runs[0] ?? "", NOBODY);
  assert.equal(alone.ok ? null : alone.refusal.reason, "STOP_RUN_IN_BATCH");
  assert.match(alone.ok ? "" : alone.refusal.wayOut, new RegExp(`cutter orchestrate adopt ${batchId}$`));
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.equal(adopted.state, `awaiting_${SG_2}`, JSON.stringify(adopted));
  assert.deepEqual(await runIds(batchId), runs);
  const card = await readFile(join(setup.setup.root, "reports", batchId, "run-card.md"), "utf8");
  assert.match(card, /The journal of this batch is lost/);
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 3], JSON.stringify(closed.refusal));
  await isWholeBatch(batchId);
});

async function isWholeBatch(batchId: string): Promise<void> {
  const whole = must(
    await verifyBatchEvidence({ folder: join(setup.setup.root, "batches", batchId), progress }),
  );
  assert.deepEqual(
    whole.checks.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual(must(await app.findUnexplained(null)), []);
}

/** Loses a batch of which the first member is verified, the second has leg A alone, and others have nothing. */
async function lastCutOff(batchId: string): Promise<readonly string[]> {
  await setup.approve(batchId, SG_1);
  await killAt(batchId, "batch:member_settled");
  await killAt(batchId, "cut_leg_a:after_effect");
  const runs = await runIds(batchId);
  await lose(batchId, runs);
  return runs;
}

test("F-130: a batch whose members are in different states is adopted: what was begun is finished, and what had written nothing is free", async () => {
  const { batchId, documentIds } = await startBatch("mixed", 4);
  await lastCutOff(batchId);
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.equal(adopted.state, `awaiting_${SG_2}`, JSON.stringify(adopted));
  assert.deepEqual(adopted.members, { all: 2, open: 2, closed: 0, failed: 0, left: 0, withdrawn: 0 });
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 2], JSON.stringify(closed.refusal));
  await isWholeBatch(batchId);
  for (const documentId of documentIds.slice(2)) {
    const again = must(await app.cut({ documentId, mode: "LIVE" }));
    assert.equal(again.state, "awaiting_cut_authorization");
    must(await app.voidRun(again.runId, "enough"));
  }
});

test("where the journal of the batch alone is lost, or the adoption is killed in the middle of a member, its leg is finished all the same", async () => {
  const { batchId } = await startBatch("half", 2);
  await setup.approve(batchId, SG_1);
  await killAt(batchId, "cut_leg_a:after_effect");
  await rm(join(setup.setup.root, "batches", batchId), { recursive: true });
  const end = await setup.cutter(["orchestrate", "adopt", batchId, "--yes"], {
    variables: { ...setup.variables, CUTTER_CRASH_AT: "adopt:rebuilt" },
  });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  const adopted = must(await app.batches.resume(batchId));
  assert.deepEqual([adopted.state, adopted.members.open], [`awaiting_${SG_2}`, 1], JSON.stringify(adopted));
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 1], JSON.stringify(closed.refusal));
  await isWholeBatch(batchId);
});

test("a member whose leg was cut off is not finished under a decision that was taken back: its drafts are withdrawn by themselves", async () => {
  const { batchId } = await startBatch("withdrawn", 2);
  const [first = "", second = ""] = await lastCutOff(batchId);
  await setup.answer(batchId, SG_1, "withdraw");
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.deepEqual([adopted.members.open, adopted.members.left], [0, 2], JSON.stringify(adopted));
  assert.deepEqual(
    adopted.left.map(({ runId, reason }) => [runId, reason]),
    [first, second].map((runId) => [runId, "STOP_ADOPTION_UNCONFIRMED"]),
  );
  assert.match(adopted.left[0]?.wayOut ?? "", new RegExp(`cutter orchestrate revert ${first} --execute`));
  for (const runId of [first, second]) {
    const asked = must(await app.revert(runId, { execute: true })).outcome;
    assert.equal(asked?.refusal?.reason, "STOP_APPROVAL_REQUIRED", JSON.stringify(asked?.refusal));
    await setup.approve(runId, SG_3);
    assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  }
});

test("a batch of which one member was enacted when its machine was lost closes that one, and asks about the others anew", async () => {
  const { batchId } = await startBatch("enacted", 2);
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  await setup.approve(batchId, SG_2);
  await killAt(batchId, "lifecycle_enact:after_effect");
  const runs = await runIds(batchId);
  await lose(batchId, runs);
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.deepEqual(
    [adopted.state, adopted.members.closed, adopted.members.open],
    [`awaiting_${SG_2}`, 1, 1],
    JSON.stringify(adopted),
  );
  const resumed = must(await app.batches.resume(batchId));
  assert.equal(resumed.refusal?.reason, "STOP_APPROVAL_PAYLOAD_MISMATCH", "the old decision opens nothing");
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  await setup.approve(batchId, SG_3);
  const closed = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.deepEqual(
    [closed?.state, closed?.members.withdrawn],
    ["closed", 1],
    JSON.stringify(closed?.refusal),
  );
});

test("an adoption of a batch that is killed between two members is gone on with, and another machine can't take it over meanwhile", async () => {
  const { batchId } = await startBatch("killed");
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  const runs = await runIds(batchId);
  for (const point of ["adopt:created", "adopt:before_backup", "batch:member_adopted"]) {
    await lose(batchId, runs);
    const over = point === "adopt:created" ? [] : ["--over", point === "adopt:before_backup" ? "1" : "2"];
    const end = await setup.cutter(["orchestrate", "adopt", batchId, "--yes", ...over], {
      variables: { ...setup.variables, CUTTER_CRASH_AT: point },
    });
    assert.equal(end.signal, "SIGKILL", end.stderr);
  }
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  await setup.approve(batchId, SG_2);
  assert.equal(must(await app.batches.resume(batchId)).state, "closed");
});

test("a batch that was to be taken back is asked about SG_3 anew", async () => {
  const { batchId } = await startBatch("taken back", 2);
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  must(await app.batches.revert(batchId, { execute: true }));
  const runs = await runIds(batchId);
  await lose(batchId, runs);
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.equal(adopted.state, `awaiting_${SG_3}`, JSON.stringify(adopted.refusal));
  await setup.approve(batchId, SG_3);
  const closed = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.deepEqual([closed?.state, closed?.members.withdrawn], ["closed", 2]);
});

test("a batch whose journal and members are older copies is adopted in their place", async () => {
  const { batchId } = await startBatch("older copies", 2);
  const runs = await runIds(batchId);
  const folders = [join(setup.setup.root, "batches", batchId), ...runs.map((id) => runPath(setup.setup, id))];
  for (const folder of folders) await cp(folder, `${folder}.kept`, { recursive: true });
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  for (const folder of folders) {
    await rm(folder, { recursive: true });
    await rename(`${folder}.kept`, folder);
  }
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.equal(adopted.state, `awaiting_${SG_2}`, JSON.stringify(adopted));
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 2], JSON.stringify(closed.refusal));
});

test("a batch whose journal alone is damaged is adopted in its place, and its members are as they are", async () => {
  const { batchId } = await startBatch("damaged", 2);
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  const folder = join(setup.setup.root, "batches", batchId);
  await writeFile(join(folder, "journal.jsonl"), "{}\n");
  const damaged = await app.batches.resume(batchId);
  assert.equal(damaged.ok ? null : damaged.refusal.reason, "STOP_STATE_CORRUPT");
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.equal(adopted.state, `awaiting_${SG_2}`, JSON.stringify(adopted));
  assert.ok((await readdir(join(folder, ".."))).includes(`${batchId}.before-a1`), "it stays, as evidence");
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 2], JSON.stringify(closed.refusal));
  const again = await app.batches.adopt(batchId, NOBODY);
  assert.equal(again.ok ? null : again.refusal.reason, "STOP_RUN_PRESENT");
});

test("the old machine of a batch that was adopted takes nothing back and asks nobody, and its copy is ended", async () => {
  const { batchId } = await startBatch("comes back", 2);
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  const root = join(setup.setup.folder, "other");
  for (const name of await readdir(setup.setup.root))
    if (!["runs", "reports", "batches", "locks", "backups"].includes(name))
      await cp(join(setup.setup.root, name), join(root, name), { recursive: true });
  await using other = await setup.openApp({ root });
  must(await other.batches.adopt(batchId, NOBODY));
  const card = () => readFile(join(root, "reports", batchId, "run-card.md"), "utf8");
  const before = await card();
  const renewed = must(await app.batches.renew(batchId)).refusal;
  const reverted = must(await app.batches.revert(batchId, { execute: true })).outcome?.refusal;
  for (const found of [renewed, reverted]) {
    assert.equal(found?.reason, "STOP_RUN_TAKEN_OVER", JSON.stringify(found));
    assert.match(found?.wayOut ?? "", new RegExp(`cutter orchestrate void ${batchId} --why`));
  }
  assert.equal(must(await app.batches.voidBatch(batchId, "taken over")).state, "voided");
  assert.equal(await card(), before);
  await setup.approve(batchId, SG_2);
  const closed = must(await other.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 2], JSON.stringify(closed.refusal));
});

test("a batch of which one member alone has lost its journal is adopted with that member", async () => {
  const { batchId } = await startBatch("one lost", 2);
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  const [lost = ""] = await runIds(batchId);
  await rm(runPath(setup.setup, lost), { recursive: true });
  const alone = await app.revert(lost, { execute: true });
  assert.match(alone.ok ? "" : alone.refusal.wayOut, new RegExp(`cutter orchestrate adopt ${lost}$`));
  const ofBatch = await app.adopt(lost, NOBODY);
  assert.match(ofBatch.ok ? "" : ofBatch.refusal.wayOut, new RegExp(`cutter orchestrate adopt ${batchId}$`));
  const adopted = must(await app.batches.adopt(batchId, NOBODY));
  assert.equal(adopted.state, `awaiting_${SG_2}`, JSON.stringify(adopted));
  await setup.approve(batchId, SG_2);
  const closed = must(await app.batches.resume(batchId));
  assert.deepEqual([closed.state, closed.members.closed], ["closed", 2], JSON.stringify(closed.refusal));
});

test("a batch that has written nothing, and whose journal is an older copy, is given up and started again", async () => {
  const { batchId, documentIds } = await startBatch("older and empty", 2);
  const folder = join(setup.setup.root, "batches", batchId);
  await cp(folder, `${folder}.kept`, { recursive: true });
  must(await app.batches.renew(batchId));
  await setup.approve(batchId, SG_1);
  await rm(folder, { recursive: true });
  await rename(`${folder}.kept`, folder);
  assert.equal((await app.batches.resume(batchId)).ok, false, "git knows more than the copy");
  const adopted = await app.batches.adopt(batchId, NOBODY);
  assert.equal(adopted.ok ? null : adopted.refusal.reason, "STOP_NOTHING_TO_ADOPT");
  assert.match(
    adopted.ok ? "" : adopted.refusal.wayOut,
    new RegExp(`cutter orchestrate void ${batchId} --why`),
  );
  assert.equal(must(await app.batches.voidBatch(batchId, "an older copy")).state, "voided");
  must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
});

test("a batch that had written nothing is not adopted, and its documents are free", async () => {
  const { batchId, documentIds } = await startBatch("nothing", 2);
  const runs = await runIds(batchId);
  await setup.approve(batchId, SG_1);
  await lose(batchId, runs);
  const refused = await app.batches.adopt(batchId, NOBODY);
  assert.equal(refused.ok ? null : refused.refusal.reason, "STOP_NOTHING_TO_ADOPT");
  assert.match(
    refused.ok ? "" : refused.refusal.wayOut,
    new RegExp(`cutter orchestrate batch ${documentIds.join(" ")}$`),
  );
  const again = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(again.state, `awaiting_${SG_1}`);
  const known = await app.batches.adopt(again.batchId, NOBODY);
  assert.equal(known.ok ? null : known.refusal.reason, "STOP_RUN_PRESENT");
});

test("a batch that had written nothing, and whose journal is damaged, is given up by its adoption with its runs", async () => {
  const { batchId, documentIds } = await startBatch("damaged", 2);
  await writeFile(join(setup.setup.root, "batches", batchId, "journal.jsonl"), "{}\n");
  const refused = await app.batches.adopt(batchId, NOBODY);
  assert.equal(refused.ok ? null : refused.refusal.reason, "STOP_NOTHING_TO_ADOPT");
  assert.match(
    refused.ok ? "" : refused.refusal.wayOut,
    new RegExp(`^The batch is given up, .* cutter orchestrate batch ${documentIds.join(" ")}$`),
  );
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "state" in row, JSON.stringify(row));
  assert.deepEqual([row.state, row.refusal], ["voided", null]);
  const again = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  assert.equal(again.state, `awaiting_${SG_1}`);
  must(await app.batches.voidBatch(again.batchId, "enough"));
});
