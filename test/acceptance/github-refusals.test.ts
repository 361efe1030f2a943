import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, afterEach, before } from "node:test";
import { REFUSALS } from "../support/github/refusals.ts";
import { lawOf, runPath } from "../support/test-setup.ts";
import { type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";
import { bySignature, judgePull } from "./github-story.ts";
import { cutOnce } from "./waiting-request.ts";

const COMMENTS = /\/issues\/\d+\/comments$/;
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

async function cut(title: string) {
  const documentId = await setup.test.register(lawOf(title));
  return setup.startAction("run-phases", { command: "cut", "document-id": documentId });
}

const waitingRequest = cutOnce(() => setup);

const act = (command: string, runId = "") =>
  setup.startAction("run-phases", { command, ...(runId === "" ? {} : { "run-id": runId }) });

test("where Actions may open no pull requests, the job says GitHub's words and the setting, and goes on once it is on", async () => {
  const { workflowPermissions } = setup.github.world.settings;
  workflowPermissions["can_approve_pull_request_reviews"] = false;
  const stopped = await cut("no pull requests");
  assert.deepEqual([stopped.outputs["reason"], stopped.exitCode], ["STOP_GITHUB_FORBIDDEN", 3], stopped.log);
  const annotation = /^::error title=STOP_GITHUB_FORBIDDEN::.*$/m.exec(stopped.log)?.[0] ?? stopped.log;
  assert.match(annotation, /GitHub Actions is not permitted to create or approve pull requests\./);
  assert.match(annotation, /Settings, Actions, General, Workflow permissions/);
  assert.match(stopped.summary, /GitHub Actions is not permitted to create or approve pull requests/);
  const again = await act("reconcile");
  assert.equal(again.outputs["reason"], "STOP_GITHUB_FORBIDDEN");
  assert.match(again.log, /GitHub Actions is not permitted to create or approve pull requests\./);
  workflowPermissions["can_approve_pull_request_reviews"] = true;
  const before = setup.github.world.pulls.length;
  assert.equal((await act("reconcile")).exitCode, 0);
  assert.equal(setup.github.world.pulls.length, before + 1);
});

test("a comment that GitHub refuses neither fails nor repeats a phase on the database", async () => {
  const waiting = await cut("no comments");
  const runId = waiting.outputs["run-id"] ?? "";
  const pull = setup.github.world.pulls.length;
  await bySignature(setup, { pull, runId, gate: "SG_1_cut_authz" });
  setup.github.faults.add({ method: "POST", path: COMMENTS, times: 99, kind: REFUSALS.notForThisApp });
  const stopped = await act("resume", runId);
  assert.equal(stopped.outputs["reason"], "STOP_GITHUB_FORBIDDEN", stopped.log);
  assert.equal(stopped.outputs["state"], "stopped_github_forbidden");
  setup.github.faults.clear();
  const gone = await act("resume", runId);
  assert.equal(gone.outputs["gate"], "SG_2_lifecycle_authz", gone.log);
  const journal = await readFile(runPath(setup.test.setup, runId, "journal.jsonl"), "utf8");
  const events = journal
    .trim()
    .split("\n")
    .map(
      (line) =>
        (JSON.parse(line) as { readonly event: { readonly type: string; readonly phase?: string } }).event,
    );
  const legA = events.filter(({ phase }) => phase === "cut_leg_a").map(({ type }) => type);
  assert.deepEqual(legA, ["phase_intent", "phase_result"]);
  await using owner = await setup.test.owner();
  const receipts = await owner.query("select phase from cutter_governance.phase_receipt where run_id = $1", [
    runId,
  ]);
  assert.deepEqual(receipts.rows.map((row) => row["phase"]).sort(), [
    "cut_leg_a",
    "leg_b_record",
    "write_verify",
  ]);
});

for (const [what, path] of [
  ["the status", /\/statuses\/[0-9a-f]+$/],
  ["the comment", COMMENTS],
] as const)
  test(`a check that may not write ${what} names the reason and the right, and its verdict stands in the summary`, async () => {
    const pull = (await waitingRequest()).pull.number;
    setup.github.faults.add({ method: "POST", path, times: 9, kind: REFUSALS.notForThisToken });
    const judged = await judgePull(setup, pull);
    assert.deepEqual(
      [judged.outputs["decision"], judged.outputs["reason"], judged.exitCode],
      ["stopped", "STOP_GITHUB_FORBIDDEN", 3],
      judged.log,
    );
    assert.match(judged.summary, /## No approval yet/);
    assert.match(judged.summary, /Resource not accessible by personal access token/);
    assert.match(judged.log, /::error title=STOP_GITHUB_FORBIDDEN::.*(?:statuses|pull-requests): write/);
    assert.doesNotMatch(judged.log, /at .*\.mjs|fault/);
    setup.github.faults.clear();
    assert.equal((await judgePull(setup, pull)).exitCode, 0);
  });

test("a check whose token only reads still says in its summary why the approval opens nothing", async () => {
  const { runId, pull } = await waitingRequest();
  const content = Buffer.from("no approval\n").toString("base64");
  const branch = `cutter/${runId}/SG_1_cut_authz`;
  const path = `/contents/approvals/${runId}/SG_1_cut_authz.md`;
  await setup.api("PUT", path, { message: "x", content, branch });
  const token = setup.github.world.tokens.get(setup.github.tokens.bot);
  assert.ok(token);
  setup.github.world.tokens.set(setup.github.tokens.bot, { ...token, permission: "pull" });
  const judged = await judgePull(setup, pull.number);
  setup.github.world.tokens.set(setup.github.tokens.bot, token);
  assert.equal(judged.exitCode, 3, judged.log);
  assert.match(judged.summary, /## Cannot open SG_1_cut_authz/);
  assert.match(judged.log, /::error title=STOP_APPROVAL_/);
  assert.match(judged.log, /::error title=STOP_GITHUB_FORBIDDEN::.*Resource not accessible by integration/);
});

test("a check to which GitHub does not answer says so, without a stack", async () => {
  const pull = (await waitingRequest()).pull.number;
  setup.github.faults.add({ method: "GET", path: /\/pulls\/\d+$/, times: 9, kind: REFUSALS.badCredentials });
  const judged = await judgePull(setup, pull);
  assert.deepEqual([judged.outputs["reason"], judged.exitCode], ["STOP_GITHUB_TOKEN", 3], judged.log);
  assert.match(judged.summary, /Bad credentials/);
});
