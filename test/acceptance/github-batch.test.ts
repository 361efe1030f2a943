import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { lawOf } from "../support/test-setup.ts";
import { tellBatchRun } from "./github-batch.ts";
import { type ActionRun, type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";

let setup: GitHubSetup;

before(async () => {
  setup = await makeGitHubSetup();
});
after(async () => {
  await setup[Symbol.asyncDispose]();
});

async function registerEach(...titles: readonly string[]): Promise<readonly string[]> {
  const ids = [];
  for (const title of titles) ids.push(await setup.test.register(lawOf(title)));
  return ids;
}

const cut = (inputs: Readonly<Record<string, string>>) =>
  setup.startAction("run-phases", { command: "cut", ...inputs });

function assertEnded(run: ActionRun, decision: string, reason: string, exitCode = 0): void {
  const { outputs } = run;
  assert.deepEqual(
    [outputs["decision"], outputs["reason"], run.exitCode],
    [decision, reason, exitCode],
    run.log,
  );
}

test("a batch of three goes from dispatch to its end on two pull requests, with at most 60 requests", async () => {
  const documents = await registerEach("first of three", "second of three", "third of three");
  const steps: (readonly [string, string])[] = [];
  const summaries: string[] = [];
  const closed = await tellBatchRun(setup, documents, (what, step) => {
    steps.push([what, step.outputs["decision"] ?? ""]);
    summaries.push(step.summary);
  });
  assertEnded(closed, "done", "");
  assert.equal(closed.outputs["state"], "closed");
  assert.deepEqual(
    steps.map(([, decision]) => decision),
    ["waiting", "waiting", "accepted", "waiting", "waiting", "accepted", "done"],
  );
  const { pulls, comments } = setup.github.world;
  assert.equal(pulls.length, 2);
  assert.match(
    summaries[0] ?? "",
    /^## Waiting for an approval of SG_1_cut_authz\n\nBatch `ictb-[^`]+`, 3 documents: 3 open;/,
  );
  assert.match(summaries[0] ?? "", /cutter approve --batch ictb-/);
  assert.match(closed.summary, /^## Done\n\nBatch `ictb-[^`]+`, 3 documents: 3 closed; state `closed`\./);
  const cards = comments.filter(({ body }) => body.includes(":card -->"));
  assert.deepEqual(
    cards.map(({ issue }) => issue),
    [1, 2],
  );
  assert.match(cards[1]?.body ?? "", /## Done: every member has come to its end/);
  assert.ok(setup.runnerRequests() <= 60, `${setup.runnerRequests()} requests`);
  assert.deepEqual(setup.github.violations, []);
});

test("a batch is listed by a file of the control repository's default branch, and goes on by reconcile and by name", async () => {
  const [one = "", two = ""] = await registerEach("listed in a file", "listed below it");
  const content = Buffer.from(`# laws of the week\n${one}\n\n${two}\n`).toString("base64");
  const put = await setup.api("PUT", "/contents/batches/week.txt", {
    message: "List",
    content,
    branch: "main",
  });
  assert.equal(put.status, 201);
  const started = await cut({ "batch-file": "batches/week.txt", halt: "continue", canary: "2", wave: "7" });
  assertEnded(started, "waiting", "STOP_APPROVAL_REQUIRED");
  assert.match(started.summary, /2 documents: 2 open/);
  const batchId = started.outputs["run-id"] ?? "";
  assert.match(batchId, /^ictb-/);
  const reconcile = (id: string) =>
    setup.startAction("run-phases", { command: "reconcile", "run-id": id }, { GITHUB_EVENT_NAME: "push" });
  const all = await reconcile("");
  assert.equal(all.exitCode, 0, all.log);
  assert.match(
    all.summary,
    new RegExp(`of \\d+ batches went on[\\s\\S]*- \`${batchId}\`: refused, \`awaiting_SG_1`),
  );
  assertEnded(await reconcile(batchId), "waiting", "STOP_APPROVAL_REQUIRED");
  assertEnded(
    await setup.startAction("run-phases", { command: "renew", "run-id": batchId }),
    "waiting",
    "STOP_APPROVAL_REQUIRED",
  );
});

test("what does not name documents, or names them wrongly, starts nothing and says why (A-04)", async (t) => {
  const [known = ""] = await registerEach("known");
  const pulls = setup.github.world.pulls.length;
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ["nothing", {}, /one of document-id, documents and batch-file/],
    ["two at once", { "document-id": known, documents: known }, /found 2 of them/],
    ["a document that is no id", { documents: `${known} $(id)` }, /documents\.1/],
    ["a document with a path", { documents: "../x" }, /documents\.0/],
    ["a document twice", { documents: `${known} ${known}` }, /twice/],
    ["a file above the top", { "batch-file": "../secrets" }, /batch-file/],
    ["an absolute file", { "batch-file": "/etc/passwd" }, /batch-file/],
    ["a file that is not there", { "batch-file": "batches/none.txt" }, /no such file|no folder/],
    ["a folder", { "batch-file": "approvals" }, /no such file/],
    ["a rule that does not exist", { documents: known, halt: "never" }, /halt/],
    ["a wave of no size", { documents: known, wave: "0" }, /wave/],
    ["a dry run", { documents: known, mode: "DRYRUN" }, /LIVE for a batch/],
  ];
  for (const [what, inputs, told] of cases)
    await t.test(what, async () => {
      const refused = await cut(inputs);
      assertEnded(refused, "refused", "STOP_BAD_INPUT", 2);
      assert.match(`${refused.log}\n${refused.summary}`, told);
    });
  assert.equal(setup.github.world.pulls.length, pulls);
  assertEnded(
    await setup.startAction("run-phases", { command: "resume", "run-id": "ictb-20200101T000000Z-00000000" }),
    "refused",
    "STOP_BATCH_UNKNOWN",
    2,
  );
});
