import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { countRequests } from "../support/github/expect-at-most.ts";
import { lawOf } from "../support/test-setup.ts";
import { type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";
import { bySignature, tellRun } from "./github-story.ts";

let setup: GitHubSetup;

before(async () => {
  setup = await makeGitHubSetup();
});
after(() => setup?.[Symbol.asyncDispose]());

async function cut(title: string) {
  const documentId = await setup.test.register(lawOf(title));
  return setup.startAction("run-phases", { command: "cut", "document-id": documentId });
}

/** Another job of the repository generates content, so that so many requests are left for an hour. */
function leave(content: number): void {
  const { github } = setup;
  const token = github.world.tokens.get(github.tokens.bot);
  if (token === undefined) throw new Error("the bot has a token");
  github.limits.pass(3600);
  github.limits.spend(token, { content: 500 - content });
  github.limits.pass(120);
}

test("a whole run with its approvals, its checks and its merges stays far under GitHub's limits", async () => {
  const counted = countRequests(setup.github.limits);
  await tellRun(setup, "a run that is counted", bySignature);
  counted.expectAtMost({
    total: 54,
    content: 36,
    byRoute: {
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": 20,
      "POST /repos/{owner}/{repo}/pulls": 2,
    },
  });
});

for (const [moment, left] of [
  ["before its request", 0],
  ["between its reports", 9],
] as const)
  test(`a run that meets the limit of an hour ${moment} stops by name, and the next resume goes on without repeating anything (R-12)`, async () => {
    const { world } = setup.github;
    const before = { pulls: world.pulls.length, comments: world.comments.length };
    leave(left);
    const stopped = await cut(`limited ${moment}`);
    assert.equal(stopped.exitCode, 3, stopped.log);
    assert.match(stopped.outputs["reason"] ?? "", /^STOP_(?:REQUEST_FAILED|REPORT_UPLOAD_FAILED)$/);
    assert.match(stopped.log, /secondary rate limit/);
    assert.match(stopped.log, /Wait until GitHub's limit has ended; then /);
    const made = world.comments.length - before.comments;
    assert.ok(left === 0 ? world.pulls.length === before.pulls : made > 0 && made < 7, `${made} comments`);
    setup.github.limits.pass(3600);
    const resumed = await setup.startAction(
      "run-phases",
      { command: "reconcile" },
      { GITHUB_EVENT_NAME: "schedule" },
    );
    assert.equal(resumed.exitCode, 0, resumed.log);
    assert.equal(world.pulls.length, before.pulls + 1);
    const own = world.comments.slice(before.comments).map(({ body }) => body.split("\n")[0]);
    assert.equal(own.length, 7);
    assert.equal(new Set(own).size, 7);
    assert.deepEqual(setup.github.violations, []);
  });
