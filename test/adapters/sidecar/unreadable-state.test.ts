import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { runStarted } from "../../support/journal-events.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { must } from "../../support/test-setup.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const NOW = new Date("2026-11-21T09:00:00Z");

const open = (root: string) => openSidecar({ root, project: () => ({}), clock: { now: () => NOW } });

type Obstacle = readonly [title: string, put: (path: string) => Promise<unknown>];

/** What can stand in the place of a file that can't be read through it. */
const OBSTACLES: readonly Obstacle[] = [
  ["a folder", (path) => mkdir(path)],
  ["a link to nothing", (path) => symlink("nowhere", path)],
  ["a link into a missing folder", (path) => symlink("/nowhere/at/all", path)],
  ["a link to itself", (path) => symlink(path, path)],
];

for (const [title, put] of OBSTACLES) {
  test(`a HOLD that is ${title} holds`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
    await run.arm({ runId: RUN, gate: "SG_1_cut_authz", expiresUtc: "2026-11-21T09:30:00Z" });
    assert.equal(await sidecar.readHold(), null);
    assert.equal(await run.isArmed("SG_1_cut_authz", NOW), true);
    await put(join(folder.path, "HOLD"));
    assert.match((await sidecar.readHold()) ?? "no HOLD", /^unreadable: E/);
    assert.equal(await run.isArmed("SG_1_cut_authz", NOW), false);
  });

  test(`a policy floor that is ${title} is no floor of 0`, async () => {
    await using folder = await makeTempFolder();
    const sidecar = await open(folder.path);
    await put(join(folder.path, "approvals", "policy-floor"));
    await assert.rejects(
      sidecar.readPolicyFloor(),
      (fault) => fault instanceof RefusalError && fault.refusal.reason === "STOP_STATE_CORRUPT",
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
    assert.equal(opened.ok ? "" : opened.refusal.field, "armed.json");
  });
}
