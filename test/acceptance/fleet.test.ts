import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { renderControlWorkflow } from "../../src/reports/control-workflow.ts";
import type { RepositoryCheck } from "../../src/trust/repository-check.ts";
import { chances } from "../crash/chances.ts";
import { type Fleet, makeFleet } from "./fleet.ts";
import {
  approveNewest,
  assertAsCalm,
  assertNothingShared,
  goOn,
  LEGS,
  startRun,
  tellCalmly,
} from "./fleet-story.ts";

/** Seeds of the orders in which machines go on with a run; each failure names its own. */
const SEEDS = [1, 2];
/** What a job may end with that has met another one on its run, or has come when its drafts were taken back. */
const MET = ["", "STOP_APPROVAL_REQUIRED", "STOP_LOCK_HELD", "STOP_RUN_VOIDED"];

let fleet: Fleet;

before(async () => {
  fleet = await makeFleet();
});
after(() => fleet[Symbol.asyncDispose]());

/** Two to ten machines at once, each of which goes on with the run or with all that can. */
async function storm(runId: string, seed: number, leg: number): Promise<string> {
  const machines = 2 + Math.floor(chances(seed, leg)[0] * 9);
  const why = `seed ${seed}, ${machines} machines`;
  const jobs = Array.from({ length: machines }, (_, job) =>
    chances(seed, 100 * (leg + 1) + job)[1] < 0.5
      ? { command: "reconcile" }
      : { command: "resume", "run-id": runId },
  );
  const ends = await Promise.all(jobs.map((job) => fleet.job(job)));
  for (const [index, end] of ends.entries()) {
    assert.ok(MET.includes(end.outputs["reason"] ?? "?"), `${why}: ${end.log}`);
    if (jobs[index]?.command === "reconcile") assert.equal(end.exitCode, 0, `${why}: ${end.log}`);
  }
  return why;
}

for (const seed of SEEDS)
  test(`any number of machines at once bring a run to its end, each approval used once (seed ${seed})`, async () => {
    const calm = await tellCalmly(fleet, `the law ${seed}`, `CALM-${seed}`);
    const told = await startRun(fleet, `the law ${seed}`, `STORM-${seed}`);
    for (const [leg, [gate, state]] of LEGS.entries()) {
      await approveNewest(fleet, told.runId, gate);
      const why = await storm(told.runId, seed, leg);
      assert.equal((await goOn(fleet, told.runId)).outputs["state"], state, why);
    }
    await assertAsCalm(fleet, told, calm, `seed ${seed}`);
  });

test("drafts are taken back under SG_3 by machines that have never seen their run", async () => {
  const told = await startRun(fleet, "the law that is taken back", "BACK");
  await approveNewest(fleet, told.runId, "SG_1_cut_authz");
  await goOn(fleet, told.runId);
  const asked = await fleet.byHand(["orchestrate", "revert", told.runId, "--execute"]);
  assert.equal(asked.code, 0, asked.stderr);
  assert.equal(JSON.parse(asked.stdout).waiting.gate, "SG_3_compensation_authz", asked.stdout);
  await approveNewest(fleet, told.runId, "SG_3_compensation_authz");
  await storm(told.runId, 3, 0);
  const status = JSON.parse((await fleet.byHand(["status", told.runId])).stdout);
  assert.equal(status.runs[0].state, "voided", JSON.stringify(status));
  await using owner = await fleet.setup.test.owner();
  const { rows } = await owner.query<{ state: string; units: number }>(
    "select lifecycle_status as state, count(*)::int as units from public.information_unit where doc_code = $1 group by 1",
    [told.prefix],
  );
  assert.deepEqual(rows, [{ state: "withdrawn", units: 3 }]);
});

test("a batch goes from its dispatch to its end on machines that have never seen it, several at once", async () => {
  const { register } = fleet.setup.test;
  const ids = [];
  for (const name of ["one", "two"]) ids.push(await register(`# Law ${name}\n\n## Article 1\n\nText.\n`));
  const started = await fleet.job({ command: "cut", documents: ids.join(" ") });
  assert.equal(started.outputs["decision"], "waiting", started.log);
  const batchId = started.outputs["run-id"] ?? "";
  for (const [leg, [gate]] of LEGS.entries()) {
    await approveNewest(fleet, batchId, gate);
    await storm(batchId, 4, leg);
  }
  assert.equal((await goOn(fleet, batchId)).outputs["state"], "closed");
  const verified = await fleet.byHand(["evidence", "verify", batchId, "--database"]);
  assert.equal(verified.code, 0, `${verified.stdout}${verified.stderr}`);
});

test("the doctor of a machine that was just made finds it ready", async () => {
  const ended = await fleet.job({ command: "doctor" });
  assert.equal(ended.outputs["decision"], "done", ended.log);
  assert.match(ended.summary, /journals.*in the database: any machine/);
});

test("the doctor sees by the jobs alone that the runners are ephemeral, and that the journals outlive them", async () => {
  const { api } = fleet.setup;
  for (const name of ["cut.yml", "resume.yml"]) {
    const text = renderControlWorkflow(name, await readFile(join(".github/workflows", name), "utf8"), {
      repository: "icx/iu-cutter",
      commit: "a".repeat(40),
      version: null,
    });
    const content = Buffer.from(text).toString("base64");
    await api("PUT", `/contents/.github/workflows/${name}`, { message: name, content, branch: "main" });
  }
  const { stdout } = await fleet.byHand(["doctor", "--github"]);
  const checks = new Map<string, RepositoryCheck>(
    JSON.parse(stdout).checks.map((row: RepositoryCheck) => [row.name, row]),
  );
  const runners = checks.get("runners and journals");
  assert.match(runners?.actual ?? stdout, /^journals in the database, ephemeral runners \(runner-\d+, /);
  for (const name of [
    "runners and journals",
    "jobs that no runner takes",
    "time in the queue",
    "starts cancelled before they began",
  ])
    assert.equal(checks.get(name)?.passed, true, stdout);
});

test("no job has left anything where another would look for it", () => assertNothingShared(fleet));
