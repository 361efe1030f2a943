import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { promisify } from "node:util";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { gitEnvironment, lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const run = promisify(execFile);
const SG_1 = "SG_1_cut_authz";

let test: TestSetup;
let app: App;
let runId: string;
let putBack: () => Promise<void>;

before(async () => {
  test = await makeTestSetup();
  app = await test.openApp();
  const documentId = await test.register(lawOf("a law that waits"));
  runId = must(await app.cut({ documentId, mode: "LIVE" })).runId;
  putBack = await test.remember();
});
beforeEach(() => putBack());
after(async () => {
  await app[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

const git = (...args: readonly string[]) =>
  run("git", ["-C", test.setup.repository, ...args], { env: gitEnvironment(test.setup) });

async function commit(path: string, text: string | null): Promise<void> {
  const file = join(test.setup.repository, path);
  if (text === null) await rm(file);
  else await writeFile(file, text);
  await git("add", "--all", "--", path);
  await git("commit", "--quiet", "--no-gpg-sign", "--message", path);
}

const reasonOf = ({ refusal }: RunOutcome) => refusal?.reason;
const card = () => readFile(join(test.setup.root, "reports", runId, "run-card.md"), "utf8");

/** Each place of a HOLD: how it is made and taken away, and the precheck of the doctor that sees it, by its name. */
const HOLDS: readonly (readonly [
  where: string,
  seen: RegExp,
  put: () => Promise<unknown>,
  take: () => Promise<unknown>,
])[] = [
  [
    "in the sidecar",
    /^no HOLD in the sidecar: wait for me$/,
    () => writeFile(join(test.setup.root, "HOLD"), "wait for me\n"),
    () => rm(join(test.setup.root, "HOLD")),
  ],
  [
    "on main",
    /^no HOLD in the control repository: approvals\/HOLD$/,
    () => commit("approvals/HOLD", "wait\n"),
    () => commit("approvals/HOLD", null),
  ],
  [
    "on main, with an ending",
    /^no HOLD in the control repository: approvals\/hold\.md$/,
    () => commit("approvals/hold.md", "wait\n"),
    () => commit("approvals/hold.md", null),
  ],
  [
    "in the folder of the run",
    /^no HOLD in the control repository: approvals\/ictr-\S+\/HOLD$/,
    async () => {
      await git("merge", "--quiet", "--no-gpg-sign", "--no-ff", "--no-edit", `cutter/${runId}/${SG_1}`);
      await commit(`approvals/${runId}/HOLD`, "wait\n");
    },
    () => commit(`approvals/${runId}/HOLD`, null),
  ],
  [
    "as a branch",
    /^no HOLD in the control repository: refs\/heads\/HOLD$/,
    () => git("branch", "HOLD"),
    () => git("branch", "-D", "HOLD"),
  ],
];

describe("a HOLD is seen by the doctor, and once it is gone the run waits and goes on", () => {
  for (const [where, seen, put, take] of HOLDS)
    it(where, async () => {
      const held = async () =>
        (await app.doctor({ quick: true }))
          .filter(({ name, passed }) => name.startsWith("no HOLD") && !passed)
          .map(({ name, found }) => `${name}: ${found}`);
      assert.deepEqual(await held(), []);
      await put();
      const stopped = must(await app.resume(runId));
      assert.deepEqual([reasonOf(stopped), stopped.state], ["STOP_HOLD", "stopped_hold"]);
      assert.match(
        stopped.refusal?.wayOut ?? "",
        where === "as a branch" ? /--delete refs\/heads\/HOLD/ : /HOLD file/,
      );
      assert.match(await card(), /^## Stopped before/);
      const [found, ...more] = await held();
      assert.match(found ?? "", seen);
      assert.deepEqual(more, []);
      await take();
      assert.deepEqual(await held(), []);
      const waiting = must(await app.resume(runId));
      assert.deepEqual(
        [reasonOf(waiting), waiting.state, waiting.exitCode],
        ["STOP_APPROVAL_REQUIRED", "awaiting_cut_authorization", 0],
      );
      assert.match(await card(), /^## Waiting for/);
      await test.approve(runId, SG_1);
      assert.equal(must(await app.resume(runId)).waiting?.gate, "SG_2_lifecycle_authz");
    });
});

describe("without GitHub a request that nobody can answer any more is noticed and opened again", () => {
  const branch = () => `cutter/${runId}/${SG_1}`;

  it("its branch was deleted", async () => {
    const payload = must(await app.resume(runId)).waiting?.payloadSha256;
    await git("branch", "-D", branch());
    const [noticed] = await app.reconcile();
    assert.equal(noticed?.refusal?.reason, "STOP_REQUEST_CLOSED");
    assert.match(noticed?.refusal?.actual ?? "", /^no branch cutter\//);
    assert.match(await card(), /STOP_REQUEST_CLOSED[\s\S]*cutter orchestrate renew/);
    const [told] = await app.status(runId);
    assert.equal(told && "state" in told && told.state, "stopped_request_closed");
    const renewed = must(await app.renew(runId));
    assert.equal(reasonOf(renewed), "STOP_APPROVAL_REQUIRED");
    assert.notEqual(renewed.waiting?.payloadSha256, payload);
    await test.approve(runId, SG_1);
    assert.equal(must(await app.resume(runId)).waiting?.gate, "SG_2_lifecycle_authz");
  });

  it("somebody put the branch back", async () => {
    const tip = (await git("rev-parse", branch())).stdout.trim();
    await git("branch", "-D", branch());
    assert.equal(reasonOf(must(await app.resume(runId))), "STOP_REQUEST_CLOSED");
    await git("branch", branch(), tip);
    const waiting = must(await app.resume(runId));
    assert.deepEqual(
      [reasonOf(waiting), waiting.state],
      ["STOP_APPROVAL_REQUIRED", "awaiting_cut_authorization"],
    );
  });

  it("but one that was merged without the file, and lost its branch, is answered on the default branch", async () => {
    await git("merge", "--quiet", "--no-gpg-sign", "--no-ff", "--no-edit", branch());
    await git("branch", "-D", branch());
    assert.equal(reasonOf(must(await app.resume(runId))), "STOP_APPROVAL_REQUIRED");
    await test.approve(runId, SG_1);
    assert.equal(must(await app.resume(runId)).waiting?.gate, "SG_2_lifecycle_authz");
  });
});

it("a run that had stopped before it was asked at SG_3 says what is next, and after a HOLD again", async () => {
  await test.approve(runId, SG_1);
  must(await app.resume(runId));
  await test.answer(runId, "SG_2_lifecycle_authz", "refuse");
  const refused = must(await app.resume(runId));
  assert.equal(reasonOf(refused), "STOP_APPROVAL_WITHDRAWN");
  assert.match(refused.refusal?.wayOut ?? "", new RegExp(`\`cutter orchestrate renew ${runId}\``));
  assert.match(await card(), /^## Stopped before/);
  assert.doesNotMatch(await card(), /^### (?:If SG_2|To approve)/m);
  const told = async () => {
    const { outcome } = must(await app.revert(runId, { execute: true }));
    const [status] = await app.status(runId);
    return [
      outcome?.state,
      outcome?.next,
      status !== undefined && "next" in status ? status.next : undefined,
    ];
  };
  const next = `cutter approve --run ${runId} --gate SG_3_compensation_authz --push, then cutter orchestrate revert ${runId} --execute`;
  const waits = ["stopped_approval_withdrawn", next, next];
  assert.deepEqual(await told(), waits);
  const asks = async () => {
    assert.match(await card(), /^## Waiting for .*\(SG_3\)[\s\S]*^### If SG_3/m);
    assert.doesNotMatch(await card(), /STOP_/);
  };
  await asks();
  await writeFile(join(test.setup.root, "HOLD"), "wait\n");
  assert.deepEqual(await told(), ["stopped_hold", null, null]);
  await rm(join(test.setup.root, "HOLD"));
  assert.deepEqual(await told(), waits);
  await asks();
  const status = await test.cutter(["status", runId]);
  assert.match(status.stdout, /next: cutter approve/);
  assert.doesNotMatch(status.stdout, /STOP_/);
});

it("a run is not given up without a reason", async () => {
  const end = await test.cutter(["orchestrate", "void", runId, "--why", " ", "--yes", "--json"]);
  assert.deepEqual([end.code, JSON.parse(end.stdout)["reason"]], [2, "STOP_BAD_INPUT"], end.stderr);
});
