import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { examineGitHub } from "../../src/compose/doctor-github.ts";
import { renderControlWorkflow } from "../../src/reports/control-workflow.ts";
import { REQUIRED_CONTEXT } from "../../src/trust/check-repository.ts";
import { REFUSALS } from "../support/github/refusals.ts";
import { lawOf, must } from "../support/test-setup.ts";
import { type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";

let setup: GitHubSetup;

before(async () => {
  setup = await makeGitHubSetup();
});
after(async () => {
  await setup[Symbol.asyncDispose]();
});

async function cut(title: string, onLog?: Parameters<GitHubSetup["startAction"]>[3]) {
  const documentId = await setup.test.register(lawOf(title));
  return setup.startAction("run-phases", { command: "cut", "document-id": documentId }, {}, onLog);
}

/** Resumes every run; returns the pull requests that exist afterwards. */
async function reconcile(): Promise<number> {
  const ended = await setup.startAction(
    "run-phases",
    { command: "reconcile" },
    { GITHUB_EVENT_NAME: "schedule" },
  );
  assert.equal(ended.exitCode, 0, ended.log);
  return setup.github.world.pulls.length;
}

test("a cancelled job leaves a known state from which the run goes on (A-19)", async (t) => {
  for (const [signal, moment] of [
    ["SIGINT", "phase 2"],
    ["SIGTERM", "phase 4"],
    ["SIGKILL", "phase 4"],
  ] as const)
    await t.test(`${signal} at ${moment}`, async () => {
      const before = setup.github.world.pulls.length;
      let sent = false;
      const cancelled = await cut(`${signal} at ${moment}`, (log, child) => {
        if (sent || !log.includes(moment)) return;
        sent = true;
        child.kill(signal);
      });
      assert.notEqual(cancelled.exitCode, 0, cancelled.log);
      assert.equal(setup.github.world.pulls.length, before);
      assert.equal(await reconcile(), before + 1);
      const pull = setup.github.world.pulls.at(-1)?.number;
      const reports = setup.github.world.comments.filter(
        (comment) => comment.issue === pull && comment.body.includes(":report="),
      );
      assert.equal(reports.length, 6);
    });
});

test("a runner that is not ready is told by the job's doctor, with every precheck that failed", async () => {
  const ready = await setup.startAction("run-phases", { command: "doctor" });
  assert.equal(ready.outputs["decision"], "done", ready.log);
  const unready = await setup.startAction(
    "run-phases",
    { command: "doctor" },
    { BACKUP_GPG_FPR: "0".repeat(40) },
  );
  assert.equal(unready.exitCode, 3, unready.log);
  assert.equal(unready.outputs["decision"], "stopped");
  assert.equal(unready.outputs["reason"], "STOP_PRECHECK_FAILED");
  assert.match(unready.log, /::error title=STOP_PRECHECK_FAILED::backup recipient: /);
});

test("a request or report that GitHub refuses stops the run with a reason, and is posted once later (R-12)", async (t) => {
  const comments = /\/issues\/\d+\/comments$/;
  await t.test("the request itself", async () => {
    setup.github.faults.add({
      method: "POST",
      path: /\/pulls$/,
      times: 8,
      kind: { kind: "answer", status: 403, message: "Forbidden" },
    });
    const before = setup.github.world.pulls.length;
    const stopped = await cut("a request that fails");
    assert.deepEqual(
      [stopped.outputs["reason"], stopped.exitCode],
      ["STOP_GITHUB_FORBIDDEN", 3],
      stopped.log,
    );
    setup.github.faults.clear();
    assert.equal(await reconcile(), before + 1);
  });

  await t.test("a report after the request", async () => {
    const stopped = await cut("a report that fails", (log) => {
      if (!log.includes("request SG_1")) return;
      setup.github.faults.clear();
      setup.github.faults.add({
        method: "POST",
        path: comments,
        times: 40,
        kind: { kind: "answer", status: 410, message: "Gone" },
      });
    });
    assert.match(
      stopped.outputs["reason"] ?? "",
      /^STOP_(?:REQUEST_FAILED|REPORT_UPLOAD_FAILED)$/,
      stopped.log,
    );
    assert.equal(stopped.exitCode, 3);
    setup.github.faults.clear();
    await reconcile();
    const pull = setup.github.world.pulls.at(-1)?.number;
    const own = setup.github.world.comments.filter((comment) => comment.issue === pull);
    assert.equal(own.filter((comment) => comment.body.includes(":card -->")).length, 1);
    assert.equal(new Set(own.map((comment) => comment.body.split("\n")[0])).size, own.length);
    assert.equal(own.length, 7);
  });

  await t.test("sockets that are torn for a moment, which changes nothing", async () => {
    setup.github.faults.add({ method: "POST", path: comments, times: 1, kind: { kind: "store_then_drop" } });
    setup.github.faults.add({
      method: "POST",
      path: /\/pulls$/,
      times: 1,
      kind: { kind: "store_then_answer", status: 502 },
    });
    const paused = await cut("torn sockets");
    assert.equal(paused.outputs["decision"], "waiting", paused.log);
    const pull = setup.github.world.pulls.at(-1)?.number;
    assert.equal(setup.github.world.comments.filter((comment) => comment.issue === pull).length, 7);
  });
  assert.deepEqual(setup.github.violations, []);
});

test("the doctor names what the repository's settings lack, until they lack nothing", async () => {
  const { settings } = setup.github.world;
  const environment = { ...setup.test.setup.environment, GITHUB_TOKEN: setup.github.tokens.bot };
  const examine = async () => {
    const progress = { step() {}, note() {} };
    const checks = must(await examineGitHub({ root: setup.test.setup.root, environment, progress }));
    return checks.filter((check) => !check.passed).map((check) => check.name);
  };
  assert.ok((await examine()).includes("changes by pull request alone"));
  const about = { ruleset_source_type: "Repository", ruleset_source: "icx/control", ruleset_id: 5 };
  settings.branchRules = [
    {
      type: "pull_request",
      ...about,
      parameters: {
        allowed_merge_methods: ["merge"],
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: true,
        require_last_push_approval: false,
        required_approving_review_count: 0,
        required_review_thread_resolution: false,
      },
    },
    { type: "non_fast_forward", ...about },
    { type: "deletion", ...about },
    {
      type: "required_status_checks",
      ...about,
      parameters: {
        required_status_checks: [{ context: REQUIRED_CONTEXT }],
        strict_required_status_checks_policy: false,
      },
    },
  ];
  settings.rulesets = [
    { id: 5, name: "main", source: "icx/control", enforcement: "active", bypass_actors: [] },
  ];
  const time = "2026-01-01T00:00:00Z";
  const [node_id, url] = ["x", `${setup.github.url}/x`];
  const deployment_branch_policy = { protected_branches: true, custom_branch_policies: false };
  settings.environments = [
    {
      id: 1,
      node_id,
      name: "cutter",
      url,
      html_url: url,
      created_at: time,
      updated_at: time,
      protection_rules: [],
      deployment_branch_policy,
    },
  ];
  const [commit, add] = [
    "a".repeat(40),
    (path: string, text: string) => {
      const body = { message: path, content: Buffer.from(text).toString("base64"), branch: "main" };
      return setup.api("PUT", `/contents/${path}`, body);
    },
  ];
  const template = await readFile(".github/workflows/approval.yml", "utf8");
  const workflow = renderControlWorkflow("approval.yml", template, {
    repository: "icx/iu-cutter",
    commit,
    version: null,
  });
  assert.deepEqual(await examine(), ["paths without an owner", "root key of the check, root-keys"]);
  await add(".github/CODEOWNERS", "* @icx/owners\n");
  await add(".github/workflows/approval.yml", workflow.replace("approvals/keys/root.asc", "trust/root.asc"));
  const judged = ["root key of the check, trust/root.asc"];
  assert.deepEqual(await examine(), judged);
  const { folder } = setup.test.setup;
  await add("trust/root.asc", await readFile(`${folder}/keys/sovereign.asc`, "utf8"));
  assert.deepEqual(await examine(), judged);
  await add("trust/root.asc", await readFile(`${folder}/keys/root.asc`, "utf8"));
  assert.deepEqual(await examine(), []);
  const source = { repository: "icx/iu-cutter", commit, version: null };
  const cutting = renderControlWorkflow(
    "cut.yml",
    await readFile(".github/workflows/cut.yml", "utf8"),
    source,
  );
  await add(".github/workflows/cut.yml", cutting);
  settings.workflowPermissions["can_approve_pull_request_reviews"] = false;
  settings.isArchived = true;
  assert.deepEqual(await examine(), ["the repository can be written to", "Actions may create pull requests"]);
  settings.isArchived = false;
  settings.workflowPermissions["can_approve_pull_request_reviews"] = true;
  assert.deepEqual(await examine(), []);
  await add(".github/workflows/cut.yml", cutting.replace("      pull-requests: write\n", ""));
  assert.deepEqual(await examine(), ["rights of the job in cut.yml"]);
  for (const [kind, reason] of [
    [REFUSALS.badCredentials, "STOP_GITHUB_TOKEN"],
    [REFUSALS.saml, "STOP_GITHUB_FORBIDDEN"],
    [REFUSALS.notFound, "STOP_GITHUB_REPOSITORY"],
  ] as const) {
    setup.github.faults.add({ method: "GET", path: /\/repos\/icx\/control$/, times: 9, kind });
    await assert.rejects(examine(), (thrown: { readonly refusal?: { readonly reason: string } }) => {
      assert.equal(thrown.refusal?.reason, reason);
      return true;
    });
    setup.github.faults.clear();
  }
  assert.deepEqual(setup.github.violations, []);
});
