import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import { exchangeDoubts } from "../../support/exchange-doubts.ts";
import { signNextPolicy } from "../../support/new-policy.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";
const SG_3 = "SG_3_compensation_authz";

let setup: TestSetup;
let app: App;
let documentIds: string[];
/** Puts back the moment before anything is started. */
let fresh: () => Promise<void>;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  documentIds = [];
  for (const name of ["first", "second", "third"]) documentIds.push(await setup.register(lawOf(name)));
  fresh = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function start(): Promise<string> {
  return must(await app.batches.start({ documentIds, rules: DEFAULT_RULES })).batchId;
}

async function runsOf(batchId: string): Promise<readonly string[]> {
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "runs" in row);
  return row.runs.map(({ runId }) => runId ?? "");
}

test("a member that was given up behind a halt is left out when the rest is asked for anew", async () => {
  await fresh();
  const batchId = await start();
  await setup.approve(batchId, SG_1);
  await exchangeDoubts(setup, [documentIds[0] ?? ""]);
  assert.equal(must(await app.batches.resume(batchId)).refusal?.reason, "STOP_BATCH_HALTED");
  const [, second = ""] = await runsOf(batchId);
  must(await app.voidRun(second, "not this one"));
  const renewed = must(await app.batches.renew(batchId));
  assert.equal(renewed.state, `awaiting_${SG_1}`, JSON.stringify(renewed.refusal));
  await setup.approve(batchId, SG_1);
  const cut = must(await app.batches.resume(batchId));
  assert.equal(cut.state, `awaiting_${SG_2}`, JSON.stringify(cut.refusal));
  assert.deepEqual([cut.members.open, cut.members.left, cut.members.failed], [1, 1, 1]);
});

test("a batch that the policy does not allow at one of its gates is refused before its backup, and goes on once a policy does", async () => {
  for (const gate of [SG_1, SG_2]) {
    await fresh();
    await signNextPolicy(setup, ({ gates }) => {
      const rule = gates[gate];
      if (rule !== undefined) rule.batch = { most_members: 5, most_units: 5 };
    });
    const started = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
    const { batchId } = started;
    assert.deepEqual([started.refusal?.reason, started.refusal?.field], ["STOP_BATCH_NOT_ALLOWED", "units"]);
    assert.match(started.refusal?.wayOut ?? "", new RegExp(`renew ${batchId}\\. .*void ${batchId} `));
    assert.deepEqual(await readdir(join(setup.setup.root, "backups")).catch(() => []), []);
    await signNextPolicy(setup, ({ gates }) => {
      for (const rule of Object.values(gates)) rule.batch = { most_members: 5, most_units: 50 };
    });
    const renewed = must(await app.batches.renew(batchId));
    assert.equal(renewed.state, `awaiting_${SG_1}`, JSON.stringify(renewed.refusal));
    await setup.approve(batchId, SG_1);
    assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  }
});

test("a batch does not start where a gate that it comes to takes none", async () => {
  for (const gate of [SG_1, SG_2]) {
    await fresh();
    await signNextPolicy(setup, ({ gates }) => {
      delete gates[gate]?.batch;
    });
    const found = await app.batches.start({ documentIds, rules: DEFAULT_RULES });
    assert.ok(!found.ok);
    assert.deepEqual([found.refusal.reason, found.refusal.field], ["STOP_BATCH_NOT_ALLOWED", gate]);
  }
});

test("where SG_3 takes no batch, each member is taken back by itself", async () => {
  await fresh();
  await signNextPolicy(setup, ({ gates }) => {
    delete gates[SG_3]?.batch;
  });
  const batchId = await start();
  await setup.approve(batchId, SG_1);
  assert.equal(must(await app.batches.resume(batchId)).state, `awaiting_${SG_2}`);
  const held = must(await app.batches.revert(batchId, { execute: true })).outcome;
  assert.equal(held?.refusal?.reason, "STOP_BATCH_NOT_ALLOWED");
  assert.match(held?.refusal?.wayOut ?? "", /cutter orchestrate revert RUN --execute/);
  assert.equal(held?.waiting?.gate, SG_2, "what was asked for stands");
  await takeBackAlone(batchId);
});

test("a member is taken back by itself while its batch waits at SG_3", async () => {
  await fresh();
  const batchId = await start();
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  assert.equal(must(await app.batches.revert(batchId, { execute: true })).outcome?.state, `awaiting_${SG_3}`);
  await takeBackAlone(batchId);
});

async function takeBackAlone(batchId: string): Promise<void> {
  const [first = ""] = await runsOf(batchId);
  const asked = must(await app.revert(first, { execute: true }));
  assert.equal(asked.outcome?.refusal?.reason, "STOP_APPROVAL_REQUIRED", JSON.stringify(asked.outcome));
  await setup.approve(first, SG_3);
  const taken = must(await app.revert(first, { execute: true }));
  assert.equal(taken.outcome?.state, "voided", JSON.stringify(taken.outcome?.refusal));
}

test("a batch that is asked to end stops before its next member, and goes on from there (F-02)", async () => {
  await fresh();
  const asked = async (step: RegExp, work: (other: App) => ReturnType<App["batches"]["resume"]>) => {
    const end = new AbortController();
    const onProgress = (text: string) => {
      if (step.test(text)) end.abort("SIGTERM");
    };
    await using other = await setup.openApp({ interrupted: end.signal, onProgress });
    const { refusal, batchId, next, state } = must(await work(other));
    assert.match(state, /^(?:preparing|working_)/, "nothing has stopped it but the wish");
    assert.deepEqual([refusal?.reason, refusal?.actual], ["STOP_INTERRUPTED", "SIGTERM"]);
    assert.equal(next, `cutter orchestrate resume ${batchId}`);
    return batchId;
  };
  const batchId = await asked(/^rehearsing/, ({ batches }) =>
    batches.start({ documentIds, rules: DEFAULT_RULES }),
  );
  const resume = async () => must(await app.batches.resume(batchId)).state;
  assert.equal(await resume(), `awaiting_${SG_1}`);
  for (const [gate, state] of [
    [SG_1, `awaiting_${SG_2}`],
    [SG_2, "closed"],
  ] as const) {
    await setup.approve(batchId, gate);
    await asked(new RegExp(`^${gate} of`), ({ batches }) => batches.resume(batchId));
    assert.equal(await resume(), state);
  }
});

test("a member that is taken back by itself is asked for anew by itself, where the policy has changed meanwhile", async () => {
  await fresh();
  const batchId = await start();
  await setup.approve(batchId, SG_1);
  must(await app.batches.resume(batchId));
  const [runId = ""] = await runsOf(batchId);
  const revert = async () => must(await app.revert(runId, { execute: true })).outcome;
  assert.equal((await revert())?.refusal?.reason, "STOP_APPROVAL_REQUIRED");
  await signNextPolicy(setup, () => undefined);
  await setup.approve(runId, SG_3);
  const changed = (await revert())?.refusal;
  assert.equal(changed?.reason, "STOP_POLICY_CHANGED");
  assert.match(changed?.wayOut ?? "", new RegExp(`cutter orchestrate renew ${runId}`));
  const renewed = must(await app.renew(runId));
  assert.deepEqual([renewed.refusal?.reason, renewed.refusal?.field], ["STOP_APPROVAL_REQUIRED", SG_3]);
  await setup.approve(runId, SG_3);
  const taken = await revert();
  assert.equal(taken?.state, "voided", JSON.stringify(taken?.refusal));
});
