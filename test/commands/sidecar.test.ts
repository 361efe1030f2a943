import assert from "node:assert/strict";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { lawOf, makeTestSetup, must, replaceInFile, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
before(async () => {
  setup = await makeTestSetup();
});
after(() => setup?.[Symbol.asyncDispose]());

/** Another machine with the same configuration, which has never seen a run. */
async function freshMachine(name: string): Promise<string> {
  const root = join(setup.setup.folder, name);
  await mkdir(root, { mode: 0o750 });
  await cp(join(setup.setup.root, SETTINGS_FILE), join(root, SETTINGS_FILE));
  return root;
}

function useFolder(root: string, isFolder: boolean): Promise<void> {
  return replaceInFile(join(root, SETTINGS_FILE), (text) =>
    JSON.stringify({ ...JSON.parse(text), sidecar: isFolder ? "folder" : "postgresql" }),
  );
}

async function cutter(root: string, ...args: readonly string[]) {
  const end = await setup.cutter([...args, "--json"], {
    variables: { ...setup.variables, CUTTER_ROOT: root },
  });
  return { code: end.code, told: JSON.parse(end.stdout || "null"), stderr: end.stderr };
}

test("a run of the folder is moved into the database and goes on there on machines that have never seen it", async (t) => {
  const { root } = setup.setup;
  const documentId = await setup.register(lawOf("the law that moves"), { prefix: "MOVES" });
  const begun = await cutter(root, "orchestrate", "cut", "--document-id", documentId);
  assert.equal(begun.code, 0, begun.stderr);
  const { runId } = begun.told;

  await t.test("the folder kind does not move", async () => {
    const { code, told } = await cutter(root, "sidecar", "move");
    assert.equal(code, 2);
    assert.equal(told.reason, "STOP_CONFIG_INVALID");
  });

  await t.test("until it is moved, every command says that there are runs in both places", async () => {
    await useFolder(root, false);
    const { code, told } = await cutter(root, "status");
    assert.equal(code, 3);
    assert.equal(told.reason, "STOP_SIDECAR_MIXED");
    assert.match(told.wayOut, /`cutter sidecar move`/);
  });

  await t.test("moving puts the folder aside, and a second time there is nothing to do", async () => {
    assert.deepEqual((await cutter(root, "sidecar", "move")).told.moved, [runId]);
    assert.deepEqual(await readdir(join(root, "runs")), []);
    assert.deepEqual(await readdir(join(root, "moved", "runs")), [runId]);
    assert.deepEqual((await cutter(root, "sidecar", "move")).told.moved, []);
    const { told } = await cutter(root, "status", runId);
    assert.equal(told.runs[0].state, "awaiting_cut_authorization");
  });

  await t.test(
    "a folder that was not put aside, because the process was killed, is put aside later",
    async () => {
      await cp(join(root, "moved", "runs", runId), join(root, "runs", runId), { recursive: true });
      await rm(join(root, "moved"), { recursive: true });
      assert.deepEqual((await cutter(root, "sidecar", "move")).told.moved, [runId]);
      assert.deepEqual(await readdir(join(root, "runs")), []);
    },
  );

  await t.test("a folder that says something else than the database is not moved over it", async () => {
    const [id, from] = [runId, join(root, "moved", "runs", runId)];
    await cp(from, join(root, "runs", id), { recursive: true });
    {
      const clock = systemClock;
      const folder = await openSidecar({ root, clock, project: () => ({}), projectBatch: () => ({}) });
      await using run = must(await folder.openRun(id));
      await run.append({ type: "moved", by: "os:somebody" }, clock.now());
    }
    const { code, told } = await cutter(root, "sidecar", "move");
    assert.equal(code, 3);
    assert.equal(told.reason, "STOP_RUN_ID_TAKEN");
    await rm(join(root, "runs", id), { recursive: true });
  });

  await t.test(
    "a machine whose configuration still names the folder starts nothing beside the database",
    async () => {
      const machine = await freshMachine("behind");
      await useFolder(machine, true);
      const { code, told } = await cutter(machine, "orchestrate", "cut", "--document-id", documentId);
      assert.equal(code, 3);
      assert.equal(told.refusal.reason, "STOP_SIDECAR_MIXED");
    },
  );

  for (const [gate, state] of [
    ["SG_1_cut_authz", "awaiting_lifecycle_authorization"],
    ["SG_2_lifecycle_authz", "closeout_reported"],
  ] as const)
    await t.test(`a fresh machine passes ${gate}`, async () => {
      await setup.approve(runId, gate);
      const machine = await freshMachine(gate);
      const { told, stderr } = await cutter(machine, "orchestrate", "resume", runId);
      assert.equal(told?.state, state, stderr);
      await rm(machine, { recursive: true });
    });

  await t.test("a third machine verifies the evidence", async () => {
    const machine = await freshMachine("auditor");
    const { code, told, stderr } = await cutter(machine, "evidence", "verify", runId, "--database");
    assert.equal(code, 0, stderr);
    assert.equal(told.verdict, "whole");
  });
});

test("journals that were copied with their database are refused until they are settled where they are", async () => {
  const machine = await freshMachine("moved-server");
  await useFolder(machine, false);
  psqlNow(setup, forgeSql("cutter_sidecar.home", "update cutter_sidecar.home set system_identifier = '7'"));
  const { code, told } = await cutter(machine, "status");
  assert.equal(code, 3);
  assert.equal(told.reason, "STOP_SIDECAR_FOREIGN");
  assert.match(told.wayOut, /`cutter sidecar settle`/);
  const mover = await freshMachine("mover");
  const [runId = ""] = await readdir(join(setup.setup.root, "moved", "runs"));
  await cp(join(setup.setup.root, "moved", "runs", runId), join(mover, "runs", runId), { recursive: true });
  assert.equal((await cutter(mover, "sidecar", "move")).told.reason, "STOP_SIDECAR_FOREIGN");
  assert.deepEqual(await readdir(join(mover, "runs")), [runId], "nothing goes into the copy");
  assert.deepEqual((await cutter(machine, "sidecar", "settle")).told, { settled: true });
  assert.deepEqual((await cutter(machine, "sidecar", "settle")).told, { settled: false });
  assert.equal((await cutter(machine, "status")).code, 0);
});
