import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { Gate } from "../../src/domain/gates.ts";
import { lawOf, must } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";

const TEXT = lawOf("the law of many");

/** Points of the batch itself, and of its members where one has written and the batch does not know it yet. */
const STARTING = ["batch:created"];
const PREPARING = [
  "batch:member_started",
  "run:created",
  "cutplan:after_effect",
  "pre_write_backup:after_effect",
  "SG_1_cut_authz:after_list",
  "SG_1_cut_authz:after_request",
  "batch:member_ready",
  "batch:SG_1_cut_authz:after_request",
];
const CUTTING = [
  "batch:SG_1_cut_authz:after_opened",
  "cut_leg_a:in_transaction",
  "cut_leg_a:before_commit",
  "cut_leg_a:after_effect",
  "leg_b_record:after_effect",
  "write_verify:after_result",
  "SG_2_lifecycle_authz:after_request",
  "batch:member_settled",
  "batch:files_published",
  "batch:report_written",
  "batch:SG_1_cut_authz:after_ended",
  "batch:SG_2_lifecycle_authz:after_request",
];
const ENACTING = [
  "batch:SG_2_lifecycle_authz:after_opened",
  "lifecycle_enact:before_commit",
  "lifecycle_enact:after_effect",
  "close:after_seal",
  "close:after_index",
  "batch:member_settled",
  "batch:files_published",
  "batch:SG_2_lifecycle_authz:after_ended",
];

let scene: CrashScene;

before(async () => {
  scene = await makeCrashScene();
});
after(() => scene[Symbol.asyncDispose]());

async function newestBatch(): Promise<string> {
  const names = await readdir(join(scene.setup.setup.root, "batches"));
  return names.sort().at(-1) ?? assert.fail("no batch");
}

test("a batch that is killed at every point of its own leaves each member as one that never was (F-01)", async () => {
  const { setup } = scene;
  const calm = await scene.runCalmly(await setup.register(TEXT, { prefix: "CALM-MANY" }));
  const prefixes = ["MANY-A", "MANY-B", "MANY-C"];
  const ids = [];
  for (const prefix of prefixes) ids.push(await setup.register(TEXT, { prefix }));
  for (const point of STARTING) await scene.killAt(point, ["orchestrate", "batch", ...ids, "--wave", "1"]);
  const batchId = await newestBatch();
  const resume = ["orchestrate", "resume", batchId];
  const pass = async (points: readonly string[], gate: Gate | null, state: string) => {
    if (gate !== null) await setup.approve(batchId, gate);
    for (const point of points) await scene.killAt(point, resume);
    assert.equal(await scene.resume(batchId), state);
  };
  await pass(PREPARING, null, "awaiting_SG_1_cut_authz");
  await pass(CUTTING, "SG_1_cut_authz", "awaiting_SG_2_lifecycle_authz");
  await pass(ENACTING, "SG_2_lifecycle_authz", "closed");
  await using app = await setup.openApp();
  const [row] = await app.batches.status(batchId);
  assert.ok(row !== undefined && "runs" in row);
  assert.deepEqual(
    row.runs.map(({ result }) => result),
    ["closed", "closed", "closed"],
  );
  for (const [at, { runId }] of row.runs.entries())
    await scene.assertAlike(
      { runId: runId ?? "", prefix: prefixes[at] ?? "" },
      { runId: calm.runId, prefix: "CALM-MANY" },
      "the law of many",
      true,
    );
  await using owner = await setup.owner();
  const { rows: places } = await owner.query(
    `select gate, string_agg(batch_index::text, ' ' order by batch_index) as places, count(distinct batch_nonce)::integer as nonces
     from cutter_governance.approval_use where batch_id = $1 group by gate order by gate`,
    [batchId],
  );
  assert.deepEqual(places, [
    { gate: "SG_1_cut_authz", places: "0 1 2", nonces: 1 },
    { gate: "SG_2_lifecycle_authz", places: "0 1 2", nonces: 1 },
  ]);
  assert.deepEqual(must(await app.findUnexplained(null)), []);
  const runs = await readdir(join(setup.setup.root, "runs"));
  assert.equal(runs.length, 4, "no run is left that no batch knows");
});
