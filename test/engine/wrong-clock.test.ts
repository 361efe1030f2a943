import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const HOURS_MS = 5 * 3_600_000;

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

for (const [wrong, byMs] of [
  ["ahead", HOURS_MS],
  ["behind", -HOURS_MS],
] as const) {
  const openWrong = () => setup.openApp({ clock: { now: () => new Date(Date.now() + byMs) } });

  test(`a runner whose clock is hours ${wrong} begins nothing and asks nobody; with the right clock the run goes on (F-92)`, async () => {
    await using skewed = await openWrong();
    const documentId = await setup.register(lawOf(`begun ${wrong}`));
    const begun = must(await skewed.cut({ documentId, mode: "LIVE" }));
    assert.deepEqual([begun.refusal?.reason, begun.state], ["STOP_CLOCK_SKEW", "stopped_clock_skew"]);
    assert.equal(must(await app.resume(begun.runId)).state, "awaiting_cut_authorization");
  });

  test(`a runner whose clock is hours ${wrong} opens no gate (F-92)`, async () => {
    const documentId = await setup.register(lawOf(`opened ${wrong}`));
    const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
    await setup.approve(runId, "SG_1_cut_authz");
    await using skewed = await openWrong();
    const resumed = await skewed.resume(runId);
    const refusal = resumed.ok ? resumed.value.refusal : resumed.refusal;
    assert.equal(refusal?.reason, wrong === "ahead" ? "STOP_CLOCK_SKEW" : "STOP_CLOCK_REGRESSION");
    assert.equal((await readdir(runPath(setup.setup, runId))).includes("armed.json"), false);
    if (wrong === "ahead") {
      // The approval was first seen at a time that has not come.
      assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_CLOCK_REGRESSION");
      must(await app.renew(runId));
      await setup.approve(runId, "SG_1_cut_authz");
    }
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  });

  test(`the doctor names a clock that is hours ${wrong}, before anything is begun by it (F-92)`, async () => {
    await using skewed = await openWrong();
    const clockOf = async (of: App) =>
      (await of.doctor({ quick: true })).find(({ name }) => name === "clock of the runner");
    const found = await clockOf(skewed);
    assert.equal(found?.passed, false);
    assert.match(found?.found ?? "", /^STOP_CLOCK_SKEW: 1[78]\d{3} s from the database's/);
    assert.match(found?.wayOut ?? "", /Correct the clock/);
    assert.equal((await clockOf(app))?.passed, true);
  });

  test(`a batch is not begun by a runner whose clock is hours ${wrong}, and goes on with the right one (F-92)`, async () => {
    await using skewed = await openWrong();
    const documentIds = [
      await setup.register(lawOf(`one ${wrong}`)),
      await setup.register(lawOf(`two ${wrong}`)),
    ];
    const begun = must(await skewed.batches.start({ documentIds, rules: DEFAULT_RULES }));
    assert.equal(begun.refusal?.reason, "STOP_CLOCK_SKEW");
    assert.equal(must(await app.batches.resume(begun.batchId)).state, "awaiting_SG_1_cut_authz");
  });
}
