import assert from "node:assert/strict";
import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../../src/compose/app.ts";
import { draftedRun, killedAt, NOBODY, SG_1, SG_2, SG_3, startRun } from "../../support/lost-machine.ts";
import { forgeSql, psqlNow } from "../../support/psql.ts";
import { reasonOf } from "../../support/reason-of.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../../support/test-setup.ts";

const ENTRY = "cutter_sidecar.entry";

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

async function closes(runId: string): Promise<void> {
  await setup.approve(runId, SG_2);
  const closed = must(await app.resume(runId));
  assert.equal(closed.state, "closeout_reported", JSON.stringify(closed.refusal));
  const names = await readdir(join(setup.setup.root, "runs"));
  assert.ok(names.includes(`${runId}.before-a1`), "the earlier journal stays, as evidence");
}

test("a run whose journal is an older copy is adopted in its place", async () => {
  const runId = await startRun(setup, app, lawOf("an older copy"));
  const copy = join(setup.setup.folder, "older");
  await cp(runPath(setup.setup, runId), copy, { recursive: true });
  await setup.approve(runId, SG_1);
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await rm(runPath(setup.setup, runId), { recursive: true });
  await cp(copy, runPath(setup.setup, runId), { recursive: true });
  const behind = await app.resume(runId);
  const found = behind.ok ? behind.value.refusal : behind.refusal;
  assert.match(found?.reason ?? "", /^STOP_STATE_BEHIND_(?:DB|GIT)$/);
  assert.match(found?.wayOut ?? "", new RegExp(`cutter orchestrate adopt ${runId}`));
  assert.equal(must(await app.adopt(runId, NOBODY)).state, "awaiting_lifecycle_authorization");
  await closes(runId);
});

test("a run whose journal is damaged is adopted in its place", async () => {
  const runId = await draftedRun(setup, app, "damaged");
  await writeFile(runPath(setup.setup, runId, "journal.jsonl"), "{}\n");
  const damaged = await app.resume(runId);
  assert.equal(damaged.ok ? null : damaged.refusal.reason, "STOP_STATE_CORRUPT");
  assert.match(damaged.ok ? "" : damaged.refusal.wayOut, /`cutter orchestrate adopt RUN`/);
  assert.equal(must(await app.adopt(runId, NOBODY)).state, "awaiting_lifecycle_authorization");
  await closes(runId);
});

for (const name of ["requests/SG_1_cut_authz.request.json", "backup.json", "units/units-001.md"])
  test(`a run of which ${name} alone is lost stops over it and is adopted in its place`, async () => {
    const runId = await draftedRun(setup, app, `without ${name}`);
    await rm(runPath(setup.setup, runId, name));
    assert.equal(reasonOf(await app.adopt(runId, NOBODY)), "STOP_RUN_PRESENT", "nobody has missed it yet");
    await setup.approve(runId, SG_2);
    const stopped = must(await app.resume(runId)).refusal;
    assert.equal(stopped?.reason, "STOP_STATE_CORRUPT");
    assert.match(stopped?.wayOut ?? "", new RegExp(`cutter orchestrate adopt ${runId}`));
    assert.equal(must(await app.adopt(runId, NOBODY)).state, "awaiting_lifecycle_authorization");
    await closes(runId);
  });

test("a run that is enacted, and has lost what its seal names, is adopted in its place and closed", async () => {
  const order = {
    title: "enacted without its state",
    gate: SG_2,
    point: "lifecycle_enact:after_effect",
  } as const;
  const runId = await killedAt(setup, app, order);
  await rm(runPath(setup.setup, runId, "pre.json"));
  assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_STATE_CORRUPT");
  assert.equal(must(await app.adopt(runId, NOBODY)).state, "closeout_reported");
});

test("a run of another machine's database that is whole is not adopted in its place", async () => {
  const runId = await draftedRun(setup, app, "whole");
  assert.equal(reasonOf(await app.adopt(runId, NOBODY)), "STOP_RUN_PRESENT");
});

for (const sidecar of ["folder", "postgresql"] as const)
  test(`a run with nothing left to be done, whose journal in ${sidecar} is damaged, is given up by its adoption`, async () => {
    await using own = await makeTestSetup("postgresql", undefined, sidecar);
    await using machine = await own.openApp();
    const runId = await draftedRun(own, machine, "withdrawn and damaged");
    must(await machine.revert(runId, { execute: true }));
    await own.approve(runId, SG_3);
    const end = await own.cutter(["orchestrate", "revert", runId, "--execute"], {
      variables: { ...own.variables, CUTTER_CRASH_AT: "compensation:after_result" },
    });
    assert.equal(end.signal, "SIGKILL", end.stderr);
    if (sidecar === "folder") await writeFile(runPath(own.setup, runId, "journal.jsonl"), "{}\n");
    else
      psqlNow(
        own,
        forgeSql(ENTRY, `update ${ENTRY} set line = '{}' where seq = 2 and owner_id = '${runId}'`),
      );
    const adopted = await machine.adopt(runId, NOBODY);
    assert.equal(reasonOf(adopted), "STOP_NOTHING_TO_ADOPT");
    assert.match(
      adopted.ok ? "" : adopted.refusal.wayOut,
      /^The run is given up, its damaged journal put aside\. Nothing of it is left/,
    );
    const [row] = await machine.status(runId);
    assert.ok(row !== undefined && "state" in row, JSON.stringify(row));
    assert.deepEqual([row.state, row.refusal], ["voided", null]);
    const [done] = (await machine.reconcile()).filter((each) => each.runId === runId);
    assert.deepEqual([done?.did, done?.refusal], ["nothing", null]);
    assert.equal(reasonOf(await machine.adopt(runId, NOBODY)), "STOP_RUN_PRESENT");
  });
