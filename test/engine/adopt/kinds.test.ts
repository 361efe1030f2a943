import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { verifyEvidence } from "../../../src/compose/evidence.ts";
import { registerVersion } from "../../support/amend-document.ts";
import { lose, NOBODY, SG_1, SG_2, SG_3 } from "../../support/lost-machine.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp({ settings: { driftScope: "chain" } });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

let laws = 0;

/** A law of which a version is enacted, and the next one registered. */
async function amendedLaw(): Promise<string> {
  laws += 1;
  const documentId = `harbour-${laws}`;
  const sql = await setup.live.openSource();
  const text = lawOf("the harbour");
  const words = {
    docPrefix: `HARBOUR-${laws}`,
    title: "The Harbour Act",
    publicationType: "law",
    owner: "operator",
  };
  await registerVersion(sql, { documentId, text, ...words, effectiveFrom: "2020-01-01" });
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, SG_1);
  must(await app.resume(runId));
  await setup.approve(runId, SG_2);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  const next = text.replace("Text 2", "Another text 2").replace(/## Article 3[\s\S]*/, "");
  await registerVersion(sql, {
    documentId,
    text: next,
    effectiveFrom: "2025-07-01",
    citation: "Act 12 of 2025",
  });
  return documentId;
}

async function isWhole(runId: string): Promise<void> {
  const whole = must(await verifyEvidence(runPath(setup.setup, runId)));
  assert.deepEqual(
    whole.checks.filter(({ passed }) => !passed),
    [],
  );
}

test("an amendment is adopted at SG_2 with the text of each day that was approved, and walked to its end; its head counts", async () => {
  const documentId = await amendedLaw();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, SG_1);
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await lose(setup, runId);
  const adopted = must(await app.adopt(runId, NOBODY));
  assert.equal(adopted.state, "awaiting_lifecycle_authorization", JSON.stringify(adopted.refusal));
  await setup.approve(runId, SG_2);
  const closed = must(await app.resume(runId));
  assert.equal(closed.state, "closeout_reported", JSON.stringify(closed.refusal));
  await isWhole(runId);
  // The first run is lost later: what it has enacted was followed.
  const [first] = (await app.status(null)).filter(
    (row) => "documentId" in row && row.documentId === documentId && row.runId !== runId,
  );
  assert.ok(first !== undefined);
});

test("an amendment that was enacted when its machine was lost is closed", async () => {
  const documentId = await amendedLaw();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, SG_1);
  must(await app.resume(runId));
  await setup.approve(runId, SG_2);
  const end = await setup.cutter(["orchestrate", "resume", runId], {
    variables: { ...setup.variables, CUTTER_CRASH_AT: "lifecycle_enact:after_effect" },
  });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  await lose(setup, runId);
  const adopted = must(await app.adopt(runId, NOBODY));
  assert.equal(adopted.state, "closeout_reported", JSON.stringify(adopted.refusal));
  await isWhole(runId);
});

test("an amendment whose machine was lost is taken back, and the same version is cut again", async () => {
  const documentId = await amendedLaw();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, SG_1);
  must(await app.resume(runId));
  await lose(setup, runId);
  must(await app.adopt(runId, NOBODY));
  must(await app.revert(runId, { execute: true }));
  await setup.approve(runId, SG_3);
  assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
  assert.equal(must(await app.cut({ documentId, mode: "LIVE" })).state, "awaiting_cut_authorization");
});

test("a run that sets days is not adopted: before its effect it is started again, behind it nothing is left to do", async () => {
  const documentId = await amendedLaw();
  const order = { documentId, effect: { from: "2021-01-01", version: 1, why: "Order 7" } };
  const { runId, refusal } = must(await app.setEffect(order));
  assert.equal(refusal?.reason, "STOP_APPROVAL_REQUIRED", JSON.stringify(refusal));
  await lose(setup, runId);
  const early = await app.adopt(runId, NOBODY);
  assert.equal(early.ok ? null : early.refusal.reason, "STOP_NOTHING_TO_ADOPT");
  assert.match(early.ok ? "" : early.refusal.wayOut, new RegExp(`cutter source effect ${documentId} `));
  const again = must(await app.setEffect(order));
  await setup.approve(again.runId, SG_2);
  const end = await setup.cutter(["orchestrate", "resume", again.runId], {
    variables: { ...setup.variables, CUTTER_CRASH_AT: "effect_set:after_effect" },
  });
  assert.equal(end.signal, "SIGKILL", end.stderr);
  await lose(setup, again.runId);
  const late = await app.adopt(again.runId, NOBODY);
  assert.equal(late.ok ? null : late.refusal.reason, "STOP_NOTHING_TO_ADOPT");
  assert.match(late.ok ? "" : (late.refusal.actual ?? ""), /has set its days, which stay in the record/);
  assert.equal(must(await app.cut({ documentId, mode: "LIVE" })).state, "awaiting_cut_authorization");
});
