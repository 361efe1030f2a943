import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Result } from "../../src/domain/result.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;

before(async () => {
  setup = await makeTestSetup();
});
after(() => setup[Symbol.asyncDispose]());

async function cutAll(app: App, count: number): Promise<readonly string[]> {
  const runs: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const documentId = await setup.register(lawOf(`neighbour ${index}`));
    const outcome = must(await app.cut({ documentId, mode: "LIVE" }));
    assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
    runs.push(outcome.runId);
  }
  return runs;
}

const statesOf = (results: readonly Result<RunOutcome>[]) =>
  results.map((result) => (result.ok ? result.value.state : result.refusal.reason));

async function approveAll(runs: readonly string[], gate: Gate): Promise<void> {
  for (const runId of runs) await setup.approve(runId, gate);
}

test("approved runs of other documents all pass, at once and backwards, while documents are registered and none is looked at (D-64)", async () => {
  await using app = await setup.openApp({ settings: { driftScope: "document" } });
  const runs = await cutAll(app, 2);
  await approveAll(runs, "SG_1_cut_authz");
  await setup.register(lawOf("registered meanwhile"));
  const drafted = await Promise.all(runs.map((runId) => app.resume(runId)));
  assert.deepEqual(
    statesOf(drafted),
    runs.map(() => "awaiting_lifecycle_authorization"),
    JSON.stringify(drafted),
  );
  await approveAll(runs, "SG_2_lifecycle_authz");
  await setup.register(lawOf("registered later"));
  const [last, ...rest] = runs.toReversed();
  assert.ok(last);
  const enacted = [await app.resume(last), ...(await Promise.all(rest.map((runId) => app.resume(runId))))];
  assert.deepEqual(
    statesOf(enacted),
    runs.map(() => "closeout_reported"),
    JSON.stringify(enacted),
  );
});

test("a run that is cut, enacted or taken back meanwhile is no drift of a dry run", async () => {
  await using app = await setup.openApp();
  const runs = await cutAll(app, 1);
  await approveAll(runs, "SG_1_cut_authz");
  const documentId = await setup.register(lawOf("tried"));
  const [tried, ...others] = await Promise.all([
    app.cut({ documentId, mode: "DRYRUN" }),
    ...runs.map((runId) => app.resume(runId)),
  ]);
  assert.deepEqual(statesOf([tried, ...others]), [
    "closeout_reported",
    ...runs.map(() => "awaiting_lifecycle_authorization"),
  ]);
});
