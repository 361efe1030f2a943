import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { findAccountId } from "../../../src/adapters/github/find-account-id.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import { REFUSALS } from "../../support/github/refusals.ts";
import { type ForgeSetup, openForgeRoom, RUN_ID, reportOf, requestOf } from "./forge-setup.ts";

let room: ForgeSetup;
before(async () => {
  room = await openForgeRoom();
});
afterEach(() => room.github.faults.clear());
after(() => room[Symbol.asyncDispose]());

const PULLS = /\/pulls$/;
const REFS = /\/git\/refs$/;
const TREES = /\/git\/trees$/;
const COMMENTS = /\/issues\/\d+\/comments$/;

/** What GitHub answers to a write of the request; the reason that the run stops for, GitHub's words, and the way out that names the setting. */
const CASES: readonly (readonly [
  refusal: keyof typeof REFUSALS,
  asked: RegExp,
  reason: ReasonCode,
  actual: RegExp,
  wayOut: RegExp,
])[] = [
  [
    "actionsMayNotOpen",
    PULLS,
    "STOP_GITHUB_FORBIDDEN",
    /^GitHub Actions is not permitted to create or approve pull requests\. \(403\)$/,
    /Settings, Actions, General, Workflow permissions, `Allow GitHub Actions to create and approve pull requests`/,
  ],
  [
    "notForThisWorkflow",
    TREES,
    "STOP_GITHUB_FORBIDDEN",
    /^Resource not accessible by integration \(403\)$/,
    /`contents: write`, under `permissions:` of the workflow's job or in the GitHub App/,
  ],
  [
    "notForThisApp",
    COMMENTS,
    "STOP_GITHUB_FORBIDDEN",
    /^Resource not accessible by integration/,
    /`issues: write`/,
  ],
  ["notForThisToken", REFS, "STOP_GITHUB_FORBIDDEN", /personal access token/, /`contents: write`/],
  ["notForThisToken", PULLS, "STOP_GITHUB_FORBIDDEN", /personal access token/, /`pull-requests: write`/],
  ["scopeMissing", PULLS, "STOP_GITHUB_FORBIDDEN", /^Must have admin rights/, /the scope `repo`/],
  ["saml", PULLS, "STOP_GITHUB_FORBIDDEN", /^Resource protected by organization SAML/, /Configure SSO/],
  ["ipAllowList", TREES, "STOP_GITHUB_FORBIDDEN", /IP allow list enabled/, /^Add the runner's address/],
  [
    "tokenKindForbidden",
    REFS,
    "STOP_GITHUB_FORBIDDEN",
    /^The 'icx' organization forbids/,
    /kind and lifetime/,
  ],
  ["suspended", TREES, "STOP_GITHUB_TOKEN", /account was suspended/, /not suspended/],
  [
    "migrated",
    TREES,
    "STOP_GITHUB_REPOSITORY",
    /^Repository has been locked/,
    /^Wait until the repository's/,
  ],
  ["archived", TREES, "STOP_GITHUB_REPOSITORY", /^Repository was archived/, /^Unarchive the repository/],
  ["blocked", TREES, "STOP_GITHUB_REPOSITORY", /^Repository access blocked/, /notice that GitHub sent/],
  ["badCredentials", TREES, "STOP_GITHUB_TOKEN", /^Bad credentials/, /neither expired nor revoked/],
  ["notFound", TREES, "STOP_GITHUB_REPOSITORY", /^Not Found/, /what a token may not see/],
  ["moved", PULLS, "STOP_GITHUB_REPOSITORY", /may have moved/, /`github\.owner` and `github\.repo`/],
  [
    "rules",
    REFS,
    "STOP_GITHUB_RULES",
    /^Repository rule violations found Cannot create ref/,
    /`refs\/heads\/cutter/,
  ],
  ["protectedBranch", REFS, "STOP_GITHUB_RULES", /^Reference update failed/, /Rulesets/],
  [
    "noCommits",
    PULLS,
    "STOP_REQUEST_FAILED",
    /^Validation Failed: No commits between main and x/,
    /GitHub names/,
  ],
  ["secondaryLimit", PULLS, "STOP_REQUEST_FAILED", /secondary rate limit/, /^Wait until GitHub's limit/],
  ["unavailable", PULLS, "STOP_REQUEST_FAILED", /^Service Unavailable \(503\)$/, /^Restore the connection/],
];

function refusalOf(result: Result<unknown>): Refusal {
  assert.ok(!result.ok);
  return result.refusal;
}

describe("a refusal of GitHub is told in its own words, with the setting that leads out", () => {
  for (const [at, [name, path, reason, actual, wayOut]] of CASES.entries())
    it(`${name} at ${path.source}`, async () => {
      const runId = RUN_ID.replace("1a2b3c4d", String(at).padStart(8, "0"));
      const request = requestOf("SG_1_cut_authz", { runId });
      room.github.faults.add({ method: "POST", path, times: 9, kind: REFUSALS[name] });
      const refusal = refusalOf(await room.start({ maxWaitSeconds: 60 }).openRequest(request));
      assert.equal(refusal.reason, reason);
      assert.match(refusal.actual ?? "", actual);
      assert.match(refusal.wayOut, wayOut);
      assert.match(refusal.wayOut, /then run `cutter orchestrate reconcile`/);
      assert.match(refusal.field ?? "", new RegExp(`^POST /repos/icx/control.*${path.source}`));
      room.github.faults.clear();
      const opened = await room.start().openRequest(request);
      assert.ok(opened.ok, "the way out leads on");
      const branches = (await room.github.world.git.git(["branch", "--list", `cutter/${runId}/*`])).trim();
      assert.equal(branches.split("\n").length, 1);
      assert.equal(room.github.world.pulls.filter(({ headRef }) => headRef.includes(runId)).length, 1);
    });

  const talks = [
    ["locked", "STOP_REPORT_UPLOAD_FAILED", /^Unable to create comment because issue is locked/, /^Unlock/],
    ["issuesDisabled", "STOP_REPORT_UPLOAD_FAILED", /^Issues are disabled/, /Features, Issues/],
    ["deleted", "STOP_REPORT_UPLOAD_FAILED", /^This issue was deleted/, /`cutter orchestrate renew RUN`/],
    ["notForThisApp", "STOP_GITHUB_FORBIDDEN", /^Resource not accessible/, /`issues: write`/],
  ] as const;
  for (const [name, reason, actual, wayOut] of talks)
    it(`${name}, as a report is posted, which is posted once when it is put right (R-12)`, async () => {
      assert.ok((await room.start().openRequest(requestOf("SG_1_cut_authz"))).ok);
      room.github.faults.add({ method: "POST", path: COMMENTS, times: 9, kind: REFUSALS[name] });
      const report = reportOf(`01-${name}`);
      const refusal = refusalOf(await room.start().postReport(report));
      assert.equal(refusal.reason, reason);
      assert.match(refusal.actual ?? "", actual);
      assert.match(refusal.wayOut, wayOut);
      room.github.faults.clear();
      for (const _ of [1, 2]) assert.ok((await room.start().postReport(report)).ok);
      assert.equal(room.github.world.comments.filter(({ body }) => body.includes(report.name)).length, 1);
    });

  it("GraphQL says under status 200 what the token may not do", async () => {
    assert.ok((await room.start().openRequest(requestOf("SG_1_cut_authz"))).ok);
    const errors = [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }];
    const bytes = JSON.stringify({ data: null, errors });
    const kind = { kind: "say", status: 200, type: "application/json; charset=utf-8", bytes } as const;
    room.github.faults.add({ method: "POST", path: /graphql$/, times: 9, kind });
    const refusal = refusalOf(await room.start().postReport(reportOf("02-mark")));
    assert.deepEqual(
      [refusal.reason, refusal.field, refusal.actual],
      ["STOP_GITHUB_FORBIDDEN", "POST /graphql", "Resource not accessible by integration"],
    );
  });

  it("of an account that a job names, the way out is that of the token", async () => {
    const found = refusalOf(await findAccountId(room.repository({ token: "none" }).client, "ada"));
    assert.equal(found.reason, "STOP_ACTOR_UNKNOWN");
    assert.match(found.wayOut, /neither expired nor revoked; then start the job again\.$/);
  });
});

describe("the rights of a token are looked at before anything is cut", () => {
  const start = (token: string) => room.start({ token }).postReport({ ...reportOf("01-x"), runId: OTHER });
  const OTHER = "ictr-20261121T090001Z-0000000f";

  it("an app's token, of which GitHub says that it may not push, is not refused for that", async () => {
    const user = {
      id: 77,
      login: "cutter-bot[bot]",
      name: "bot",
      email: "b@example.org",
      type: "Bot",
    } as const;
    room.github.world.tokens.set("app-token", { user, scopes: null, permission: "push" });
    assert.deepEqual(await start("app-token"), { ok: true, value: { where: null } });
    assert.ok((await start(room.github.tokens.bot)).ok);
    assert.deepEqual(room.github.violations, []);
  });

  it("a person's token that may only read, or lacks its scope, is refused with what it lacks", async () => {
    const reader = refusalOf(await start(room.github.addPerson("reader", "pull").token));
    assert.equal(reader.reason, "STOP_GITHUB_FORBIDDEN");
    assert.match(reader.actual ?? "", /write access/);
    const { user, token } = room.github.addPerson("narrow");
    room.github.world.tokens.set(token, { user, scopes: "gist", permission: "push" });
    assert.match(refusalOf(await start(token)).actual ?? "", /the scope repo/);
  });

  it("an archived repository is refused until it is unarchived", async () => {
    room.github.world.settings.isArchived = true;
    const refusal = refusalOf(await start(room.github.tokens.bot));
    assert.deepEqual([refusal.reason, refusal.actual], ["STOP_GITHUB_REPOSITORY", "archived"]);
    assert.match(refusal.wayOut, /^Unarchive the repository/);
    room.github.world.settings.isArchived = false;
    assert.ok((await start(room.github.tokens.bot)).ok);
  });
});
