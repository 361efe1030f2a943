import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { Result } from "../../src/domain/result.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const SG_1 = "SG_1_cut_authz";
const SG_2 = "SG_2_lifecycle_authz";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup("postgresql", undefined, "postgresql");
  app = await setup.openApp();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

const refusalOf = (result: Result<RunOutcome>) => (result.ok ? result.value.refusal : result.refusal);

async function waitingRun(title: string): Promise<string> {
  const documentId = await setup.register(lawOf(title));
  return must(await app.cut({ documentId, mode: "LIVE" })).runId;
}

/** The owner of the tables rolls the journal of a run back to before the first entry of this type, with the request that it has written since. */
function rollBackTable(runId: string, type: string, lost: string): void {
  const since = `(select min(recorded_at) from cutter_sidecar.entry where owner_id = '${runId}' and line::jsonb -> 'event' ->> 'type' = '${type}')`;
  psqlNow(
    setup,
    `${forgeSql("cutter_sidecar.file", `delete from cutter_sidecar.file where owner_id = '${runId}' and name = 'requests/${lost}.request.json'`)};
     ${forgeSql("cutter_sidecar.entry", `delete from cutter_sidecar.entry where owner_id = '${runId}' and recorded_at >= ${since}`)}`,
  );
}

test("a journal in the database that its owner has rolled back to before a request that people have answered is STOP_STATE_BEHIND_GIT, and can be given up (F-119)", async () => {
  const runId = await waitingRun("a law in a table");
  await setup.approve(runId, SG_1);
  rollBackTable(runId, "gate_requested", SG_1);
  for (const result of [await app.resume(runId), await app.renew(runId)])
    assert.equal(refusalOf(result)?.reason, "STOP_STATE_BEHIND_GIT");
  const [status] = await app.status(runId);
  assert.equal(status?.refusal?.reason, "STOP_STATE_BEHIND_GIT");
  assert.equal(must(await app.voidRun(runId, "its journal is lost")).state, "voided");
});

test("one that was rolled back to before the use of an approval is STOP_STATE_BEHIND_DB, and its drafts can be taken back (F-119)", async () => {
  const runId = await waitingRun("a law behind a table");
  await setup.approve(runId, SG_1);
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  rollBackTable(runId, "gate_opened", SG_2);
  assert.equal(refusalOf(await app.resume(runId))?.reason, "STOP_STATE_BEHIND_DB");
  assert.equal(
    must(await app.revert(runId, { execute: true })).outcome?.refusal?.reason,
    "STOP_APPROVAL_REQUIRED",
  );
  await setup.approve(runId, "SG_3_compensation_authz");
  assert.equal(must(await app.revert(runId, { execute: true })).outcome?.state, "voided");
});

test("a run whose journal lies in the database goes from its first gate to its end with the head of that journal in its requests", async () => {
  const runId = await waitingRun("a law through a table");
  await setup.approve(runId, SG_1);
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, SG_2);
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  await using owner = await setup.owner();
  const { rows } = await owner.query(
    `select count(*)::integer as heads from cutter_sidecar.file f join cutter_sidecar.entry e using (owner_id)
     where owner_id = $1 and f.name like 'requests/%'
       and convert_from(f.content, 'UTF8')::jsonb -> 'journal' = jsonb_build_object('entries', e.seq, 'hash', e.hash)`,
    [runId],
  );
  assert.deepEqual(rows, [{ heads: 2 }]);
});
