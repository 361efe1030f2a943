import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import { PHASES } from "../../src/domain/phases.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { bundleCutter, runCutter } from "../support/cutter.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let bundle: Awaited<ReturnType<typeof bundleCutter>>;

before(async () => {
  bundle = await bundleCutter();
  setup = await makeTestSetup("postgresql", bundle.folder);
});
after(async () => {
  await setup[Symbol.asyncDispose]();
  await bundle[Symbol.asyncDispose]();
});

const cutter: typeof runCutter = (args, options) => runCutter(args, { program: bundle.program, ...options });

const WRITING = new Set(["cut_leg_a", "leg_b_record", "write_verify", "lifecycle_enact"]);

function pointsOf(phases: readonly (typeof PHASES)[number][]): readonly string[] {
  return phases.flatMap(({ name }) => [
    `${name}:before_intent`,
    `${name}:after_intent`,
    ...(WRITING.has(name) ? [`${name}:in_transaction`, `${name}:before_commit`] : []),
    `${name}:after_effect`,
    `${name}:after_result`,
    "report:written",
  ]);
}

function openingPoints(gate: string): readonly string[] {
  return [`${gate}:after_judged`, `${gate}:after_armed`];
}

const BEFORE_SG_1 = [
  ...pointsOf(PHASES.slice(0, 5)),
  "SG_1_cut_authz:after_request",
  "SG_1_cut_authz:after_opened",
];
const BEHIND_SG_1 = [
  ...openingPoints("SG_1_cut_authz"),
  ...pointsOf(PHASES.slice(5, 9)),
  "SG_2_lifecycle_authz:after_request",
  "SG_2_lifecycle_authz:after_opened",
];
const BEHIND_SG_2 = [
  ...openingPoints("SG_2_lifecycle_authz"),
  ...pointsOf(PHASES.slice(9)),
  "report:written",
  "close:after_seal",
  "close:after_index",
];

/** Kills the process at the point, once; the run must be able to go on from there. */
async function killAt(point: string, args: readonly string[]): Promise<void> {
  const end = await cutter(args, { variables: { ...setup.variables, CUTTER_CRASH_AT: point } });
  assert.equal(end.signal, "SIGKILL", `${point} was not reached: ${end.stderr.slice(-600)}`);
}

async function resume(runId: string): Promise<string> {
  const end = await cutter(["orchestrate", "resume", runId, "--json"], { variables: setup.variables });
  assert.equal(end.code, 0, end.stderr);
  return JSON.parse(end.stdout).state;
}

async function newestRun(): Promise<string> {
  const names = await readdir(join(setup.setup.root, "runs"));
  const runId = names
    .filter((name) => name.startsWith("ictr-"))
    .sort()
    .at(-1);
  assert.ok(runId);
  return runId;
}

/** What a document's run has left in the database, without what differs between any two runs: ids, times, transactions, the run's own name. */
async function readContent(runId: string, prefix: string): Promise<Readonly<Record<string, string>>> {
  await using owner = await setup.owner();
  const content: Record<string, string> = {};
  for (const table of GOVERNED_TABLES) {
    const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
    const own = rows.map(({ row }) => row).filter((row) => row.includes(runId) || row.includes(`${prefix}/`));
    content[table] = `${sha256Hex(
      own
        .map((row) => neutral(row, runId, prefix))
        .sort()
        .join("\n"),
    )} ${own.length}`;
  }
  return content;
}

function neutral(row: string, runId: string, prefix: string): string {
  return row
    .replaceAll(runId, "RUN")
    .replaceAll(prefix, "PREFIX")
    .replace(/document-\d+/g, "DOCUMENT")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
    .replace(/\d{4}-\d{2}-\d{2}T[0-9:.+Z]+/g, "TIME")
    .replace(/"(?:xact|birth_xid)": ?"?\d+"?/g, "XACT")
    .replace(/\b[0-9a-f]{32,64}\b/g, "DIGEST");
}

test("a run that is killed once at every named crash point ends as one that was never killed (F-01)", async (t) => {
  const text = lawOf("the killed law");
  const calmId = await setup.register(text, { prefix: "CALM" });
  const killedId = await setup.register(text, { prefix: "KILL" });

  await using app = await setup.openApp();
  const calm = must(await app.cut({ documentId: calmId, mode: "LIVE" })).runId;
  await setup.approve(calm, "SG_1_cut_authz");
  must(await app.resume(calm));
  await setup.approve(calm, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(calm)).state, "closeout_reported");

  await killAt("run:created", ["orchestrate", "cut", "--document-id", killedId]);
  const killed = await newestRun();
  const go = ["orchestrate", "resume", killed];
  await t.test(`${BEFORE_SG_1.length} points before SG_1`, async () => {
    for (const point of BEFORE_SG_1) await killAt(point, go);
    assert.equal(await resume(killed), "awaiting_cut_authorization");
  });
  await t.test(`${BEHIND_SG_1.length} points behind SG_1`, async () => {
    await setup.approve(killed, "SG_1_cut_authz");
    for (const point of BEHIND_SG_1) await killAt(point, go);
    assert.equal(await resume(killed), "awaiting_lifecycle_authorization");
  });
  await t.test(`${BEHIND_SG_2.length} points behind SG_2`, async () => {
    await setup.approve(killed, "SG_2_lifecycle_authz");
    for (const point of BEHIND_SG_2) await killAt(point, go);
    assert.equal(await resume(killed), "closeout_reported");
  });
  await t.test("the database holds the same content for both runs", async () => {
    const [one, other] = [await readContent(killed, "KILL"), await readContent(calm, "CALM")];
    assert.deepEqual(one, other);
    assert.match(other["public.information_unit"] ?? "", / 3$/);
  });
  await t.test(
    "both runs have the same thirteen reports, and no plaintext of the backup is left",
    async () => {
      const [one, other] = await Promise.all(
        [killed, calm].map((runId) => readdir(runPath(setup.setup, runId, "kb"))),
      );
      assert.deepEqual(one, other);
      assert.equal(one?.length, 13);
      for (const name of await readdir(join(setup.setup.root, "backups"))) {
        const content = await readFile(join(setup.setup.root, "backups", name));
        assert.ok(!content.includes("the killed law"), name);
      }
    },
  );
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} in the middle of a run ends it at a safe point, and the next start knows where it was (F-02)`, async () => {
    const documentId = await setup.register(lawOf(signal));
    let asked = false;
    const end = await cutter(["orchestrate", "cut", "--document-id", documentId], {
      variables: setup.variables,
      onStderr: (text, kill) => {
        if (asked || !text.includes("phase 3 cutplan")) return;
        asked = true;
        kill(signal);
      },
    });
    assert.equal(end.code, signal === "SIGINT" ? 130 : 143, end.stderr);
    assert.match(end.stderr, /STOP_INTERRUPTED/);
    assert.equal(await resume(await newestRun()), "awaiting_cut_authorization");
  });
}

test("of two starts of a run that a third process holds, both are refused with STOP_LOCK_HELD, and one goes on afterwards (F-20)", async () => {
  const documentId = await setup.register(lawOf("twice at once"));
  await using app = await setup.openApp();
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  const start = async () => {
    const end = await cutter(["orchestrate", "resume", runId, "--json"], { variables: setup.variables });
    const told = JSON.parse(end.stdout);
    return `${end.code} ${told.reason ?? told.refusal?.reason}`;
  };
  // This process is the third: it holds the run, so that both others meet the lock, however long they take to start.
  const sidecar = await openSidecar({ root: setup.setup.root, project: () => ({}), clock: systemClock });
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
