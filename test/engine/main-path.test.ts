import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { promisify } from "node:util";
import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import type { App } from "../../src/compose/app.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { readReportSha256 } from "../../src/reports/report.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const UNITS = 3;
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

async function countRows(): Promise<Readonly<Record<string, number>>> {
  await using owner = await setup.owner();
  const tables = [
    "public.information_unit",
    "public.unit_version",
    "public.birth_registry",
    "public.iu_lifecycle_log",
    ...[
      "decision_backlog_entry",
      "decision_backlog_history",
      "manifest_envelope",
      "manifest_unit_block",
      "review_decision",
      "cut_change_set",
    ].map(governed),
    ...[
      "cut_change_set_affected_row",
      "verify_result",
      "dot_pair_signature",
      "approval_use",
      "phase_receipt",
    ].map(governed),
  ];
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await owner.query<{ rows: string }>(`select count(*) as rows from ${table}`);
    counts[table.replace(/^.*\./, "")] = Number(rows[0]?.rows);
  }
  return counts;
}

/** Where the default branch of the control repository stands. */
async function tipOfMain(): Promise<string | null> {
  await using repository = await createControlRepository({ path: setup.setup.repository });
  return await repository.resolveRef("refs/heads/main");
}

function governed(name: string): string {
  return `cutter_governance.${name}`;
}

test("a dry run goes through all eleven phases and leaves the live database untouched, in a batch too, whatever stops another run", async () => {
  const documentId = await setup.register(lawOf("the dry run"));
  const before = await countRows();
  const [unknown, known] = must(await app.dryRunEach(["nobody", documentId]));
  assert.equal(unknown?.refusal?.reason, "STOP_DOCUMENT_UNKNOWN");
  assert.equal(unknown.outcome?.state, "failed_source_pin");
  assert.equal(known?.refusal, null);
  assert.equal(known.outcome?.state, "closeout_reported");
  assert.equal(known.outcome.reports.length, 11);
  assert.deepEqual(await countRows(), before);
});

test("a live run pauses twice for people, writes exactly what the contract counts, and closes with thirteen chained reports", async (t) => {
  const documentId = await setup.register(lawOf("the main path"));
  const before = await countRows();
  const asked: string[] = [];
  const readAsked = async (runId: string, gate: string) => {
    const text = await readFile(runPath(setup.setup, runId, "requests", `${gate}.request.json`), "utf8");
    asked.push(JSON.parse(text).control_commit);
  };
  const standsAt = await tipOfMain();

  const paused = must(await app.cut({ documentId, mode: "LIVE" }));
  const { runId } = paused;
  assert.equal(paused.state, "awaiting_cut_authorization");
  assert.equal(paused.refusal?.reason, "STOP_APPROVAL_REQUIRED");
  assert.equal(paused.exitCode, 0);
  assert.deepEqual(await countRows(), before, "nothing is written before an approval");
  await assert.rejects(stat(runPath(setup.setup, runId, "armed.json")), "the switch is off at rest");

  await readAsked(runId, "SG_1_cut_authz");
  await t.test(
    "the request's branch carries the whole list of units, which the request binds (R-41)",
    async () => {
      const name = "units-001.md";
      const kept = await readFile(runPath(setup.setup, runId, "units", name), "utf8");
      const branch = `cutter/${runId}/SG_1_cut_authz`;
      const git = promisify(execFile);
      const shown = ["show", `${branch}:approvals/${runId}/${name}`];
      const { stdout } = await git("git", ["-C", setup.setup.repository, ...shown]);
      assert.equal(stdout, kept);
      assert.equal(kept.match(/^\| \d+ \|/gm)?.length, UNITS);
      const request = JSON.parse(
        await readFile(runPath(setup.setup, runId, "requests", "SG_1_cut_authz.request.json"), "utf8"),
      );
      assert.deepEqual(request.plan.list, [{ name, sha256: sha256Hex(kept) }]);
      const report = await readFile(runPath(setup.setup, runId, "kb", "03-cutplan.md"), "utf8");
      assert.ok(report.includes(`\`approvals/${runId}/${name}\``), report);
      assert.match(report, /\| `expected` \| `no expectation was given` \|/);
      const page = await readFile(runPath(setup.setup, runId, "units", "page.html"), "utf8");
      assert.equal(page.match(/<section class="row unit"/g)?.length, UNITS);
    },
  );
  await setup.approve(runId, "SG_1_cut_authz");
  const approvedAt = await tipOfMain();
  const drafted = must(await app.resume(runId));
  assert.equal(drafted.state, "awaiting_lifecycle_authorization");
  assert.deepEqual(difference(before, await countRows()), {
    information_unit: UNITS,
    unit_version: UNITS,
    birth_registry: UNITS,
    iu_lifecycle_log: 0,
    decision_backlog_entry: 1,
    decision_backlog_history: 1,
    manifest_envelope: 1,
    manifest_unit_block: UNITS,
    review_decision: 1,
    cut_change_set: 1,
    cut_change_set_affected_row: UNITS,
    verify_result: 1,
    dot_pair_signature: 2,
    approval_use: 1,
    phase_receipt: 3,
  });

  await readAsked(runId, "SG_2_lifecycle_authz");
  assert.deepEqual(asked, [standsAt, approvedAt], "each request names where the default branch stood");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  const closed = must(await app.resume(runId));
  assert.equal(closed.state, "closeout_reported");
  assert.equal(closed.refusal, null);
  const total = difference(before, await countRows());
  assert.equal(total["iu_lifecycle_log"], UNITS);
  assert.equal(total["review_decision"], 2);
  assert.equal(total["approval_use"], 2);

  await t.test("the reports are thirteen, each names its own sha256 and its predecessor's", async () => {
    const folder = runPath(setup.setup, runId, "kb");
    const names = (await readdir(folder)).sort();
    assert.equal(names.length, 13);
    let previous = "0".repeat(64);
    for (const name of names) {
      const text = await readFile(join(folder, name), "utf8");
      const sha = readReportSha256(text);
      assert.equal(sha.named, sha.actual, name);
      assert.match(text, new RegExp(`^previous_sha256: ${previous}$`, "m"), name);
      previous = sha.actual;
      assert.equal(
        await readFile(join(setup.setup.root, "reports", runId, name), "utf8"),
        text,
        "the published report is the same",
      );
    }
    assert.match(
      await readFile(runPath(setup.setup, runId, "closeout.sha256"), "utf8"),
      new RegExp(`^${previous} `),
    );
  });

  await t.test("the runs index names the run and the sha256 of its closeout", async () => {
    const index = await readFile(join(setup.setup.root, "reports", "runs-index.jsonl"), "utf8");
    const line = JSON.parse(index.split("\n").find((row) => row.includes(runId)) ?? "null");
    assert.equal(line.closeout_sha256, closed.reports.at(-1)?.sha256);
    assert.equal(line.units, UNITS);
  });

  await t.test("the sealed evidence verifies, and notices every altered or missing file", async () => {
    const folder = runPath(setup.setup, runId);
    const whole = must(await verifyEvidence(folder));
    assert.deepEqual(
      whole.checks.filter((row) => !row.passed),
      [],
    );
    for (const name of [
      "kb/07-cut_leg_a.md",
      "units/units-001.md",
      "units/page.html",
      "requests/SG_2_lifecycle_authz.request.json",
      "backup.json",
      "closeout.sha256",
    ]) {
      const before = await readFile(join(folder, name), "utf8");
      await writeFile(join(folder, name), before.replace(/[0-9a-f]{64}/, "f".repeat(64)));
      const altered = await verifyEvidence(folder);
      assert.ok(
        must(altered).checks.some((row) => !row.passed),
        name,
      );
      await writeFile(join(folder, name), before);
    }
  });

  await t.test("the evidence is whole without the backup, and says whether it is kept", async () => {
    const folder = runPath(setup.setup, runId);
    const { backup } = must(await verifyEvidence(folder));
    assert.deepEqual([backup?.file.startsWith(`${runId}.sql.`), backup?.isThere], [true, true]);
    const file = join(setup.setup.root, "backups", backup?.file ?? "");
    await rename(file, `${file}.away`);
    const without = must(await verifyEvidence(folder));
    await rename(`${file}.away`, file);
    assert.equal(without.backup?.isThere, false);
    assert.ok(without.checks.every((row) => row.passed));
  });

  await t.test("resuming a closed run does nothing and says so", async () => {
    const rows = await countRows();
    const again = must(await app.resume(runId));
    assert.equal(again.refusal?.reason, "STOP_RUN_CLOSED");
    assert.equal(again.exitCode, 0);
    assert.deepEqual(await countRows(), rows);
  });

  await t.test(
    "every line of the journal is one readable object, and the plan of a revert ends at the sovereign",
    async () => {
      const journal = await readFile(runPath(setup.setup, runId, "journal.jsonl"), "utf8");
      const types = journal
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).event.type);
      assert.equal(types[0], "run_started");
      assert.equal(types.at(-1), "closed");
      assert.equal(
        types.filter((type) => type === "armed").length,
        types.filter((type) => type === "disarmed").length,
      );
    },
  );
});

test("reconcile resumes an approved run and leaves the others alone, and repeating it does nothing more (A-18, K-09)", async () => {
  const documentId = await setup.register(lawOf("reconciling"));
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  const first = (await app.reconcile()).find((row) => row.runId === runId);
  assert.equal(first?.state, "awaiting_lifecycle_authorization");
  const rows = await countRows();
  for (let repetition = 0; repetition < 2; repetition++) {
    const again = (await app.reconcile()).find((row) => row.runId === runId);
    assert.equal(again?.refusal?.reason, "STOP_APPROVAL_REQUIRED");
  }
  assert.deepEqual(await countRows(), rows);
});

test("the status names the run, its gate, its persons and what expires, without opening the database", async () => {
  const opened = setup.live.opened();
  const rows = await app.status(null);
  const waiting = rows.find((row) => "waiting" in row && row.waiting !== null);
  assert.ok(waiting && "waiting" in waiting);
  assert.deepEqual(waiting.waiting?.forPersons, ["sovereign"]);
  assert.ok(waiting.expires.length > 0);
  assert.equal(setup.live.opened(), opened);
});

test("every precheck of the doctor passes on a runner that is ready", async () => {
  assert.deepEqual(
    (await app.doctor()).filter((row) => !row.passed),
    [],
  );
});

function difference(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([table, rows]) => [table, rows - (before[table] ?? 0)]),
  );
}
