import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import { verifyEvidence } from "../../../src/compose/evidence.ts";
import { readSettings, SETTINGS_FILE } from "../../../src/config/settings.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { type Refusal, RefusalError } from "../../../src/domain/refusal.ts";
import { overRun, runStarted } from "../../support/journal-events.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { must } from "../../support/test-setup.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const OTHER = "ictr-20261121T090001Z-ffffffff";
const NOW = new Date("2026-11-21T09:00:00Z");

const open = (root: string) =>
  openSidecar({ root, project: () => ({}), projectBatch: () => ({}), clock: { now: () => NOW } });

type Obstacle = readonly [title: string, put: (path: string) => Promise<unknown>];

/** What can stand in the place of a file that can't be read through it. */
const OBSTACLES: readonly Obstacle[] = [
  ["a folder", (path) => mkdir(path)],
  ["a link to nothing", (path) => symlink("nowhere", path)],
  ["a link into a missing folder", (path) => symlink("/nowhere/at/all", path)],
  ["a link to itself", (path) => symlink(path, path)],
];

/** Damages of a run's own files, which keep back that run alone. */
const DAMAGES: readonly Obstacle[] = [
  ...OBSTACLES,
  ["a pipe", async (path) => execFileSync("mkfifo", [path])],
  ["empty", (path) => writeFile(path, "")],
  ["of NUL bytes", (path) => writeFile(path, Buffer.alloc(1000))],
  ["of 100 MB", (path) => writeFile(path, "").then(() => truncate(path, 100e6))],
  ["of more bytes than Node reads", (path) => writeFile(path, "").then(() => truncate(path, 5e9))],
  ["of millions of line ends", (path) => writeFile(path, Buffer.alloc(30e6, "\n"))],
];

for (const [title, put] of DAMAGES)
  test(`a run with a file or a folder that is ${title} is refused, waited for by nobody, and hides no other (F-102)`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    for (const id of [RUN, OTHER])
      await must(await sidecar.createRun(id, runStarted(id)))[Symbol.asyncDispose]();
    const whole = join(folder.path, "whole");
    const place = join(folder.path, "runs", RUN);
    await cp(place, whole, { recursive: true });
    for (const name of ["journal.jsonl", "state.json", "armed.json", "."]) {
      const path = name === "." ? place : join(place, name);
      await rm(path, { recursive: true, force: true });
      await put(path);
      for (const read of [await sidecar.peekRun(RUN), await sidecar.openRun(RUN)])
        assert.match(read.ok ? "ok" : read.refusal.reason, /^STOP_STATE_(?:CORRUPT|IO|UNSAFE)$/, name);
      assert.deepEqual(await sidecar.listRuns(), [RUN, OTHER]);
      assert.equal((await sidecar.peekRun(OTHER)).ok, true);
      await rm(place, { recursive: true, force: true });
      await cp(whole, place, { recursive: true });
    }
    assert.equal((await sidecar.peekRun(RUN)).ok, true);
  });

for (const [title, put] of OBSTACLES) {
  test(`a HOLD that is ${title} holds`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
    await run.arm({ runId: RUN, gate: "SG_1_cut_authz", expiresUtc: "2026-11-21T09:30:00Z" });
    assert.equal(await sidecar.readHold(), null);
    assert.equal(await run.isArmed("SG_1_cut_authz", NOW), true);
    await put(join(folder.path, "HOLD"));
    assert.match((await sidecar.readHold()) ?? "no HOLD", /^unreadable: (?:E|a link)/);
    assert.equal(await run.isArmed("SG_1_cut_authz", NOW), false);
  });

  test(`a policy floor that is ${title} is no floor of 0`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    await put(join(folder.path, "approvals", "policy-floor"));
    await assert.rejects(
      sidecar.readPolicyFloor(),
      (fault) =>
        fault instanceof RefusalError && fault.refusal.reason === reasonFor(title, "STOP_STATE_CORRUPT"),
    );
  });

  test(`a lease that is ${title} opens no run`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    {
      await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
      await put(join(run.folder, "armed.json"));
    }
    const opened = await sidecar.openRun(RUN);
    assert.match(opened.ok ? "" : (opened.refusal.field ?? ""), /(^|\/)armed\.json$/);
  });

  test(`an index of runs that is ${title} is ${reasonFor(title, "STOP_STATE_IO")}`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    const index = join(folder.path, "reports", "runs-index.jsonl");
    await put(index);
    const refused = await thrownBy(sidecar.appendIndex(overRun(RUN)));
    assert.deepEqual([refused?.reason, refused?.field], [reasonFor(title, "STOP_STATE_IO"), index]);
    assert.equal((await sidecar.readIndex()).size, 0, "the journals tell");
    assert.equal((await sidecar.refuseIndex())?.reason, reasonFor(title, "STOP_STATE_IO"));
  });

  test(`settings that are ${title} are STOP_CONFIG_INVALID`, async () => {
    await using folder = await makeTempFolder();
    const file = join(folder.path, SETTINGS_FILE);
    await put(file);
    const read = await readSettings(folder.path);
    assert.deepEqual(read.ok ? [] : [read.refusal.reason, read.refusal.field], ["STOP_CONFIG_INVALID", file]);
  });

  test(`a seal that is ${title} is STOP_STATE_CORRUPT`, async () => {
    await using folder = await makeTempFolder();
    await put(join(folder.path, "evidence.json"));
    const read = await verifyEvidence(folder.path);
    assert.deepEqual(read.ok ? [] : [read.refusal.reason, read.refusal.field], [
      "STOP_STATE_CORRUPT",
      "evidence.json",
    ]);
  });
}

for (const [title, put] of OBSTACLES) {
  test(`a lock that is ${title} is ${reasonFor(title, "STOP_STATE_IO")} for its run, and hides no other`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    for (const id of [RUN, OTHER]) {
      await using _run = must(await sidecar.createRun(id, runStarted(id)));
    }
    const lock = join(folder.path, "locks", `${RUN}.lock`);
    await rm(lock);
    await put(lock);
    for (const opened of [await sidecar.openRun(RUN), await sidecar.createRun(RUN, runStarted(RUN))]) {
      const refused = opened.ok ? null : opened.refusal;
      assert.deepEqual([refused?.reason, refused?.field], [reasonFor(title, "STOP_STATE_IO"), lock]);
    }
    await using other = must(await sidecar.openRun(OTHER));
    assert.equal(other.runId, OTHER);
  });
}

test("settings below what is no folder are STOP_CONFIG_INVALID", async () => {
  const read = await readSettings("/dev/null");
  assert.deepEqual(read.ok ? [] : [read.refusal.reason, read.refusal.field], [
    "STOP_CONFIG_INVALID",
    "/dev/null/orchestrator.config.json",
  ]);
});

const NO_FOLDERS: readonly Obstacle[] = [
  ["a file", (path) => writeFile(path, "")],
  ...OBSTACLES.filter(([title]) => title !== "a folder"),
];

for (const name of ["runs", "locks", "approvals", "reports", "backups"]) {
  for (const [title, put] of NO_FOLDERS) {
    test(`a sidecar whose ${name} is ${title} is STOP_STATE_IO`, async () => {
      await using folder = await makeTempFolder();
      const path = join(folder.path, name);
      await put(path);
      refusesIo(await thrownBy(open(folder.path)), path);
    });
  }
}

/** A link is refused before anything is read through it. */
function reasonFor(title: string, unread: ReasonCode): ReasonCode {
  return title.startsWith("a link") ? "STOP_STATE_UNSAFE" : unread;
}

/** The refusal names the path and the file system's own cause. */
function refusesIo(refusal: Refusal | null, path: string): void {
  assert.deepEqual([refusal?.reason, refusal?.field], ["STOP_STATE_IO", path]);
  assert.match(refusal?.actual ?? "", /E[A-Z]+: /);
}

async function thrownBy(work: Promise<unknown>): Promise<Refusal | null> {
  return work.then(
    () => null,
    (fault) => (fault instanceof RefusalError ? fault.refusal : null),
  );
}
