import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { JOURNAL_TABLES } from "../../../src/domain/tables.ts";
import { draftedRun, NOBODY, SG_2 } from "../../support/lost-machine.ts";
import { forgeSql, psqlNow } from "../../support/psql.ts";
import { makeTestSetup, must, type TestSetup } from "../../support/test-setup.ts";

let setup: TestSetup;
before(async () => {
  setup = await makeTestSetup("postgresql", undefined, "postgresql");
});
after(() => setup?.[Symbol.asyncDispose]());

/** What a restore from a backup leaves: the numbers, and not a row of the journals. */
function forgetJournals(): void {
  for (const table of JOURNAL_TABLES) psqlNow(setup, forgeSql(table, `delete from ${table}`));
}

test("a run whose journal was not in the backup that was restored is adopted over its last holder, and closed", async () => {
  await using app = await setup.openApp();
  const runId = await draftedRun(setup, app, "restored without its journal");
  forgetJournals();
  await using fleet = await setup.openApp();
  const unknown = await fleet.resume(runId);
  assert.ok(!unknown.ok && unknown.refusal.reason === "STOP_RUN_UNKNOWN");
  assert.match(unknown.refusal.wayOut, new RegExp(`cutter orchestrate adopt ${runId}`));
  const held = await fleet.adopt(runId, NOBODY);
  assert.ok(!held.ok && held.refusal.reason === "STOP_RUN_TAKEN_OVER");
  const over = Number(/--over (\d+)$/.exec(held.refusal.wayOut)?.[1]);
  assert.ok(over > 0, held.refusal.wayOut);
  assert.equal(must(await fleet.adopt(runId, { over })).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, SG_2);
  assert.equal(must(await fleet.resume(runId)).state, "closeout_reported");
});
