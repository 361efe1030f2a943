import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { must } from "../support/test-setup.ts";
import type { CrashScene } from "./crash-scene.ts";

/** A batch, and the prefixes of its documents in order. */
export interface CutBatch {
  readonly batchId: string;
  readonly prefixes: readonly string[];
}

/**
 * Fails unless both batches are closed and have left the same: each member in the database and in its reports, the reports and receipts of the
 * batch, one use of each place. Nothing beside them is left, the evidence of both is whole, git explains the ledger, and the audit is clean.
 */
export async function assertBatchesAlike(
  scene: CrashScene,
  killed: CutBatch,
  calm: CutBatch,
  secret: string,
): Promise<void> {
  const { setup } = scene;
  await using app = await setup.openApp();
  const [one, other] = [await membersOf(killed.batchId), await membersOf(calm.batchId)];
  async function membersOf(batchId: string): Promise<readonly string[]> {
    const [row] = await app.batches.status(batchId);
    assert.ok(row !== undefined && "runs" in row);
    assert.deepEqual([row.state, row.members.closed], ["closed", row.members.all]);
    return row.runs.map(({ runId }) => runId ?? assert.fail("a member without a run"));
  }
  await scene.assertAllAlike(
    one.map((runId, at) => [
      { runId, prefix: killed.prefixes[at] ?? "" },
      { runId: other[at] ?? "", prefix: calm.prefixes[at] ?? "" },
    ]),
    secret,
  );
  assert.deepEqual(await filesOf(scene, killed.batchId), await filesOf(scene, calm.batchId));
  await assertUses(scene, [killed, calm]);
  await using sidecar = await setup.openSidecar();
  const runs = await sidecar.listRuns();
  assert.deepEqual(runs.toSorted(), [...one, ...other].sort(), "no run is left that no batch knows");
  assert.deepEqual(must(await app.findUnexplained(null)), []);
  for (const args of [
    ["audit", "--json"],
    ["evidence", "verify", killed.batchId, "--database", "--json"],
  ]) {
    const end = await scene.cutter(args, { variables: setup.variables });
    assert.equal(end.code, 0, `${args.join(" ")}: ${end.stderr} ${end.stdout.slice(-600)}`);
  }
}

/** Reports and receipts of the batch by name, and what each receipt says of the members. */
async function filesOf({ setup }: CrashScene, batchId: string): Promise<readonly unknown[]> {
  await using sidecar = await setup.openSidecar();
  const folder = (await sidecar.fetchFolder(batchId)) ?? assert.fail();
  const neutral = (name: string) => name.replace(/-[0-9a-f]{8}-/, "-ROUND-");
  const receipts = await readdir(join(folder, "receipts"));
  const told = await Promise.all(
    receipts.map(async (name) => {
      const { members } = JSON.parse(await readFile(join(folder, "receipts", name), "utf8")) as {
        readonly members: readonly { readonly result: string }[];
      };
      return [neutral(name), members.map(({ result }) => result)] as const;
    }),
  );
  const reports = (await readdir(join(folder, "kb"))).map(neutral);
  return [reports.sort(), told.sort(([a], [b]) => a.localeCompare(b))];
}

/** Every unit is enacted, and each place of each batch was used once a gate. */
async function assertUses({ setup }: CrashScene, batches: readonly CutBatch[]): Promise<void> {
  await using owner = await setup.owner();
  const { rows: units } = await owner.query(
    "select count(*)::integer as drafts from public.information_unit where lifecycle_status <> 'enacted'",
  );
  assert.deepEqual(units, [{ drafts: 0 }]);
  for (const { batchId, prefixes } of batches) {
    const { rows } = await owner.query(
      `select gate, count(*)::integer as uses, count(distinct batch_index)::integer as places, max(batch_index) as last,
         count(distinct batch_nonce)::integer as nonces
       from cutter_governance.approval_use where batch_id = $1 group by gate order by gate`,
      [batchId],
    );
    const [uses, last] = [prefixes.length, prefixes.length - 1];
    assert.deepEqual(rows, [
      { gate: "SG_1_cut_authz", uses, places: uses, last, nonces: 1 },
      { gate: "SG_2_lifecycle_authz", uses, places: uses, last, nonces: 1 },
    ]);
  }
}
