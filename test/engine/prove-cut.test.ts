import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { RefusalError } from "../../src/domain/refusal.ts";
import type { Precheck } from "../../src/engine/precheck.ts";
import { makeTestSetup, type TestSetup } from "../support/test-setup.ts";

const NAME = "a toy cut on a restored copy";

let setup: TestSetup;

before(async () => {
  setup = await makeTestSetup();
});
after(() => setup?.[Symbol.asyncDispose]());

async function readTables() {
  await using app = await setup.openApp();
  await using live = await app.openKnowledgeBase();
  await using snapshot = await live.openSnapshot();
  return snapshot.tables;
}

/** Every file of the sidecar but what is kept of the control repository's history, and of the last audit. */
async function listSidecar(): Promise<readonly string[]> {
  const names = await readdir(setup.setup.root, { recursive: true });
  return names.filter((name) => !["approvals/history", "reports/audit-clean.json"].includes(name)).sort();
}

async function toyRow(change: Parameters<TestSetup["openApp"]>[0] = {}): Promise<Precheck | undefined> {
  await using app = await setup.openApp(change);
  return (await app.doctor()).find(({ name }) => name === NAME);
}

test("a green doctor has backed up, restored and rehearsed a toy cut, and leaves nothing of it (F-103)", async () => {
  const [tables, files] = [await readTables(), await listSidecar()];
  const told: string[] = [];
  const found = await toyRow({ onProgress: (text) => told.push(text) });
  assert.equal(found?.passed, true, JSON.stringify(found));
  assert.match(found.found, /^23 tables backed up and restored, \d+ steps rehearsed$/);
  assert.deepEqual(await readTables(), tables);
  assert.deepEqual(await listSidecar(), files);
  await using app = await setup.openApp();
  assert.deepEqual(await app.status(null), []);
});

test("the quick doctor leaves the toy cut out", async () => {
  await using app = await setup.openApp();
  const checks = await app.doctor({ quick: true });
  assert.ok(checks.every(({ passed }) => passed));
  assert.ok(checks.every(({ name }) => name !== NAME));
});

test("what every other precheck passes over and no cut survives is told by the toy cut, with its way out (F-103)", async () => {
  const target = setup.live.dumpTarget();
  assert.ok(target);
  const live = { ...setup.live, dumpTarget: () => ({ ...target, password: "another" }) };
  const found = await toyRow({ live });
  assert.equal(found?.passed, false);
  assert.match(found.found, /^STOP_BACKUP_FAILED \(pg_dump\): .*password authentication failed/);
  assert.notEqual(found.wayOut, "");
  // The way out, to its end: the cause is mended, and the doctor is asked again.
  assert.equal((await toyRow())?.passed, true);
});

test("a policy that is refused is told with what was found of it", async () => {
  await using app = await setup.openApp({
    settings: { rootKeys: [join(setup.setup.folder, "keys", "recipient.asc")] },
  });
  const policy = await app.doctor().then((rows) => rows.find(({ name }) => name === "approval policy"));
  assert.equal(policy?.passed, false);
  assert.match(
    policy.found,
    /^STOP_POLICY_UNTRUSTED \(approvals\/policy\.json\): [0-9a-f]{40}: STOP_APPROVAL_SIGNER_UNKNOWN/,
  );
});

test("where another precheck fails the toy cut is not tried", async () => {
  assert.equal(await toyRow({ environment: { BACKUP_GPG_FPR: "A".repeat(40) } }), undefined);
});

test("a doctor that is asked to end gives the toy cut up and leaves nothing (F-103)", async () => {
  const files = await listSidecar();
  const controller = new AbortController();
  const found = await toyRow({
    interrupted: controller.signal,
    live: {
      ...setup.live,
      // pg_dump is about to start.
      dumpTarget() {
        controller.abort("SIGINT");
        return setup.live.dumpTarget();
      },
    },
  });
  assert.match(found?.found ?? "", /^STOP_INTERRUPTED/);
  assert.deepEqual(await listSidecar(), files);
});

test("a doctor that is asked to end during its prechecks begins no other, and its reason is that (F-103)", async () => {
  const opened = setup.live.opened();
  const controller = new AbortController();
  await using app = await setup.openApp({ interrupted: controller.signal });
  controller.abort("SIGINT");
  await assert.rejects(app.doctor(), (fault: RefusalError) => fault.refusal.reason === "STOP_INTERRUPTED");
  assert.equal(setup.live.opened(), opened);
});

test("the command proves, tells what it is at, and ends at a signal without a leftover; --quick does not prove (F-103)", async () => {
  const files = await listSidecar();
  const whole = await setup.cutter(["doctor"]);
  assert.equal(whole.code, 0, whole.stderr);
  assert.match(whole.stdout, new RegExp(`${NAME} +passed`));
  assert.match(whole.stderr, /dumping, encrypting and restoring/);
  const quick = await setup.cutter(["doctor", "--quick"]);
  assert.equal(quick.code, 0, quick.stderr);
  assert.doesNotMatch(quick.stdout, new RegExp(NAME));
  const ended = await setup.cutter(["doctor"], {
    onStderr: (text, kill) => {
      if (/dumping/.test(text)) kill("SIGINT");
    },
  });
  assert.equal(ended.code, 130, ended.stdout);
  assert.deepEqual(await listSidecar(), files);
});
