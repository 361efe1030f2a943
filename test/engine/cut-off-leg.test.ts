import assert from "node:assert/strict";
import test from "node:test";
import { lawOf, makeTestSetup, must } from "../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_3 = "SG_3_compensation_authz";

test("a run that was cut off behind its first write goes on with its leg when it is renewed at SG_3, and can be taken back", async () => {
  await using setup = await makeTestSetup();
  await using app = await setup.openApp();
  const documentId = await setup.register(lawOf("a law that is cut off"));
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, SG_1);
  const variables = { ...setup.variables, CUTTER_CRASH_AT: "cut_leg_a:after_effect" };
  assert.equal((await setup.cutter(["orchestrate", "resume", runId], { variables })).signal, "SIGKILL");
  const revert = async () => must(await app.revert(runId, { execute: true })).outcome;
  assert.equal((await revert())?.refusal?.field, SG_3);
  const renewed = must(await app.renew(runId));
  assert.equal(renewed.state, "awaiting_lifecycle_authorization", JSON.stringify(renewed.refusal));
  assert.equal((await revert())?.refusal?.field, SG_3);
  await setup.approve(runId, SG_3);
  assert.equal((await revert())?.state, "voided");
});
