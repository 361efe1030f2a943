import assert from "node:assert/strict";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { SETTINGS_FILE, type Settings } from "../../src/config/settings.ts";
import { psqlNow } from "../support/psql.ts";
import { reasonOf } from "../support/reason-of.ts";
import { lawOf, makeTestSetup, must, replaceInFile, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let machines = 0;
before(async () => {
  setup = await makeTestSetup();
});
after(() => setup?.[Symbol.asyncDispose]());

/** A machine of the fleet that was just made, whose configuration says where its journals are. */
async function makeMachine(sidecar: Settings["sidecar"] = "postgresql"): Promise<string> {
  machines += 1;
  const root = join(setup.setup.folder, `machine-${machines}`);
  await mkdir(root, { mode: 0o750 });
  await cp(join(setup.setup.root, SETTINGS_FILE), join(root, SETTINGS_FILE));
  await configure(root, sidecar);
  return root;
}

function configure(root: string, sidecar: Settings["sidecar"]): Promise<void> {
  return replaceInFile(join(root, SETTINGS_FILE), (text) => JSON.stringify({ ...JSON.parse(text), sidecar }));
}

async function cutter(
  root: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
) {
  const end = await setup.cutter([...args, "--json"], {
    variables: { ...setup.variables, CUTTER_ROOT: root, ...variables },
  });
  const told = JSON.parse(end.stdout || "null");
  return { code: end.code, told, refusal: told?.refusal ?? told };
}

test("a machine that still says folder is named by the doctor, stops before it writes, and is put right by moving its run", async () => {
  const [own, other] = [await makeMachine("folder"), await makeMachine()];
  const first = await setup.register(lawOf("the forgotten"), { prefix: "FORGOTTEN" });
  const second = await setup.register(lawOf("the moved"), { prefix: "MOVED" });
  const { runId } = (await cutter(own, ["orchestrate", "cut", "--document-id", first])).told;
  assert.equal((await cutter(other, ["orchestrate", "cut", "--document-id", second])).code, 0);
  const examined = await cutter(own, ["doctor", "--quick"]);
  const [failed] = examined.told.checks.filter((check: { passed: boolean }) => !check.passed);
  assert.match(failed.found, /^STOP_SIDECAR_MIXED: the database has journals/);
  assert.match(failed.wayOut, /`sidecar` to `postgresql`.*`cutter sidecar move`/);
  await setup.approve(runId, "SG_1_cut_authz");
  const stopped = await cutter(own, ["orchestrate", "resume", runId]);
  assert.deepEqual([stopped.code, stopped.refusal.reason], [3, "STOP_SIDECAR_MIXED"]);
  await configure(own, "postgresql");
  assert.deepEqual((await cutter(own, ["sidecar", "move"])).told.moved, [runId]);
  const gone = await cutter(own, ["orchestrate", "resume", runId]);
  assert.equal(gone.told.state, "awaiting_lifecycle_authorization", JSON.stringify(gone.told));
  assert.equal((await cutter(own, ["doctor", "--quick"])).code, 0);
});

for (const args of [
  ["status"],
  ["orchestrate", "reconcile"],
  ["orchestrate", "resume"],
  ["orchestrate", "renew"],
])
  test(`a machine that still says folder and has no run is told so by \`cutter ${args.join(" ")}\`, not that there is none`, async () => {
    const [own, other] = [await makeMachine("folder"), await makeMachine()];
    const documentId = await setup.register(lawOf(`elsewhere ${args.join(" ")}`));
    const { runId } = (await cutter(other, ["orchestrate", "cut", "--document-id", documentId])).told;
    const named = ["resume", "renew"].includes(args[1] ?? "") ? [runId] : [];
    const { code, refusal } = await cutter(own, [...args, ...named]);
    assert.deepEqual([code, refusal.reason], [3, "STOP_SIDECAR_MIXED"]);
    await configure(own, "postgresql");
    assert.equal((await cutter(own, ["status", runId])).code, 0);
  });

test("a machine that says folder and can't ask the database tells of its own runs", async () => {
  const own = await makeMachine("folder");
  assert.equal((await cutter(own, ["orchestrate", "reconcile"], { DOT_CUTTER_DB_PORT: "1" })).code, 0);
});

const LOGIN = "DOT_CUTTER_SIDECAR_DB_PASSWORD";

for (const [what, variables] of [
  ["a wrong password", { [LOGIN]: "wrong" }],
  ["no password", { [LOGIN]: "" }],
  ["a role that nobody has made", { DOT_CUTTER_SIDECAR_DB_USER: "cutter_nobody" }],
] as const)
  for (const args of [["status"], ["doctor", "--quick"], ["orchestrate", "reconcile"]])
    test(`with ${what} \`cutter ${args.join(" ")}\` names the variable, and goes on with the right one`, async () => {
      const root = await makeMachine();
      const { code, refusal } = await cutter(root, args, variables);
      assert.deepEqual([code, refusal.reason, refusal.field], [3, "STOP_DB_LOGIN", LOGIN]);
      assert.match(refusal.wayOut, /make that login/);
      assert.notEqual((await cutter(root, args)).refusal?.reason, "STOP_DB_LOGIN");
    });

test("a lane that was made after the schema has no rights until `cutter db install` gives them", async () => {
  const root = await makeMachine();
  psqlNow(
    setup,
    `revoke all on all tables in schema cutter_sidecar from cutter_sidecar;
     revoke usage on schema cutter_sidecar from cutter_sidecar;
     do $$ begin execute format('revoke connect on database %I from cutter_sidecar', current_database()); end $$`,
  );
  const { code, refusal } = await cutter(root, ["status"]);
  assert.deepEqual([code, refusal.reason], [3, "STOP_GRANT_DELTA"]);
  assert.match(refusal.wayOut, /`cutter db install`/);
  assert.equal((await cutter(root, ["db", "install"])).code, 0);
  assert.equal((await cutter(root, ["status"])).code, 0);
  assert.equal((await cutter(root, ["db", "check"])).told.sound, true);
});

for (const hours of [-1, 1])
  test(`a machine whose clock is ${hours} h off asks nobody, and another one goes on with its run`, async () => {
    const documentId = await setup.register(lawOf(`the hour ${hours}`), { prefix: `HOUR-${hours + 2}` });
    const settings = { sidecar: "postgresql" } as const;
    const clock = { now: () => new Date(Date.now() + hours * 3_600_000) };
    await using off = await setup.openApp({ root: await makeMachine(), settings, clock });
    const begun = must(await off.cut({ documentId, mode: "LIVE" }));
    assert.equal(reasonOf(begun.refusal), "STOP_CLOCK_SKEW");
    await using right = await setup.openApp({ root: await makeMachine(), settings });
    const gone = must(await right.resume(begun.runId));
    assert.equal(reasonOf(gone.refusal), "STOP_APPROVAL_REQUIRED");
  });

test("a base whose schema is of an earlier release says that the owner installs it", async () => {
  const root = await makeMachine();
  psqlNow(setup, "set client_min_messages = error; drop schema cutter_sidecar cascade");
  for (const args of [["status"], ["doctor", "--quick"], ["sidecar", "move"]]) {
    const { code, refusal } = await cutter(root, args);
    assert.deepEqual([code, refusal.reason], [3, "STOP_DB_SCHEMA_MISSING"], args.join(" "));
    assert.match(refusal.wayOut, /`cutter db install`/);
  }
});
