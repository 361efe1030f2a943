import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { lawOf } from "../support/test-setup.ts";
import { type ActionRun, type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";
import { allowMerging, answerByRow, byLinks, bySignature, judgePull, tellRun } from "./github-story.ts";

let setup: GitHubSetup;

before(async () => {
  setup = await makeGitHubSetup();
});
after(async () => {
  await setup[Symbol.asyncDispose]();
});

function assertEnded(run: ActionRun, decision: string, exitCode = 0): void {
  assert.deepEqual([run.outputs["decision"], run.exitCode], [decision, exitCode], run.log);
}

/** Comments of a pull request, each by its marker. */
function commentsOf(pull: number): readonly string[] {
  return setup.github.world.comments
    .filter((comment) => comment.issue === pull)
    .map((comment) => /^<!-- iu-cutter:run=[^:]+:([^ ]+?)(?::part=\S+)? -->/.exec(comment.body)?.[1] ?? "");
}

const judge = (pull: number, change?: Parameters<GitHubSetup["writePullEvent"]>[1]) =>
  judgePull(setup, pull, change);

test("a run from dispatch to closeout, with its approvals on pull requests", async (t) => {
  const documentId = await setup.test.register(lawOf("the story on GitHub"));
  const unitsFolder = join(setup.test.setup.folder, "temp", "units");
  let runId = "";

  await t.test("the dispatch ends in a pull request that asks for SG_1", async () => {
    const cut = await setup.startAction("run-phases", {
      command: "cut",
      "document-id": documentId,
      mode: "LIVE",
      "units-folder": unitsFolder,
    });
    assertEnded(cut, "waiting");
    assert.equal(cut.outputs["reason"], "STOP_APPROVAL_REQUIRED");
    assert.equal(cut.outputs["gate"], "SG_1_cut_authz");
    assert.equal(cut.outputs["where"], `${setup.github.url}/icx/control/pull/1`);
    assert.match(cut.summary, /^## Waiting for an approval of SG_1_cut_authz/);
    runId = cut.outputs["run-id"] ?? "";
    assert.deepEqual((await readdir(unitsFolder)).sort(), ["page.html", "units-001.md"]);
    const comments = commentsOf(1);
    assert.equal(comments[0], "card");
    assert.deepEqual(
      comments.slice(1).map((name) => name.replace(/^report=/, "").slice(0, 2)),
      ["01", "02", "03", "04", "05", "06"],
    );
    assert.match(
      setup.github.world.comments[0]?.body ?? "",
      /^<!-- .*card -->\n## Waiting for `Sovereign` to let /,
    );
    const link = /\[units-001\.md\]\((\S+?)\)/;
    const [, url] = link.exec(setup.github.world.comments[0]?.body ?? "") ?? [];
    const path = `approvals/${runId}/units-001.md`;
    assert.equal(url, `${setup.github.url}/icx/control/blob/cutter/${runId}/SG_1_cut_authz/${path}`);
    const report = setup.github.world.comments.find(({ body }) => body.includes("03-cutplan"));
    assert.equal(link.exec(report?.body ?? "")?.[1], url);
  });

  await t.test("the check says that nothing is approved yet", async () => {
    const judged = await judge(1);
    assertEnded(judged, "waiting");
    assert.equal(setup.github.world.statuses.at(-1)?.state, "pending");
  });

  await t.test("resuming before the approval does nothing and is not a failure", async () => {
    const idle = await setup.startAction(
      "run-phases",
      { command: "reconcile" },
      { GITHUB_EVENT_NAME: "schedule" },
    );
    assert.equal(idle.exitCode, 0, idle.log);
  });

  await t.test("the check finds that the signed approval would open SG_1", async () => {
    await setup.sign(runId, "SG_1_cut_authz");
    const judged = await judge(1);
    assertEnded(judged, "accepted");
    assert.equal(judged.outputs["person"], "sovereign");
    assert.equal(setup.github.world.statuses.at(-1)?.state, "success");
    assert.match(setup.github.world.comments.at(-1)?.body ?? "", /## SG_1_cut_authz would open/);
  });

  await t.test("a merge lets the run go on to SG_2, however often it is triggered (K-09)", async () => {
    assert.equal((await setup.api("PUT", "/pulls/1/merge", { merge_method: "merge" })).status, 200);
    const resumed = await setup.startAction(
      "run-phases",
      { command: "reconcile" },
      { GITHUB_EVENT_NAME: "push" },
    );
    assertEnded(resumed, "done");
    assert.equal(setup.github.world.pulls.length, 2);
    const count = setup.github.world.comments.length;
    const again = await setup.startAction("run-phases", { command: "resume", "run-id": runId });
    assertEnded(again, "waiting");
    assert.equal(again.outputs["gate"], "SG_2_lifecycle_authz");
    assert.equal(setup.github.world.comments.length, count);
  });

  await t.test(
    "SG_2 and the closeout follow in the same way, and the runner sends at most 40 requests in total",
    async () => {
      await setup.sign(runId, "SG_2_lifecycle_authz");
      assertEnded(await judge(2), "accepted");
      await setup.api("PUT", "/pulls/2/merge", { merge_method: "merge" });
      const closed = await setup.startAction("run-phases", { command: "resume", "run-id": runId });
      assertEnded(closed, "done");
      assert.equal(closed.outputs["state"], "closeout_reported");
      assert.match(closed.summary, /^## Done/);
      const reports = [...commentsOf(1), ...commentsOf(2)].filter((name) => name.startsWith("report="));
      assert.equal(new Set(reports).size, 13);
      assert.equal(reports.length, 13);
      const cards = setup.github.world.comments.filter((comment) => comment.body.includes(":card -->"));
      assert.match(cards[0]?.body ?? "", /\n## Answered\. The run goes on in #2\.\n/);
      assert.doesNotMatch(cards[0]?.body ?? "", /Waiting for|If SG_1|To approve/);
      assert.match(cards[1]?.body ?? "", /## Done: all 11 phases are complete/);
      assert.ok(setup.runnerRequests() <= 40, `${setup.runnerRequests()} requests`);
    },
  );

  await t.test("a closed run asks GitHub nothing more", async () => {
    const before = setup.github.requests.length;
    const idle = await setup.startAction(
      "run-phases",
      { command: "reconcile" },
      { GITHUB_EVENT_NAME: "schedule" },
    );
    assertEnded(idle, "nothing");
    assert.equal(setup.github.requests.length, before);
  });

  await t.test(
    "the workflow effect moves the day of what is enacted, on a pull request for SG_2 alone",
    async () => {
      const effect = (inputs: Readonly<Record<string, string>>) =>
        setup.startAction("run-phases", { command: "effect", "document-id": documentId, ...inputs });
      for (const [inputs, field] of [
        [{ from: "2027-02-29", version: "1" }, "from"],
        [{ from: "2027-01-01", version: "one" }, "version"],
        [{ from: "2027-01-01", version: "1", units: "A,,B" }, "units"],
      ] as const) {
        const refused = await effect(inputs);
        assert.equal(refused.outputs["reason"], "STOP_BAD_INPUT", refused.log);
        assert.match(refused.log, new RegExp(field));
      }
      const asked = await effect({ from: "2027-01-01", version: "1", why: "Commencement Order 7" });
      assertEnded(asked, "waiting");
      const gate = "SG_2_lifecycle_authz";
      assert.equal(asked.outputs["gate"], gate);
      const pull = setup.github.world.pulls.length;
      const dated = asked.outputs["run-id"] ?? "";
      await bySignature(setup, { pull, runId: dated, gate });
      const closed = await setup.startAction("run-phases", { command: "resume", "run-id": dated });
      assertEnded(closed, "done");
      assert.equal(closed.outputs["state"], "closeout_reported");
    },
  );

  await t.test("every request and answer fits GitHub's description, and none holds a secret", async () => {
    assert.deepEqual(setup.github.violations, []);
    const password = setup.test.variables["DOT_CUTTER_EXEC_DB_PASSWORD"] ?? "?";
    assert.ok(setup.github.world.comments.every((comment) => !comment.body.includes(password)));
  });
});

test("a run whose gates are opened only by merging, in the browser, takes at most 40 requests", async () => {
  await allowMerging(setup);
  const before = setup.runnerRequests();
  await tellRun(setup, "the browser", byLinks);
  const asked = setup.runnerRequests() - before;
  assert.ok(asked <= 40, `${asked} requests`);
  assert.deepEqual(setup.github.violations, []);
});

test("a gate of two persons opens with the card's links alone, when each person merges their own pull request", async () => {
  const ada = setup.github.addPerson("ada");
  await setup.changePolicy((policy) => ({
    ...policy,
    persons: [
      ...policy.persons,
      { id: "ada", name: "Ada", github: { id: ada.user.id, login: "ada" }, accounts: [], keys: [] },
    ],
    gates: Object.fromEntries(
      Object.entries(policy.gates).map(([name, rule]) => [
        name,
        { ...rule, quorum: 2, persons: [...rule.persons, "ada"] },
      ]),
    ) as typeof policy.gates,
  }));
  const documentId = await setup.test.register(lawOf("two persons"));
  const cut = await setup.startAction("run-phases", { command: "cut", "document-id": documentId });
  assertEnded(cut, "waiting");
  const pull = setup.github.world.pulls.length;
  const resume = () =>
    setup.startAction("run-phases", { command: "resume", "run-id": cut.outputs["run-id"] ?? "" });

  const first = await answerByRow(setup, pull, { id: "ada", user: ada.user.id, token: ada.token });
  assertEnded(first, "waiting");
  const check = setup.github.world.statuses.at(-1);
  assert.deepEqual(
    [check?.state, check?.description],
    ["success", "SG_1_cut_authz: 1 (ada) of 2 persons so far."],
  );
  const halfway = await resume();
  assertEnded(halfway, "waiting");
  assert.equal(halfway.outputs["gate"], "SG_1_cut_authz");

  const { id: user, token } = setup.sovereign;
  assertEnded(await answerByRow(setup, pull, { id: "sovereign", user, token }), "waiting");
  const opened = await resume();
  assertEnded(opened, "waiting");
  assert.equal(opened.outputs["gate"], "SG_2_lifecycle_authz");
  assert.deepEqual(setup.github.violations, []);
});

test("a job of a pull request, of another branch or with an unusable input changes nothing and says why (A-02, A-04, A-13)", async () => {
  const before = setup.github.requests.length;
  const cases: readonly (readonly [
    Readonly<Record<string, string>>,
    Readonly<Record<string, string>>,
    string,
    number,
  ])[] = [
    [{ command: "reconcile" }, { GITHUB_EVENT_NAME: "pull_request" }, "STOP_CI_CONTEXT_UNTRUSTED", 3],
    [{ command: "reconcile" }, { GITHUB_EVENT_NAME: "pull_request_target" }, "STOP_CI_CONTEXT_UNTRUSTED", 3],
    [{ command: "reconcile" }, { GITHUB_REF: "refs/heads/side" }, "STOP_CI_CONTEXT_UNTRUSTED", 3],
    [{ command: "approve" }, {}, "STOP_BAD_INPUT", 2],
    [{ command: "resume", "run-id": "ictr-x\nAPPROVED=true" }, {}, "STOP_BAD_INPUT", 2],
    [{ command: "resume", "run-id": "ictr-20200101T000000Z-00000000" }, {}, "STOP_RUN_UNKNOWN", 2],
    [{ command: "cut", "document-id": "nothing\n::set-output name=decision::done" }, {}, "STOP_BAD_INPUT", 2],
  ];
  for (const [inputs, job, reason, exitCode] of cases) {
    const ended = await setup.startAction("run-phases", { mode: "LIVE", ...inputs }, job);
    assert.deepEqual([ended.outputs["reason"], ended.exitCode], [reason, exitCode], ended.log);
    assert.deepEqual(Object.keys(ended.outputs).sort(), ["decision", "reason"]);
  }
  const misread = await setup.startAction(
    "run-phases",
    { command: "reconcile" },
    { DOT_CUTTER_DB_PORT: "x" },
  );
  assert.match(misread.summary, /`DOT_CUTTER_DB_PORT: Invalid input: expected number, received NaN`/);
  assert.equal(setup.github.requests.length, before);
});

test("the check refuses forks, moved heads, false events and wider pull requests, each with its reason (A-11, A-16, A-17, P-17)", async (t) => {
  const { world } = setup.github;
  const main = (await world.git.resolve("refs/heads/main")) ?? "";
  const RUN = "ictr-20200101T000000Z-00000000";
  let opened = 0;
  const open = async (paths: readonly string[]) => {
    opened += 1;
    const branch = `attack-${opened}`;
    await setup.api("POST", "/git/refs", { ref: `refs/heads/${branch}`, sha: main });
    for (const path of paths)
      await setup.api("PUT", `/contents/${path}`, {
        message: "x",
        content: Buffer.from("x").toString("base64"),
        branch,
      });
    return Number(
      (await setup.api("POST", "/pulls", { title: branch, head: branch, base: "main" })).body["number"],
    );
  };
  const scopes: readonly (readonly [string, readonly string[], string, string])[] = [
    [
      "an approval beside a workflow",
      [`approvals/${RUN}/SG_1_cut_authz.md`, ".github/workflows/x.yml"],
      "stopped",
      "STOP_APPROVAL_PR_SCOPE",
    ],
    [
      "an approval beside .gitattributes",
      [`approvals/${RUN}/SG_1_cut_authz.md`, ".gitattributes"],
      "stopped",
      "STOP_APPROVAL_PR_SCOPE",
    ],
    [
      "approvals of two runs",
      [
        `approvals/${RUN}/SG_1_cut_authz.md`,
        `approvals/${RUN.replace("00000000", "11111111")}/SG_1_cut_authz.md`,
      ],
      "stopped",
      "STOP_APPROVAL_PR_SCOPE",
    ],
    [
      "an approval beside the policy",
      [`approvals/${RUN}/SG_1_cut_authz.md`, "approvals/policy.json"],
      "stopped",
      "STOP_POLICY_CHANGED",
    ],
    [
      "a folder not named like a run",
      ["approvals/x/SG_1_cut_authz.md"],
      "stopped",
      "STOP_APPROVAL_PATH_UNSAFE",
    ],
    [
      "an approval without a request",
      [`approvals/${RUN}/SG_1_cut_authz.md`],
      "stopped",
      "STOP_GATE_NOT_OPEN",
    ],
    ["no file under approvals", ["docs/x.md"], "nothing", ""],
  ];
  for (const [name, paths, decision, reason] of scopes)
    await t.test(name, async () => {
      const judged = await judge(await open(paths));
      assert.deepEqual(
        [judged.outputs["decision"], judged.outputs["reason"]],
        [decision, reason],
        judged.log,
      );
      assert.equal(world.statuses.at(-1)?.state, decision === "nothing" ? "success" : "failure");
    });
  const pull = await open([`approvals/${RUN}/SG_1_cut_authz.md`]);
  await t.test("a head that has moved since the event", async () => {
    const judged = await judge(pull, (event) => ({
      ...event,
      pull_request: { ...event.pull_request, head: { ...event.pull_request.head, sha: main } },
    }));
    assert.equal(judged.outputs["reason"], "STOP_HEAD_MOVED", judged.log);
  });
  await t.test("an event of a fork", async () => {
    const judged = await judge(pull, (event) => ({
      ...event,
      pull_request: { ...event.pull_request, head: { ...event.pull_request.head, repo: { id: 5 } } },
    }));
    assert.equal(judged.outputs["reason"], "STOP_CI_CONTEXT_UNTRUSTED", judged.log);
  });
  await t.test("a file that is not an event, or is another event's", async () => {
    for (const job of [{ GITHUB_EVENT_PATH: "/dev/null" }, { GITHUB_EVENT_NAME: "push" }]) {
      const event = await setup.writePullEvent(pull);
      const inputs = { repository: "github.git", "root-keys": "keys/root.asc", comment: "true" };
      const judged = await setup.startAction("verify-approval", inputs, {
        GITHUB_EVENT_NAME: "pull_request",
        GITHUB_EVENT_PATH: event,
        ...job,
      });
      assert.equal(judged.outputs["reason"], "STOP_CI_CONTEXT_UNTRUSTED", judged.log);
    }
  });
  await t.test("more files than GitHub lists", async () => {
    const tree = Array.from({ length: 300 }, (_, at) => ({
      path: `approvals/${RUN}/${at}.md`,
      mode: "100644",
      type: "blob",
      content: "x",
    }));
    const wide = await setup.api("POST", "/git/trees", { base_tree: main, tree });
    const commit = { message: "x", tree: wide.body["sha"], parents: [main] };
    const made = await setup.api("POST", "/git/commits", commit);
    await setup.api("POST", "/git/refs", { ref: "refs/heads/wide", sha: made.body["sha"] });
    const opened = await setup.api("POST", "/pulls", { title: "wide", head: "wide", base: "main" });
    assert.equal((await judge(Number(opened.body["number"]))).outputs["reason"], "STOP_APPROVAL_PR_SCOPE");
  });
  await t.test("another branch than the default one, for which the check never succeeds", async () => {
    await setup.api("POST", "/git/refs", { ref: "refs/heads/old", sha: main });
    const opened = await setup.api("POST", "/pulls", { title: "old", head: "attack-1", base: "old" });
    assertEnded(await judge(Number(opened.body["number"])), "nothing");
    assert.equal(world.statuses.at(-1)?.state, "pending");
  });
  await t.test("a fork that the event hides", async () => {
    Object.assign(world.pulls.find((one) => one.number === pull) ?? {}, {
      headRepository: "mallory/control",
    });
    assert.equal((await judge(pull)).outputs["reason"], "STOP_CI_CONTEXT_UNTRUSTED");
  });
  assert.deepEqual(setup.github.violations, []);
});

test("a report is posted once by its action, and never from a tree with credentials (A-08)", async () => {
  const { folder } = setup.test.setup;
  const { writeFile, mkdir, symlink } = await import("node:fs/promises");
  await writeFile(`${folder}/report.md`, "# A report\n\nAll is well, @everyone.\n");
  await mkdir(`${folder}/tree/.git`, { recursive: true });
  await writeFile(`${folder}/tree/.git/config`, "[http]\n\textraheader = AUTHORIZATION: basic eDp5\n");
  await writeFile(`${folder}/copied-config.md`, await readFile(`${folder}/tree/.git/config`, "utf8"));
  await symlink(`${folder}/report.md`, `${folder}/link.md`);
  const base = { "run-id": "ictr-20200101T000000Z-00000000", name: "07-extra", "pull-request": "1" };
  const post = (file: string) => setup.startAction("post-report", { ...base, file });
  const before = setup.github.world.comments.length;
  for (const _ of [1, 2]) assertEnded(await post("report.md"), "done");
  assert.equal(setup.github.world.comments.length, before + 1);
  for (const file of [
    "tree",
    "tree/.git/config",
    "copied-config.md",
    "link.md",
    "/etc/hostname",
    "../outside.md",
  ]) {
    const refused = await post(file);
    assert.notEqual(refused.exitCode, 0, file);
    assert.match(
      refused.outputs["reason"] ?? "",
      /^STOP_(?:REPORT_REDACTION_FAILED|BAD_INPUT)$/,
      refused.log,
    );
  }
  assert.equal(setup.github.world.comments.length, before + 1);
});
