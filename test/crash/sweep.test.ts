import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { chmod, cp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";

import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { lawOf, must, runPath, type TestSetup } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";
import { killAmendment } from "./kill-amendment.ts";
import { passKilled } from "./killed-legs.ts";
import { passTogether } from "./pass-together.ts";
import { pointsBehind, WITHDRAWING_POINTS } from "./points.ts";
import { killAtRandom } from "./random-kills.ts";

let scene: CrashScene;
let setup: TestSetup;

before(async () => {
  scene = await makeCrashScene();
  setup = scene.setup;
});
after(() => scene[Symbol.asyncDispose]());

async function newestRun(): Promise<string> {
  const runId = await scene.newestRun();
  assert.ok(runId);
  return runId;
}

/** The documents of the sweep: it ends with a first version of both, which the next one amends. */
const CALM = { documentId: "document-1", prefix: "CALM" };
const KILLED = { documentId: "document-2", prefix: "KILL" };

test("a run that is killed once at every named crash point ends as one that was never killed (F-01)", async (t) => {
  const text = lawOf("the killed law");
  for (const { documentId, prefix } of [CALM, KILLED])
    assert.equal(await setup.register(text, { prefix }), documentId);
  const { runId: calm } = await scene.runCalmly(CALM.documentId);
  await scene.killAt("run:created", ["orchestrate", "cut", "--document-id", KILLED.documentId]);
  const killed = await newestRun();
  for (const [gate, points, state] of [
    [null, pointsBehind(null), "awaiting_cut_authorization"],
    ["SG_1_cut_authz", pointsBehind("SG_1_cut_authz"), "awaiting_lifecycle_authorization"],
    ["SG_2_lifecycle_authz", pointsBehind("SG_2_lifecycle_authz"), "closeout_reported"],
  ] as const)
    await t.test(`${points.length} points up to ${state}`, () =>
      passKilled(scene, killed, { gate, points, state }),
    );
  await t.test("database, reports and backups hold the same, and no plain text", () =>
    scene.assertAlike({ ...KILLED, runId: killed }, { ...CALM, runId: calm }, "the killed law"),
  );
});

test("an amendment that is killed once at every point of its own phases ends as one that was never killed", () =>
  killAmendment(scene, { killed: KILLED, calm: CALM, extent: "its own phases" }));

const EDITED_UNIT = "(select id from public.information_unit where canonical_address = 'EDIT/ARTICLE-1')";

/** Of each effect, rows beside the texts, which nothing but the memory of them can tell from an edit. RUN stands for the run's id. */
const EDITED = [
  {
    effect: "cut_leg_a",
    table: "public.unit_version",
    rows: `unit_id = ${EDITED_UNIT}`,
    forged: "description = 'forged'",
    mended: "description = null",
  },
  {
    effect: "leg_b_record",
    table: "cutter_governance.review_decision",
    rows: "run_id = 'RUN'",
    forged: "reason = 'forged'",
    mended: "reason = 'cut'",
  },
  {
    effect: "write_verify",
    table: "cutter_governance.verify_result",
    rows: "run_id = 'RUN'",
    forged: "unit_count = 4",
    mended: "unit_count = 3",
  },
  {
    effect: "lifecycle_enact",
    table: "public.information_unit",
    rows: `id = ${EDITED_UNIT}`,
    forged: "deleted_at = now()",
    mended: "deleted_at = null",
  },
] as const;

test("what the owner edits between the COMMIT of an effect and the next start is never taken in (D-103)", async (t) => {
  const documentId = await setup.register(lawOf("the edited law"), { prefix: "EDIT" });
  await using app = await setup.openApp();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  const go = ["orchestrate", "resume", runId];
  const folder = runPath(setup.setup, runId);
  const older = `${folder}.older`;
  for (const { effect, table, rows, forged, mended } of EDITED) {
    await t.test(`after ${effect}`, async () => {
      if (effect === "cut_leg_a") await setup.approve(runId, "SG_1_cut_authz");
      if (effect === "lifecycle_enact") {
        assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
        await setup.approve(runId, "SG_2_lifecycle_authz");
      }
      if (effect === "lifecycle_enact") {
        await scene.killAt("lifecycle_enact:in_transaction", go);
        await cp(folder, older, { recursive: true });
      }
      await scene.killAt(`${effect}:after_effect`, go);
      const edit = (change: string) =>
        psqlNow(setup, forgeSql(table, `update ${table} set ${change} where ${rows}`.replace("RUN", runId)));
      edit(forged);
      for (let times = 0; times < 2; times += 1) {
        const stopped = must(await app.resume(runId));
        assert.equal(stopped.refusal?.reason, "STOP_TAMPERED", JSON.stringify(stopped));
        assert.equal(stopped.state, "stopped_tampered");
      }
      edit(mended);
    });
  }
  await t.test(
    "a folder from before the COMMIT does not know the rows, and the newest one goes on",
    async () => {
      await rename(folder, `${folder}.newest`);
      await rename(older, folder);
      const told = await app.resume(runId);
      assert.equal(told.ok ? "went on" : told.refusal.reason, "STOP_STATE_BEHIND_DB");
      await rm(folder, { recursive: true });
      await rename(`${folder}.newest`, folder);
    },
  );
  assert.equal(await scene.resume(runId), "closeout_reported");
});

test("a withdrawal that is killed at every point is done once, and the run ends (F-01, D-101)", async () => {
  const documentId = await setup.register(lawOf("the withdrawn law"), { prefix: "WITHDRAW" });
  await using app = await setup.openApp();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  must(await app.revert(runId, { execute: true }));
  await setup.approve(runId, "SG_3_compensation_authz");
  for (const point of WITHDRAWING_POINTS)
    await scene.killAt(point, ["orchestrate", "revert", runId, "--execute"]);
  const [row] = (await app.reconcile()).filter((each) => each.runId === runId);
  assert.equal(row?.state, "voided", JSON.stringify(row));
  await using owner = await setup.owner();
  const { rows } = await owner.query(
    `select lifecycle_status as status, count(*)::integer as units,
       (select count(*)::integer from cutter_governance.phase_receipt where run_id = $1 and phase = 'compensation') as receipts
     from public.information_unit where doc_code = 'WITHDRAW' group by 1`,
    [runId],
  );
  assert.deepEqual(rows, [{ status: "withdrawn", units: 3, receipts: 1 }]);
  const journal = await readFile(runPath(setup.setup, runId, "journal.jsonl"), "utf8");
  assert.equal(journal.match(/"type":"compensated"/g)?.length, 1);
});

test("a run that is killed at random moments ends as one that was never killed (F-62)", async (t) => {
  await killAtRandom(scene, { seed: 1723, kills: 2, tell: (line) => t.diagnostic(line) });
});

test("approved runs of other documents that four processes go on with at once all pass both gates and close (D-64)", () =>
  passTogether(scene, { seed: 1723, runs: 4 }));

test("a sidecar that fills up between backup and rehearsal stops the run, and the process ends (F-60)", async () => {
  const documentId = await setup.register(lawOf("a full sidecar"));
  // A place of its own, which the account of throw-away servers passes through.
  await using place = await makeTempFolder();
  await chmod(place.path, 0o711);
  let isFull = false;
  const end = await scene.cutter(["orchestrate", "cut", "--document-id", documentId], {
    variables: { ...setup.variables, TMPDIR: place.path },
    onStderr: (text) => {
      if (isFull || !text.includes("dumping, encrypting")) return;
      isFull = true;
      // A folder in the place of the file can't be replaced either.
      const runs = join(setup.setup.root, "runs");
      const runId = readdirSync(runs).sort().at(-1) ?? "";
      mkdirSync(join(runs, runId, "backup.json", "full"), { recursive: true });
    },
  });
  assert.equal(end.code, 3, end.stderr);
  assert.match(end.stderr, /STOP_STATE_IO/);
  assert.deepEqual(await readdir(place.path), []);
});

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  test(`${signal} in the middle of a run ends it at a safe point, and the next start knows where it was (F-02)`, async () => {
    const documentId = await setup.register(lawOf(signal));
    let asked = false;
    const end = await scene.cutter(["orchestrate", "cut", "--document-id", documentId], {
      variables: setup.variables,
      onStderr: (text, kill) => {
        if (asked || !text.includes("phase 3 cutplan")) return;
        asked = true;
        kill(signal);
      },
    });
    assert.equal(end.code, code, end.stderr);
    assert.match(end.stderr, /STOP_INTERRUPTED/);
    assert.equal(await scene.resume(await newestRun()), "awaiting_cut_authorization");
  });
}

test("of two starts of a run that a third process holds, both are refused with STOP_LOCK_HELD, and one goes on afterwards (F-20)", async () => {
  const documentId = await setup.register(lawOf("twice at once"));
  await using app = await setup.openApp();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  const start = async () => {
    const end = await scene.cutter(["orchestrate", "resume", runId, "--json"], {
      variables: setup.variables,
    });
    const told = JSON.parse(end.stdout);
    return `${end.code} ${told.reason ?? told.refusal?.reason}`;
  };
  // This process is the third: it holds the run, so that both others meet the lock, however long they take to start.
  const sidecar = await openSidecar({
    root: setup.setup.root,
    project: () => ({}),
    projectBatch: () => ({}),
    clock: systemClock,
  });
  {
    await using _held = must(await sidecar.openRun(runId));
    assert.deepEqual(await Promise.all([start(), start()]), ["3 STOP_LOCK_HELD", "3 STOP_LOCK_HELD"]);
    assert.equal((await readReceipts(runId)).length, 0);
  }
  assert.equal(await start(), "0 STOP_APPROVAL_REQUIRED");
  assert.equal((await readReceipts(runId)).length, 3);
});

async function readReceipts(runId: string): Promise<readonly unknown[]> {
  await using owner = await setup.owner();
  const { rows } = await owner.query("select from cutter_governance.phase_receipt where run_id = $1", [
    runId,
  ]);
  return rows;
}
