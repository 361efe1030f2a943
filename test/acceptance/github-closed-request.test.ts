import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, afterEach, before } from "node:test";
import type { Pull } from "../support/github/world.ts";
import { runPath } from "../support/test-setup.ts";
import { type ActionRun, type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";
import { bySignature } from "./github-story.ts";
import { cutOnce, type WaitingRequest } from "./waiting-request.ts";

const SG_1 = "SG_1_cut_authz";
let setup: GitHubSetup;

before(async () => {
  setup = await makeGitHubSetup();
});
afterEach(() => {
  setup.github.faults.clear();
  assert.deepEqual(setup.github.violations, []);
});
after(async () => {
  await setup[Symbol.asyncDispose]();
});

const act = (command: string, runId = "", job: Readonly<Record<string, string>> = {}) =>
  setup.startAction("run-phases", { command, ...(runId === "" ? {} : { "run-id": runId }) }, job);
const reconcile = () => act("reconcile", "", { GITHUB_EVENT_NAME: "schedule" });

const waitingRequest = cutOnce(() => setup);

const patch = (pull: Pull, body: object) => setup.api("PATCH", `/pulls/${pull.number}`, body);
const merge = (pull: Pull) => setup.api("PUT", `/pulls/${pull.number}/merge`, { merge_method: "merge" });
const requests = (runId: string) =>
  setup.github.world.pulls.filter(({ headRef }) => headRef === `cutter/${runId}/${SG_1}`);
const branchOf = (runId: string) => setup.github.world.git.resolve(`refs/heads/cutter/${runId}/${SG_1}`);
const cardOf = (pull: Pull) =>
  setup.github.world.comments.find(({ issue, body }) => issue === pull.number && body.includes(":card -->"))
    ?.body ?? "";

async function payloadOf(runId: string): Promise<string> {
  const state = JSON.parse(await readFile(runPath(setup.test.setup, runId, "state.json"), "utf8"));
  return (state as { readonly waitsFor: { readonly payloadSha256: string } }).waitsFor.payloadSha256;
}

/** The next job on the run, or the scheduled one on all runs, says that nobody can answer, and by which way it leads out. */
async function assertNoticed(
  { runId }: WaitingRequest,
  found: RegExp,
  look = (id: string) => act("resume", id),
): Promise<void> {
  const noticed = await look(runId);
  assert.deepEqual([noticed.outputs["reason"], noticed.exitCode], ["STOP_REQUEST_CLOSED", 3], noticed.log);
  const annotation = new RegExp(`^::error title=(?:${runId}%3A )?STOP_REQUEST_CLOSED::.*$`, "m").exec(
    noticed.log,
  );
  assert.match(annotation?.[0] ?? noticed.log, found);
  assert.match(annotation?.[0] ?? noticed.log, new RegExp(`cutter orchestrate renew ${runId}`));
}

/** Answers the request that is open now; the run goes on to its next gate. */
async function assertGoesOn(runId: string): Promise<void> {
  const open = requests(runId).filter(({ state }) => state === "open");
  assert.equal(open.length, 1);
  await bySignature(setup, { pull: open[0]?.number ?? 0, runId, gate: SG_1 });
  const gone = await act("resume", runId);
  assert.equal(gone.outputs["gate"], "SG_2_lifecycle_authz", gone.log);
}

const ENDINGS: readonly (readonly [
  what: string,
  found: RegExp,
  end: (waiting: WaitingRequest) => Promise<unknown>,
])[] = [
  ["was closed", /pull request \d+ was closed/, ({ pull }) => patch(pull, { state: "closed" })],
  [
    "lost its branch, which closes it",
    /pull request \d+ was closed/,
    ({ runId }) => setup.api("DELETE", `/git/refs/heads/cutter/${runId}/${SG_1}`),
  ],
  [
    "was merged without the file",
    /pull request \d+ was merged without the answer/,
    ({ pull }) => merge(pull),
  ],
  [
    "was merged without the file and lost its branch",
    /pull request \d+ was merged without the answer/,
    async ({ pull, runId }) => {
      await merge(pull);
      await setup.api("DELETE", `/git/refs/heads/cutter/${runId}/${SG_1}`);
    },
  ],
];

for (const [index, [what, found, end]] of ENDINGS.entries()) {
  const look = index === 0 ? reconcile : (runId: string) => act("resume", runId);
  test(`a request whose pull request ${what} is noticed, told and opened again by the workflow renew`, async () => {
    const waiting = await waitingRequest();
    const { runId, pull } = waiting;
    const old = await payloadOf(runId);
    await end(waiting);
    await assertNoticed(waiting, found, look);
    assert.match(
      cardOf(pull),
      /Stopped before phase 6[\s\S]*STOP_REQUEST_CLOSED[\s\S]*cutter orchestrate renew/,
    );
    const entries = async () =>
      (await readFile(runPath(setup.test.setup, runId, "journal.jsonl"), "utf8")).length;
    const before = await entries();
    await look(runId);
    assert.equal(await entries(), before, "the same stop is not written down again");
    const told = await setup.test.cutter(["status", runId], {
      variables: { ...setup.test.variables, GITHUB_TOKEN: "bot-token" },
    });
    assert.match(told.stdout, /stopped_request_closed[\s\S]*cutter orchestrate renew/, told.stderr);
    const renewed = await act("renew", runId);
    assert.equal(renewed.outputs["decision"], "waiting", renewed.log);
    assert.equal(renewed.exitCode, 0);
    assert.notEqual(await payloadOf(runId), old);
    assert.equal(requests(runId).length, 2);
    await assertGoesOn(runId);
  });
}

test("a request that leads to another branch is noticed, and led back without a second pull request", async () => {
  const waiting = await waitingRequest();
  await patch(waiting.pull, { base: "develop" });
  await assertNoticed(waiting, /pull request \d+ leads to another branch, develop/);
  assert.equal((await act("renew", waiting.runId)).exitCode, 0);
  assert.equal(requests(waiting.runId).length, 1);
  assert.equal(waiting.pull.baseRef, "main");
  await assertGoesOn(waiting.runId);
});

test("a pull request that a person opens again is taken again, and not doubled", async () => {
  const waiting = await waitingRequest();
  await patch(waiting.pull, { state: "closed" });
  await assertNoticed(waiting, /was closed/);
  await patch(waiting.pull, { state: "open" });
  const again = await act("resume", waiting.runId);
  assert.deepEqual([again.outputs["decision"], again.exitCode], ["waiting", 0], again.log);
  assert.equal(again.outputs["state"], "awaiting_cut_authorization");
  assert.match(cardOf(waiting.pull), /^.*\n## Waiting for/);
  assert.equal(requests(waiting.runId).length, 1);
  await assertGoesOn(waiting.runId);
});

test("a draft is still a request: the job says that somebody has to call it ready", async () => {
  const { pull, runId } = await waitingRequest();
  pull.draft = true;
  const waiting = await act("resume", runId);
  assert.deepEqual([waiting.outputs["decision"], waiting.exitCode], ["waiting", 0], waiting.log);
  assert.match(waiting.log, /::notice title=STOP_APPROVAL_REQUIRED::.*a draft/);
});

test("an open request that is renewed keeps its pull request", async () => {
  const { runId, pull } = await waitingRequest();
  const old = await payloadOf(runId);
  assert.equal((await act("renew", runId)).exitCode, 0);
  assert.deepEqual(requests(runId), [pull]);
  assert.notEqual(await payloadOf(runId), old);
  await merge(pull);
  await assertNoticed({ runId, pull }, /was merged without the answer/);
  assert.equal((await act("renew", runId)).exitCode, 0);
  await assertGoesOn(runId);
});

test("an approval that counts is not voided: the same request is opened again for the execution that was forgotten", async () => {
  const { runId, pull } = await waitingRequest();
  const payload = await payloadOf(runId);
  await setup.sign(runId, SG_1, "approve-only");
  await merge(pull);
  const stopped = await act("resume", runId);
  assert.equal(stopped.outputs["state"], "stopped_kill_switch_off", stopped.log);
  assert.match(stopped.log, /::error title=STOP_KILL_SWITCH_OFF::.*was merged.*cutter orchestrate renew/);
  const renewed = await act("renew", runId);
  assert.deepEqual([renewed.outputs["decision"], renewed.exitCode], ["waiting", 0], renewed.log);
  assert.equal(await payloadOf(runId), payload);
  const again = requests(runId).at(-1);
  assert.ok(again?.state === "open" && again !== pull);
  await setup.sign(runId, SG_1, "execute-only");
  await merge(again);
  assert.equal((await act("resume", runId)).outputs["gate"], "SG_2_lifecycle_authz");
});

test("a request that is answered is not renewed: the approval that counts would be void", async () => {
  const { runId, pull } = await waitingRequest();
  await bySignature(setup, { pull: pull.number, runId, gate: SG_1 });
  const refused: ActionRun = await act("renew", runId);
  assert.equal(refused.outputs["reason"], "STOP_GATE_NOT_OPEN", refused.log);
  assert.match(refused.log, /::error title=STOP_GATE_NOT_OPEN::.*would void an approval that counts/);
  assert.equal(refused.exitCode, 3);
  assert.notEqual(await branchOf(runId), null);
  assert.equal((await act("resume", runId)).outputs["gate"], "SG_2_lifecycle_authz");
});
