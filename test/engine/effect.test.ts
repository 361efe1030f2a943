import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { EffectOrder } from "../../src/domain/effect-order.ts";
import { databaseNow, enactVersion, readDay } from "../support/day-scene.ts";
import { makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;
let putBack: () => Promise<void>;

const FIRST = ["One.", "Two.", "Three."];
const SECOND = ["One, amended.", "Two, amended.", "Three."];
const OLD = ["ARTICLE-1: One.", "ARTICLE-2: Two.", "ARTICLE-3: Three."];
const NEW = ["ARTICLE-1: One, amended.", "ARTICLE-2: Two, amended.", "ARTICLE-3: Three."];
const LAW = "harbour-law";

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  const words = { docPrefix: "HARBOUR", title: "Harbour Law", publicationType: "law", owner: "operator" };
  await enactVersion(setup, app, {
    ...{ documentId: LAW, articles: FIRST, effectiveFrom: "2020-01-01" },
    ...words,
  });
  await enactVersion(setup, app, { documentId: LAW, articles: SECOND, citation: "Act 12" });
  putBack = await setup.remember();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

async function order(effect: Partial<EffectOrder> & { readonly from: string }) {
  return await app.setEffect({ documentId: LAW, effect: { why: "Order 7", ...effect } });
}

/** Sets the days through SG_2; returns how the run has ended. */
async function setDays(effect: Partial<EffectOrder> & { readonly from: string }): Promise<RunOutcome> {
  const paused = must(await order(effect));
  assert.equal(paused.state, "awaiting_lifecycle_authorization", JSON.stringify(paused.refusal));
  await setup.approve(paused.runId, "SG_2_lifecycle_authz");
  return must(await app.resume(paused.runId));
}

test("a day is set, postponed and brought forward, and what was known before stays readable", async (t) => {
  await putBack();
  assert.deepEqual(await readDay(setup, LAW, "2030-01-01"), OLD);
  const known = await databaseNow(setup);
  await t.test("set", async () => {
    const end = await setDays({ from: "2026-03-01" });
    assert.equal(end.state, "closeout_reported", JSON.stringify(end.refusal));
    assert.deepEqual(await readDay(setup, LAW, "2026-02-28"), OLD);
    assert.deepEqual(await readDay(setup, LAW, "2026-03-01"), NEW);
  });
  assert.deepEqual(await readDay(setup, LAW, "2026-03-01", known), OLD);
});
