import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import type { LiveDatabase } from "../../src/compose/live-database.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import type { Result } from "../../src/domain/result.ts";
import { accepted } from "../../src/domain/result.ts";
import { readStatus } from "../../src/engine/status.ts";
import type { ScratchDatabase } from "../../src/ports/scratch.ts";
import { phaseDone, runStarted } from "../support/journal-events.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const NOTHING_IN_GIT = { requests: async () => accepted([]) };

const YEAR_MS = 365 * 24 * 3600_000;
const SG1 = "SG_1_cut_authz";
const SG3 = "SG_3_compensation_authz";

let setup: TestSetup;
let app: App;
/** Two runs that wait at SG_1; the second is approved on the way. */
let waiting: string;
let other: string;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  waiting = await pausedAtSg1(app, await setup.register(lawOf("what is left behind")));
  other = await pausedAtSg1(app, await setup.register(lawOf("what is left as well")));
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

function reasonOf(result: Result<RunOutcome>): ReasonCode | "none" {
  return result.ok ? (result.value.refusal?.reason ?? "none") : result.refusal.reason;
}

async function pausedAtSg1(by: App, documentId: string): Promise<string> {
  const outcome = must(await by.cut({ documentId, mode: "LIVE" }));
  assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
  return outcome.runId;
}

function liveOn(database: ScratchDatabase): LiveDatabase {
  return { ...setup.live, openSource: async () => database.sql, dumpTarget: () => database.dumpTarget };
}

test("a run that was asked to end while it waits still waits (F-97)", async () => {
  const runId = waiting;
  const controller = new AbortController();
  controller.abort("SIGTERM");
  await using ending = await setup.openApp({ interrupted: controller.signal });
  const outcome = must(await ending.resume(runId));
  assert.deepEqual(
    [outcome.refusal?.reason, outcome.state, outcome.waiting?.gate],
    ["STOP_INTERRUPTED", "awaiting_cut_authorization", SG1],
  );
  const [status] = await app.status(runId);
  assert.ok(status !== undefined && "state" in status);
  assert.deepEqual([status.state, status.refusal], ["awaiting_cut_authorization", null]);
});

test("a damaged run keeps back no other: each is reconciled alone, and the damaged one is named (F-90)", async () => {
  const folder = runPath(setup.setup, waiting);
  for (const file of ["state.json", "journal.jsonl", "armed.json"]) {
    const path = join(folder, file);
    const content = await readFile(path).catch(() => null);
    await writeFile(path, "not JSON\n");
    const rows = new Map((await app.reconcile()).map((row) => [row.runId, row.refusal?.reason]));
    await (content === null ? rm(path) : writeFile(path, content));
    assert.deepEqual([rows.get(waiting), rows.get(other)], ["STOP_STATE_CORRUPT", "STOP_APPROVAL_REQUIRED"]);
  }
});

test("a fault of one run is told with its run, and the others go on (F-90)", async () => {
  await setup.approve(other, SG1);
  await using faulty = await setup.openApp({
    live: { ...setup.live, openSource: () => Promise.reject(new Error("a fault of the machine")) },
  });
  const rows = new Map((await faulty.reconcile()).map((row) => [row.runId, row]));
  assert.equal(rows.get(waiting)?.refusal?.reason, "STOP_APPROVAL_REQUIRED");
  assert.equal(rows.get(other)?.did, "failed");
  assert.match(rows.get(other)?.fault ?? "", /a fault of the machine/);
});

test("a process that was asked to end looks at no further run or batch, however many wait (F-61)", async () => {
  const documentIds = [await setup.register(lawOf("one more")), await setup.register(lawOf("and another"))];
  const { batchId } = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  await using asked = await setup.openApp({ interrupted: AbortSignal.abort("SIGTERM") });
  const [runs, batches] = [await asked.reconcile(), await asked.batches.reconcile()];
  const rows = [...runs, ...batches].map(({ did, state, refusal }) => [did, state, refusal?.reason]);
  assert.deepEqual([batches.map((row) => row.batchId), rows.length], [[batchId], runs.length + 1]);
  for (const row of rows) assert.deepEqual(row, ["refused", "unknown", "STOP_INTERRUPTED"]);
  assert.equal(must(await app.batches.voidBatch(batchId, "was for the test")).state, "voided");
});

test("a database that was restored from before a write is STOP_DB_BEHIND_STATE at every resume and renewal, and the run can be given up (F-91)", async () => {
  const runId = other;
  await using older = await setup.setup.database.fork();
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await using restored = await setup.openApp({ live: liveOn(older) });
  assert.equal(reasonOf(await restored.resume(runId)), "STOP_DB_BEHIND_STATE");
  assert.equal(reasonOf(await restored.renew(runId)), "STOP_DB_BEHIND_STATE");
  assert.equal(reasonOf(await restored.resume(runId)), "STOP_DB_BEHIND_STATE");
  const check = (await restored.doctor({ quick: true })).find(
    ({ name }) => name === "what runs committed is in the database",
  );
  assert.equal(check?.found, `${runId}: receipt of cut_leg_a`);
  assert.match(check?.wayOut ?? "", /orchestrate void/);
  assert.equal(reasonOf(await app.resume(runId)), "STOP_APPROVAL_REQUIRED", "the newest database is right");
  assert.equal(must(await restored.voidRun(runId, "the database is lost")).state, "voided");
});

test("a clock that ran ahead once locks nothing: the database's clock tells which one is right (F-92)", async (t) => {
  await using ahead = await setup.openApp({ clock: { now: () => new Date(Date.now() + YEAR_MS) } });
  const begun = must(
    await ahead.cut({ documentId: await setup.register(lawOf("a clock that is ahead")), mode: "LIVE" }),
  );
  assert.deepEqual([begun.refusal?.reason, begun.state], ["STOP_CLOCK_SKEW", "stopped_clock_skew"]);
  const { runId } = begun;

  await t.test("a clock that the database does not confirm stays refused", async () => {
    await using behind = await setup.openApp({ clock: { now: () => new Date(Date.now() - 3600_000) } });
    for (const moved of [await behind.resume(runId), await behind.renew(runId)])
      assert.equal(reasonOf(moved), "STOP_CLOCK_REGRESSION");
  });
  await t.test("the true clock goes on, and a renewed request can be approved", async () => {
    assert.equal(reasonOf(await app.resume(runId)), "STOP_APPROVAL_REQUIRED");
    assert.equal(reasonOf(await app.renew(runId)), "STOP_APPROVAL_REQUIRED");
    await setup.approve(runId, SG1);
    assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  });
  await t.test("a run that has written nothing is given up at any time, by any version", async () => {
    const empty = await pausedAtSg1(app, await setup.register(lawOf("nothing is written")));
    await using other = await setup.openApp({
      clock: { now: () => new Date(Date.now() - YEAR_MS) },
      toolSha256: "0".repeat(64),
    });
    assert.equal(must(await other.voidRun(empty, "no longer wanted")).state, "voided");
    assert.equal(reasonOf(await other.voidRun(empty, "again")), "STOP_RUN_VOIDED");
  });
  await t.test("drafts are taken back by any version, which asks anew where another one asked", async () => {
    await using other = await setup.openApp({ toolSha256: "1".repeat(64) });
    assert.equal(reasonOf(await other.resume(runId)), "STOP_VERSION_MISMATCH");
    assert.equal(reasonOf(await other.voidRun(runId, "no longer wanted")), "STOP_UNITS_STAND");
    const revert = async (by: App) => must(await by.revert(runId, { execute: true })).outcome;
    assert.equal((await revert(app))?.waiting?.gate, SG3);
    const first = (await revert(app))?.waiting?.payloadSha256;
    await setup.approve(runId, SG3);
    const asked = await revert(other);
    assert.equal(asked?.waiting?.gate, SG3);
    assert.notEqual(asked?.waiting?.payloadSha256, first, "what was approved names the other version");
    await setup.approve(runId, SG3);
    assert.equal((await revert(other))?.state, "voided");
  });
});

test("status tells a run at work from one whose process is gone (F-97)", async () => {
  await using folder = await makeTempFolder();
  const runId = "ictr-20261121T090000Z-1a2b3c4d";
  const sidecar = await openSidecar({
    root: folder.path,
    project: () => ({}),
    projectBatch: () => ({}),
    clock: { now: () => new Date() },
  });
  const look = async () => {
    const [status] = await readStatus({
      sidecar,
      judge: NOTHING_IN_GIT,
      policy: null,
      backupMaxAgeMinutes: 1,
      runId,
    });
    assert.ok(status !== undefined && "state" in status);
    return { atWork: status.atWork, armed: status.armed, abandoned: status.abandoned };
  };
  const lease = { runId, gate: SG1, expiresUtc: "2026-11-21T09:30:00Z" };
  {
    await using run = must(await sidecar.createRun(runId, runStarted(runId)));
    for (const event of phaseDone("source_pin")) await run.append(event, new Date());
    await run.arm(lease);
    assert.deepEqual(await look(), { atWork: true, armed: true, abandoned: false });
  }
  assert.deepEqual(await look(), { atWork: false, armed: false, abandoned: true });
  // What a killed process leaves: its own name in the lock.
  await writeFile(join(folder.path, "locks", `${runId}.lock`), "pid 1 start 1 boot another");
  assert.deepEqual(await look(), { atWork: false, armed: false, abandoned: true });
});
