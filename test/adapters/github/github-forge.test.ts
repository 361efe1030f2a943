import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, beforeEach, describe, it } from "node:test";
import type { Result } from "../../../src/domain/result.ts";
import type { FaultKind } from "../../support/github/faults.ts";
import { type ForgeSetup, openForgeRoom, RUN_ID, reportOf, requestOf, SECRET } from "./forge-setup.ts";

const JSON_TYPE = "application/json; charset=utf-8";
const GRAPHQL_LIMIT = {
  kind: "say",
  status: 200,
  type: JSON_TYPE,
  bytes: '{"data":null,"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}',
} as const;
const COMMENTS = /\/issues\/\d+\/comments$/;
let room: ForgeSetup | null = null;

function use(): ForgeSetup {
  if (room === null) throw new Error("no room");
  return room;
}

beforeEach(async () => {
  await room?.[Symbol.asyncDispose]();
  room = await openForgeRoom();
});
after(async () => {
  await room?.[Symbol.asyncDispose]();
});

function accept<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? "" : JSON.stringify(result.refusal));
  return result.value;
}

function reasonOf(result: Result<unknown>): string {
  assert.equal(result.ok, false);
  return result.ok ? "" : result.refusal.reason;
}

const BRANCH = `cutter/${RUN_ID}/SG_1_cut_authz`;

function bodies(): readonly string[] {
  return use().github.world.comments.map((comment) => comment.body);
}

function assertFaithful(): void {
  assert.deepEqual(use().github.violations, []);
}

describe("openRequest", () => {
  it("commits a long list of units with its request, in trees that GitHub takes (R-40)", async () => {
    const { github } = use();
    const names = Array.from({ length: 4 }, (_, at) => `units-00${at + 1}.md`);
    const files = Object.fromEntries(names.map((name) => [name, `${name}\n`.padEnd(390_000, "Article 1 ")]));
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz", { files })));
    const { git } = github.world.git;
    for (const name of names)
      assert.equal(await git(["cat-file", "blob", `${BRANCH}:approvals/${RUN_ID}/${name}`]), files[name]);
    assert.equal((await git(["rev-list", "--count", `main..${BRANCH}`])).trim(), "1");
    const trees = github.requests.filter((request) => request.endsWith("/git/trees"));
    assert.equal(trees.length, 2);
    assertFaithful();
  });

  it("puts the request on its branch through the API, opens one PR and shows the card", async () => {
    const { github } = use();
    const opened = accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    const path = `approvals/${RUN_ID}/SG_1_cut_authz.request.json`;
    assert.equal(
      await github.world.git.git(["cat-file", "blob", `${BRANCH}:${path}`]),
      '{"gate":"SG_1_cut_authz"}',
    );
    const changed = await github.world.git.git(["diff-tree", "-r", "--name-only", "--no-commit-id", BRANCH]);
    assert.equal(changed, path);
    assert.equal(github.world.pulls.length, 1);
    assert.equal(github.world.pulls[0]?.headRef, BRANCH);
    assert.equal(opened.where, `${github.url}/icx/control/pull/1`);
    assert.deepEqual(bodies(), [`<!-- iu-cutter:run=${RUN_ID}:card -->\ncard of SG_1_cut_authz\n`]);
    assertFaithful();
  });

  it("repeats nothing, in the same process or the next", async () => {
    const { github } = use();
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    const first = await github.world.git.resolve(`refs/heads/${BRANCH}`);
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    assert.equal(await github.world.git.resolve(`refs/heads/${BRANCH}`), first);
    assert.equal(github.world.pulls.length, 1);
    assert.equal(github.world.comments.length, 1);
    assertFaithful();
  });

  it("leaves the approvals of people on the branch of an unchanged request", async () => {
    const { github } = use();
    const person = github.addPerson("ada");
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    const file = `${github.url}/repos/icx/control/contents/approvals/${RUN_ID}/SG_1_cut_authz.md`;
    const body = JSON.stringify({
      message: "Approve",
      content: Buffer.from("x").toString("base64"),
      branch: BRANCH,
    });
    await fetch(file, { method: "PUT", headers: { authorization: `Bearer ${person.token}` }, body });
    const tip = await github.world.git.resolve(`refs/heads/${BRANCH}`);
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    assert.equal(await github.world.git.resolve(`refs/heads/${BRANCH}`), tip);
  });

  it("sets the branch to a renewed request, which drops approvals of the old one", async () => {
    const { github } = use();
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    const renewed = requestOf("SG_1_cut_authz", { requestText: '{"nonce":2}' });
    accept(await use().start().openRequest(renewed));
    const path = `approvals/${RUN_ID}/SG_1_cut_authz.request.json`;
    assert.equal(await github.world.git.git(["cat-file", "blob", `${BRANCH}:${path}`]), '{"nonce":2}');
    assert.equal(github.world.pulls.length, 1);
    assertFaithful();
  });

  it("puts the request on the branch of each person who has one, and renews it there too", async () => {
    const { github } = use();
    const ownBranches = ["ada", "bob"].map((person) => `cutter/${RUN_ID}/SG_1_cut_authz.${person}`);
    const path = `approvals/${RUN_ID}/SG_1_cut_authz.request.json`;
    const carried = () =>
      Promise.all(
        ownBranches.map((branch) => github.world.git.git(["cat-file", "blob", `${branch}:${path}`])),
      );
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz", { ownBranches })));
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz", { ownBranches })));
    assert.deepEqual(await carried(), ['{"gate":"SG_1_cut_authz"}', '{"gate":"SG_1_cut_authz"}']);
    const renewed = requestOf("SG_1_cut_authz", { ownBranches, requestText: '{"nonce":2}' });
    accept(await use().start().openRequest(renewed));
    assert.deepEqual(await carried(), ['{"nonce":2}', '{"nonce":2}']);
    assert.equal(github.world.pulls.length, 1);
    assertFaithful();
  });

  it("points from the answered request to the next one and goes on there", async () => {
    const { github } = use();
    const person = github.addPerson("ada");
    const markdown = "## Waiting for Ada.\n\ncard of SG_1\n";
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz", { markdown })));
    const merge = { method: "PUT", headers: { authorization: `Bearer ${person.token}` }, body: "{}" };
    await fetch(`${github.url}/repos/icx/control/pulls/1/merge`, merge);
    const forge = use().start();
    accept(await forge.postReport(reportOf("06-cut_leg_a")));
    accept(await forge.openRequest(requestOf("SG_2_lifecycle_authz")));
    accept(await forge.postReport(reportOf("10-lifecycle_enact")));
    assert.match(
      bodies()[0] ?? "",
      /^<!-- .*card -->\n## Answered\. The run goes on in #2\.\n\ncard of SG_1/,
    );
    assert.deepEqual(
      github.world.comments.map((comment) => comment.issue),
      [1, 1, 2, 2],
    );
    assertFaithful();
  });

  it("uses a pull request that another account opened, and never takes that account for the bot", async () => {
    const { github } = use();
    const other = github.addPerson("mallory");
    const faults = (path: RegExp, method: string) =>
      github.faults.add({
        method,
        path,
        times: 1,
        kind: { kind: "say", status: 200, type: JSON_TYPE, bytes: "[]" },
      });
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    github.world.comments.length = 0;
    const [pull] = github.world.pulls;
    assert.ok(pull);
    Object.assign(pull, { user: other.user });
    github.world.comments.push({
      id: 5,
      issue: 1,
      user: other.user,
      body: `<!-- iu-cutter:run=${RUN_ID}:card -->\nAll is approved.`,
      createdAt: new Date(),
      updatedAt: new Date(),
      minimizedAs: null,
    });
    // The list does not show the pull request yet: the bot tries to open its own, and finds this one.
    faults(/\/pulls$/, "GET");
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    assert.equal(github.world.pulls.length, 1);
    assert.deepEqual(
      github.world.comments.map(({ user, body }) => [user.login, body.split("\n")[1]]),
      [
        ["mallory", "All is approved."],
        ["github-actions[bot]", "card of SG_1_cut_authz"],
      ],
    );
  });

  it("prevents titles from naming issues or people in the merge commit", async () => {
    accept(
      await use()
        .start()
        .openRequest(requestOf("SG_1_cut_authz", { title: "fixes #1 @org/team <b> Điều 5" })),
    );
    assert.equal(use().github.world.pulls[0]?.title, "fixes 1 org team b Điều 5");
  });

  const lacking: readonly (readonly [string, (github: ForgeSetup["github"]) => string, string?])[] = [
    ["may only read", (github) => github.addPerson("reader", "pull").token],
    [
      "lacks the scope",
      (github) => {
        const { user, token } = github.addPerson("narrow");
        github.world.tokens.set(token, { user, scopes: "gist", permission: "push" });
        return token;
      },
    ],
    ["is unknown", () => "no-such-token", "STOP_GITHUB_TOKEN"],
  ];
  for (const [name, tokenOf, reason = "STOP_GITHUB_FORBIDDEN"] of lacking)
    it(`refuses at the start if the token ${name}, and leaves nothing behind`, async () => {
      const { github } = use();
      const result = await use()
        .start({ token: tokenOf(github) })
        .openRequest(requestOf("SG_1_cut_authz"));
      assert.equal(reasonOf(result), reason);
      const told = await use()
        .start({ token: tokenOf(github) })
        .postReport(reportOf("01-source_pin"));
      assert.equal(reasonOf(told), reason);
      assert.deepEqual([github.world.pulls.length, github.world.comments.length], [0, 0]);
      assert.equal(await github.world.git.resolve(`refs/heads/cutter/${RUN_ID}/SG_1_cut_authz`), null);
    });

  it("refuses a malformed run id before it sends any request to GitHub (R-18)", async () => {
    const result = await use()
      .start()
      .openRequest(requestOf("SG_1_cut_authz", { runId: "x --> y" }));
    assert.equal(reasonOf(result), "STOP_APPROVAL_PATH_UNSAFE");
    assert.deepEqual(use().github.requests, []);
  });
});

describe("postReport", () => {
  it("has no place before the first request is open, and asks GitHub once for that and for the token's rights", async () => {
    const forge = use().start();
    assert.deepEqual(accept(await forge.postReport(reportOf("01-source_pin"))), { where: null });
    assert.deepEqual(accept(await forge.postReport(reportOf("01-source_pin"))), { where: null });
    assert.deepEqual(use().github.requests, ["GET /repos/icx/control/pulls", "GET /repos/icx/control"]);
  });

  it("posts one comment per report, folded, and never edits or repeats it", async () => {
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    const first = accept(await forge.postReport(reportOf("01-source_pin")));
    const again = accept(await use().start().postReport(reportOf("01-source_pin")));
    assert.equal(again.where, first.where);
    assert.equal(bodies().length, 2);
    assert.match(
      bodies()[1] ?? "",
      /^<!-- iu-cutter:run=\S+:report=01-source_pin:part=[0-9a-f]{32} -->\n<details><summary>01-source_pin: passed/,
    );
    assertFaithful();
  });

  it("posts a report of a million characters completely, in order and within the limits (R-05)", async () => {
    const lines = Array.from(
      { length: 25_000 },
      (_, at) => `row ${at} Điều khoản 条文 ${"x".repeat(at % 40)}`,
    );
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(await forge.postReport(reportOf("03-cutplan", `\`\`\`text\n${lines.join("\n")}\n\`\`\``)));
    const parts = bodies().slice(1);
    assert.ok(parts.length > 10);
    for (const part of parts) assert.ok(part.length <= 65_536 && Buffer.byteLength(part) <= 262_144);
    assert.deepEqual(
      parts
        .join("\n")
        .split("\n")
        .filter((line) => line.startsWith("row ")),
      lines,
    );
    accept(
      await use()
        .start()
        .postReport(reportOf("03-cutplan", `\`\`\`text\n${lines.join("\n")}\n\`\`\``)),
    );
    assert.equal(bodies().length, parts.length + 1);
    assertFaithful();
  });

  it("posts a report of exactly 65,536 characters once (K-13)", async () => {
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    const text = "Điều 12 bảo đảm.\n".repeat(4_000).slice(0, 65_536);
    for (const _ of [1, 2]) accept(await forge.postReport(reportOf("03-cutplan", text)));
    assert.equal(
      bodies()
        .join("\n")
        .match(/^Điều 12 bảo đảm\.$/gm)?.length,
      text.match(/^Điều 12 bảo đảm\.$/gm)?.length,
    );
  });

  it("halves a part until it fits a server that allows less than GitHub documents", async () => {
    use().github.maxCommentUnits = 20_000;
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    const lines = Array.from({ length: 5_000 }, (_, at) => `row ${at} of the report`);
    accept(await forge.postReport(reportOf("03-cutplan", lines.join("\n"))));
    assert.deepEqual(
      bodies()
        .slice(1)
        .join("\n")
        .split("\n")
        .filter((line) => line.startsWith("row ")),
      lines,
    );
    const count = bodies().length;
    accept(
      await use()
        .start()
        .postReport(reportOf("03-cutplan", lines.join("\n"))),
    );
    assert.equal(bodies().length, count);
  });

  it("folds the previous attempt as outdated, once and unedited, and never anybody else's comment", async () => {
    const { github } = use();
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(await forge.postReport(reportOf("04-backup")));
    accept(await forge.postReport(reportOf("04-backup-20")));
    const copied = github.world.comments.at(-2);
    assert.ok(copied);
    github.world.comments.push({ ...copied, id: 7, user: github.addPerson("mallory").user });
    const before = bodies().slice();
    const folds = () => github.requests.filter((request) => request === "POST /graphql").length;
    const again = reportOf("04-backup-2", "All is well again.", "04-backup");
    for (const process of [forge, use().start()]) accept(await process.postReport(again));
    assert.deepEqual(
      github.world.comments.map((comment) => comment.minimizedAs),
      [null, "outdated", null, null, null],
    );
    assert.deepEqual(bodies().slice(0, -1), before);
    // One fold, and the question of the second process for its own id.
    assert.equal(folds(), 2);
    assertFaithful();
  });

  it("a report is posted even if GitHub refuses to fold it", async () => {
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(await forge.postReport(reportOf("04-backup")));
    for (const kind of [
      { kind: "answer", status: 403, message: "Forbidden" },
      {
        kind: "say",
        status: 200,
        type: JSON_TYPE,
        bytes: '{"errors":[{"type":"FORBIDDEN","message":"no"}]}',
      },
      { kind: "say", status: 200, type: JSON_TYPE, bytes: '{"data":{"minimizeComment":null}}' },
    ] as const) {
      use().github.faults.add({ method: "POST", path: /graphql$/, times: 1, kind });
      accept(await forge.postReport(reportOf("04-backup-2", "All is well again.", "04-backup")));
    }
    assert.equal(bodies().length, 3);
  });

  it("ignores a marker that another user posted first (R-09)", async () => {
    const { github } = use();
    const other = github.addPerson("mallory");
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(await forge.postReport(reportOf("01-source_pin")));
    const copied = bodies()[1] ?? "";
    github.world.comments.length = 1;
    github.world.comments.unshift({
      id: 5,
      issue: 1,
      user: other.user,
      body: copied,
      createdAt: new Date(),
      updatedAt: new Date(),
      minimizedAs: null,
    });
    accept(await use().start().postReport(reportOf("01-source_pin")));
    assert.equal(bodies().filter((body) => body === copied).length, 2);
    accept(await use().start().showCard({ runId: RUN_ID, markdown: "new card\n" }));
    assert.equal(bodies().filter((body) => body.endsWith("new card\n")).length, 1);
  });

  it("finds its comment over several pages, whatever the order of the links (R-11)", async () => {
    const { github } = use();
    const other = github.addPerson("talker");
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    const card = github.world.comments.splice(0);
    for (let id = 0; id < 249; id += 1)
      github.world.comments.push({
        id: id + 1,
        issue: 1,
        user: other.user,
        body: `talk ${id}`,
        createdAt: new Date(),
        updatedAt: new Date(),
        minimizedAs: null,
      });
    github.world.comments.push(...card);
    accept(await use().start().showCard({ runId: RUN_ID, markdown: "found\n" }));
    assert.equal(github.world.comments.length, 250);
    assert.match(bodies()[249] ?? "", /found/);
  });

  it("removes configured secrets and refuses what it cannot make safe (R-03)", async () => {
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz", { markdown: `card ${SECRET}\n` })));
    accept(await forge.postReport(reportOf("01-source_pin", `dsn postgres://u:hunter2@h/d ${SECRET}`)));
    assert.ok(bodies().every((body) => !body.includes(SECRET) && !body.includes("hunter2")));
    const hidden = Buffer.from(SECRET).toString("hex");
    assert.equal(
      reasonOf(await forge.postReport(reportOf("02-mark", hidden))),
      "STOP_REPORT_REDACTION_FAILED",
    );
    assert.equal(bodies().length, 2);
  });
});

describe("faults of GitHub", () => {
  const once = (method: string, path: RegExp, kind: FaultKind, times = 1) =>
    use().github.faults.add({ method, path, times, kind });

  const storing: readonly (readonly [string, string, RegExp, FaultKind])[] = [
    ["a comment and answers 502", "POST", COMMENTS, { kind: "store_then_answer", status: 502 }],
    ["a comment and tears the socket", "POST", COMMENTS, { kind: "store_then_drop" }],
    ["a comment and answers something else", "POST", COMMENTS, { kind: "store_then_answer", status: 200 }],
    [
      "a pull request and answers something else",
      "POST",
      /\/pulls$/,
      { kind: "store_then_answer", status: 201 },
    ],
    ["a pull request and answers 504", "POST", /\/pulls$/, { kind: "store_then_answer", status: 504 }],
    ["a pull request and tears the socket", "POST", /\/pulls$/, { kind: "store_then_drop" }],
    ["a branch and answers 500", "POST", /\/git\/refs$/, { kind: "store_then_answer", status: 500 }],
    ["a branch and tears the socket", "POST", /\/git\/refs$/, { kind: "store_then_drop" }],
  ];
  for (const [name, method, path, kind] of storing)
    it(`leaves exactly one if the server stores ${name} (R-07)`, async () => {
      once(method, path, kind);
      const forge = use().start();
      accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
      accept(await forge.postReport(reportOf("01-source_pin")));
      assert.equal(use().github.world.pulls.length, 1);
      assert.equal(bodies().length, 2);
      assertFaithful();
    });

  const passing: readonly (readonly [string, FaultKind])[] = [
    ["502 before storing", { kind: "answer", status: 502 }],
    ["a torn socket before storing", { kind: "drop" }],
    ["a secondary limit with retry-after", { kind: "secondary_limit", retryAfterSeconds: 5 }],
    ["a secondary limit without retry-after", { kind: "secondary_limit", retryAfterSeconds: null }],
    ["an exhausted rate limit", { kind: "rate_limit", resetSeconds: 2 }],
    ["a rate limit that ended an hour ago by this clock", { kind: "rate_limit", resetSeconds: -3_600 }],
    ["a secondary limit with a negative wait", { kind: "secondary_limit", retryAfterSeconds: -5 }],
  ];
  for (const [name, kind] of passing)
    it(`gets over ${name} (R-08)`, async () => {
      const forge = use().start();
      accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
      once("POST", COMMENTS, kind);
      accept(await forge.postReport(reportOf("01-source_pin")));
      assert.equal(bodies().length, 2);
    });

  it("gets over an unusable answer, and posts once", async () => {
    const answers: readonly (readonly [string, FaultKind])[] = [
      [
        "a page in HTML under 200",
        { kind: "say", status: 200, type: "text/html", bytes: "<h1>Sign in</h1>" },
      ],
      ["an HTML page that calls itself JSON", { kind: "say", status: 201, type: JSON_TYPE, bytes: "<h1>" }],
      ["an answer that ends early", { kind: "say", status: 201, type: JSON_TYPE, bytes: '{"id":' }],
      ["an answer that is one word", { kind: "say", status: 201, type: JSON_TYPE, bytes: '"ok"' }],
      ["an empty answer", { kind: "say", status: 201, type: JSON_TYPE, bytes: "" }],
      ["an answer of another shape", { kind: "say", status: 201, type: JSON_TYPE, bytes: '{"id":"7"}' }],
      ["an answer that breaks off", { kind: "break_off" }],
    ];
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    for (const [at, [name, kind]] of answers.entries()) {
      once("POST", COMMENTS, kind);
      accept(await forge.postReport(reportOf(`${at + 10}-x`)));
      assert.equal(bodies().length, at + 2, name);
    }
  });

  const lasting: readonly (readonly [string, FaultKind, string?])[] = [
    ["locked", { kind: "answer", status: 403, message: "Unable to create comment because issue is locked." }],
    ["not found", { kind: "answer", status: 404, message: "Not Found" }, "STOP_GITHUB_REPOSITORY"],
    ["gone", { kind: "answer", status: 410, message: "This issue was deleted" }],
    ["refused", { kind: "answer", status: 422, message: "Validation Failed" }],
    ["broken", { kind: "answer", status: 502 }],
    ["silent", { kind: "drop" }],
    ["limited for half an hour", { kind: "secondary_limit", retryAfterSeconds: 1_800 }],
  ];
  for (const [name, kind, reason = "STOP_REPORT_UPLOAD_FAILED"] of lasting)
    it(`stops with a reason if the conversation stays ${name}, and posts it once later (R-08, R-12)`, async () => {
      const forge = use().start({ maxWaitSeconds: 900 });
      accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
      once("POST", COMMENTS, kind, 4);
      assert.equal(reasonOf(await forge.postReport(reportOf("01-source_pin"))), reason);
      assert.equal(bodies().length, 1);
      use().github.faults.clear();
      accept(await forge.postReport(reportOf("01-source_pin")));
      assert.equal(bodies().length, 2);
    });

  const endless: readonly (readonly [string, string, RegExp, FaultKind])[] = [
    ["a rate limit that has always just ended", "POST", COMMENTS, { kind: "rate_limit", resetSeconds: -60 }],
    ["a negative wait", "POST", COMMENTS, { kind: "secondary_limit", retryAfterSeconds: -900 }],
    ["a limit of GraphQL", "POST", /graphql$/, GRAPHQL_LIMIT],
  ];
  for (const [name, method, path, kind] of endless)
    it(`gives up on ${name} within the time that it may wait (R-08)`, async () => {
      const { github } = use();
      accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
      once(method, path, kind, 1_000);
      const before = github.requests.length;
      const forge = use().start({ maxWaitSeconds: 60 });
      assert.equal(reasonOf(await forge.postReport(reportOf("01-source_pin"))), "STOP_REPORT_UPLOAD_FAILED");
      assert.ok(github.requests.length - before < 40, `${github.requests.length - before}`);
    });

  it("stops reading a list that always names a next page", async () => {
    const { github } = use();
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    const link = `<${github.url}/repos/icx/control/issues/1/comments?page=2>; rel="next"`;
    once(
      "GET",
      COMMENTS,
      { kind: "say", status: 200, type: JSON_TYPE, bytes: "[]", headers: { link } },
      1_000,
    );
    assert.equal(
      reasonOf(await use().start().postReport(reportOf("01-source_pin"))),
      "STOP_REPORT_UPLOAD_FAILED",
    );
  });

  const accounts: readonly (readonly [string, unknown, unknown])[] = [
    ["no id, and a comment of nobody", null, null],
    ["an id in letters", "41898282", { id: 41898282 }],
    ["an id of nothing, and a comment without one", undefined, {}],
    ["nobody at all", 0, { id: 0 }],
  ];
  for (const [name, viewer, user] of accounts)
    it(`takes no comment for its own if GitHub answers with ${name}`, async () => {
      const { github } = use();
      accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
      const copied = {
        id: 5,
        node_id: "x",
        html_url: "x",
        user,
        body: `<!-- iu-cutter:run=${RUN_ID}:card -->\nx`,
      };
      const say = (body: unknown) =>
        ({ kind: "say", status: 200, type: JSON_TYPE, bytes: JSON.stringify(body) }) as const;
      once("POST", /graphql$/, say({ data: { viewer: { databaseId: viewer } } }), 9);
      once("GET", COMMENTS, say([copied]), 9);
      const shown = await use().start().showCard({ runId: RUN_ID, markdown: "new\n" });
      assert.equal(reasonOf(shown), "STOP_REPORT_UPLOAD_FAILED");
      assert.ok(!github.requests.some((request) => request.startsWith("PATCH")));
    });

  it("never sends the token to another host, neither after a redirect nor for the next page of a list", async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("[]");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const host = `localhost:${(other.address() as AddressInfo).port}`;
    accept(await use().start().openRequest(requestOf("SG_1_cut_authz")));
    const headers = { link: `<http://${host}/x>; rel="next"` };
    for (const kind of [
      { kind: "redirect", to: `http://${host}/x`, status: 307 },
      { kind: "redirect", to: `//${host}/x`, status: 301 },
      { kind: "redirect", to: `http://a:b@${host}/x`, status: 302 },
      { kind: "say", status: 200, type: JSON_TYPE, bytes: "[]", headers },
    ] as const) {
      once("GET", COMMENTS, kind);
      assert.equal(
        reasonOf(await use().start().postReport(reportOf("01-source_pin"))),
        "STOP_GITHUB_REPOSITORY",
      );
    }
    other.close();
    assert.deepEqual(seen, []);
  });

  it("follows a redirect within the host for a read, and refuses one for a write", async () => {
    const { github } = use();
    once("GET", /\/repos\/icx\/old$/, {
      kind: "redirect",
      to: `${github.url}/repos/icx/control`,
      status: 301,
    });
    once("GET", /\/repos\/icx\/old\/pulls$/, {
      kind: "redirect",
      to: `${github.url}/repos/icx/control/pulls?state=all`,
      status: 301,
    });
    assert.deepEqual(
      accept(await use().start({ repository: "icx/old" }).postReport(reportOf("01-source_pin"))),
      { where: null },
    );
    const forge = use().start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    once("POST", COMMENTS, {
      kind: "redirect",
      to: `${github.url}/repos/icx/moved/issues/1/comments`,
      status: 301,
    });
    assert.equal(reasonOf(await forge.postReport(reportOf("01-source_pin"))), "STOP_GITHUB_REPOSITORY");
  });

  it("uses GitHub Enterprise under its own path", async () => {
    const forge = use().start({ apiUrl: `${use().github.url}/api/v3` });
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(
      await use()
        .start({ apiUrl: `${use().github.url}/api/v3` })
        .showCard({ runId: RUN_ID, markdown: "new\n" }),
    );
    assert.equal(bodies().length, 1);
  });
});

describe("the number of requests", () => {
  it("stays within 40 for a whole run of three processes and thirteen reports", async () => {
    const { github } = use();
    const person = github.addPerson("ada");
    const merge = (pull: number) =>
      fetch(`${github.url}/repos/icx/control/pulls/${pull}/merge`, {
        method: "PUT",
        headers: { authorization: `Bearer ${person.token}` },
        body: "{}",
      });
    let asked = 0;
    const processOf = async (work: (forge: ReturnType<ForgeSetup["start"]>) => Promise<void>) => {
      const before = github.requests.length;
      await work(use().start());
      asked += github.requests.length - before;
    };
    const post = async (forge: ReturnType<ForgeSetup["start"]>, ...names: string[]) => {
      for (const name of names) accept(await forge.postReport(reportOf(name)));
    };
    const card = (forge: ReturnType<ForgeSetup["start"]>, markdown: string) =>
      forge.showCard({ runId: RUN_ID, markdown });
    await processOf(async (forge) => {
      await post(forge, "01", "02", "03", "04", "05", "06-request");
      accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
      await post(forge, "01", "02", "03", "04", "05", "06-request");
      accept(await card(forge, "waiting 1\n"));
    });
    await merge(1);
    await processOf(async (forge) => {
      await post(forge, "07", "08", "09", "10", "11-request");
      accept(await forge.openRequest(requestOf("SG_2_lifecycle_authz")));
      accept(await card(forge, "waiting 2\n"));
    });
    await merge(2);
    await processOf(async (forge) => {
      await post(forge, "12", "13");
      accept(await card(forge, "closed\n"));
    });
    assert.ok(asked <= 40, `${asked} requests`);
    assert.equal(github.world.comments.length, 15);
    assertFaithful();
  });
});
