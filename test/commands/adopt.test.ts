import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { draftedRun, lose, SG_2 } from "../support/lost-machine.ts";
import { makeTestSetup, type TestSetup } from "../support/test-setup.ts";

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

async function cutter(...args: readonly string[]) {
  const { code, stdout, stderr } = await setup.cutter(args);
  return { code, stdout, stderr };
}

test("who adopts a run is asked before, and told where it waits; its evidence says that it was adopted, and what is lost", async () => {
  const runId = await draftedRun(setup, app, "from the command line");
  await lose(setup, runId);
  const unasked = await cutter("orchestrate", "adopt", runId, "--json");
  assert.deepEqual([unasked.code, JSON.parse(unasked.stdout).field], [2, "--yes"], unasked.stderr);
  const odd = await cutter("orchestrate", "adopt", runId, "--yes", "--over", "none");
  assert.equal(odd.code, 2);
  assert.match(odd.stderr, /a whole number from 1 on/);
  const other = await cutter("orchestrate", "adopt", runId, "--yes", "--over", "3", "--json");
  assert.deepEqual([other.code, JSON.parse(other.stdout).reason], [3, "STOP_RUN_TAKEN_OVER"]);
  const unknown = await cutter("orchestrate", "adopt", "ictb-20260101T000000Z-00000000", "--yes", "--json");
  assert.deepEqual([unknown.code, JSON.parse(unknown.stdout).reason], [3, "STOP_NOTHING_TO_ADOPT"]);
  const wrong = await cutter("orchestrate", "adopt", "nothing", "--yes", "--json");
  assert.deepEqual([wrong.code, JSON.parse(wrong.stdout).reason], [2, "STOP_BAD_INPUT"]);
  const adopted = await cutter("orchestrate", "adopt", runId, "--yes");
  assert.equal(adopted.code, 0, adopted.stderr);
  assert.match(adopted.stdout, /^waits {2}for SG_2_lifecycle_authz/m);
  const again = await cutter("orchestrate", "adopt", runId, "--yes", "--json");
  assert.deepEqual([again.code, JSON.parse(again.stdout).reason], [2, "STOP_RUN_PRESENT"]);
  await setup.approve(runId, SG_2);
  const closed = await cutter("orchestrate", "resume", runId);
  assert.equal(closed.code, 0, closed.stderr);
  const verified = await cutter("evidence", "verify", runId, "--database");
  assert.equal(verified.code, 0, verified.stdout);
  assert.match(
    verified.stdout,
    /^Its journal was lost; os:\S+ has adopted the run under number 1\. Lost with its machine:$/m,
  );
  assert.match(verified.stdout, /^- the envelope of the backup that was taken before the first write/m);
  const told = await cutter("evidence", "verify", runId, "--json");
  assert.deepEqual(
    [told.code, JSON.parse(told.stdout).verdict, JSON.parse(told.stdout).adopted.number],
    [0, "whole", 1],
  );
  const backups = await cutter("backup", "list");
  assert.equal(backups.code, 0, backups.stderr);
  assert.match(backups.stdout, new RegExp(`^${runId}-a1\\.sql\\.\\S+ .* sound$`, "m"));
  assert.match(
    backups.stdout,
    new RegExp(`^${runId}\\.sql\\.\\S+ .* unproved$`, "m"),
    "the one from before the first write is still there",
  );
});
