import assert from "node:assert/strict";
import { cp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { draftedRun, NOBODY, SG_1, SG_2, startRun } from "../support/lost-machine.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { lawOf, makeTestSetup, must, replaceInFile, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
before(async () => {
  setup = await makeTestSetup();
});
after(() => setup?.[Symbol.asyncDispose]());

async function cutter(root: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await setup.cutter([...args, "--json"], {
    variables: { ...setup.variables, CUTTER_ROOT: root },
  });
  return { code, told: JSON.parse(stdout || "null"), stderr };
}

/** Puts the machine's configuration to the database, and asks for the move. */
async function move(root: string) {
  await replaceInFile(join(root, SETTINGS_FILE), (text) =>
    JSON.stringify({ ...JSON.parse(text), sidecar: "postgresql" }),
  );
  return await cutter(root, "sidecar", "move");
}

async function otherMachine(): Promise<string> {
  const root = join(setup.setup.folder, "other");
  for (const name of await readdir(setup.setup.root))
    if (!["runs", "reports", "batches", "locks", "backups"].includes(name))
      await cp(join(setup.setup.root, name), join(root, name), { recursive: true });
  return root;
}

test("a folder whose run another machine has adopted since, or that is damaged, moves what it may, and the way out leads on", async () => {
  const { root } = setup.setup;
  const away = join(setup.setup.folder, "away");
  await using app = await setup.openApp();
  const runId = await draftedRun(setup, app, "adopted elsewhere");
  const damaged = await draftedRun(setup, app, "damaged in the folder");
  const whole = await startRun(setup, app, lawOf("whole in the folder"));
  const other = await otherMachine();
  await using elsewhere = await setup.openApp({ root: other });
  must(await elsewhere.adopt(runId, NOBODY));
  await writeFile(join(root, "runs", damaged, "journal.jsonl"), "{}\n");

  const refusals = [
    {
      id: runId,
      reason: "STOP_RUN_TAKEN_OVER",
      way: /Put the folder of this copy away.*adopt \S+ --over 1$/,
    },
    {
      id: damaged,
      reason: "STOP_STATE_CORRUPT",
      way: /put the folder of \S+ away.*cutter orchestrate adopt/,
    },
  ] as const;
  for (const { id, reason, way } of refusals) {
    const { code, told } = await move(root);
    assert.deepEqual([code, told.reason], [3, reason]);
    assert.match(told.wayOut, way);
    await rename(join(root, "runs", id), `${away}-${id}`);
  }
  {
    // What a move that was killed behind its number has left.
    await using lane = await (await setup.live.openSource()).open("sidecar");
    await lane.query("insert into cutter_sidecar.fence (owner_id, number) values ($1, 1)", [whole]);
  }
  assert.deepEqual((await move(root)).told.moved, [whole]);
  await setup.approve(whole, SG_1);
  assert.equal(
    (await cutter(root, "orchestrate", "resume", whole)).told.state,
    "awaiting_lifecycle_authorization",
  );

  // Refusing the move has taken no number from who has adopted the run.
  await setup.approve(runId, SG_2);
  assert.deepEqual((await move(other)).told.moved, [runId]);
  assert.equal((await cutter(root, "orchestrate", "resume", runId)).told.state, "closeout_reported");

  const again = await cutter(root, "orchestrate", "adopt", damaged, "--yes");
  assert.equal(again.told.state, "awaiting_lifecycle_authorization", again.stderr);
});

test("a machine that has never seen a batch, which was adopted in the database, verifies its evidence", async () => {
  const { root } = setup.setup;
  const documentIds = [
    await setup.register(lawOf("a member")),
    await setup.register(lawOf("another member")),
  ];
  const { batchId } = (await cutter(root, "orchestrate", "batch", ...documentIds)).told;
  await setup.approve(batchId, SG_1);
  assert.equal((await cutter(root, "orchestrate", "resume", batchId)).told.state, `awaiting_${SG_2}`);
  for (const table of ["cutter_sidecar.file", "cutter_sidecar.entry"])
    psqlNow(setup, forgeSql(table, `delete from ${table} where owner_id = '${batchId}'`));
  const asked = (await cutter(root, "orchestrate", "adopt", batchId, "--yes")).told;
  assert.equal(asked.reason, "STOP_RUN_TAKEN_OVER");
  const [, number = ""] = /--over (\d+)$/.exec(asked.wayOut) ?? [];
  const adopted = await cutter(root, "orchestrate", "adopt", batchId, "--yes", "--over", number);
  assert.equal(adopted.told.state, `awaiting_${SG_2}`, adopted.stderr);
  await setup.approve(batchId, SG_2);
  assert.equal((await cutter(root, "orchestrate", "resume", batchId)).told.state, "closed");
  await rm(join(root, "cache"), { recursive: true });
  const { code, told } = await cutter(root, "evidence", "verify", batchId);
  assert.deepEqual([code, told.verdict], [0, "whole"], JSON.stringify(told));
});
