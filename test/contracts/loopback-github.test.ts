import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as openpgp from "openpgp";
import { seedRepository } from "../support/github/seed.ts";
import { type LoopbackGitHub, startLoopbackGitHub } from "../support/github/server.ts";

describe("the loopback GitHub", () => {
  let folder: string;
  let github: LoopbackGitHub;
  let person: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "loopback-"));
    github = await startLoopbackGitHub({ folder: join(folder, "control.git") });
    await seedRepository(github, { "README.md": "control\n" });
    person = github.addPerson("ada").token;
  });
  after(async () => {
    await github[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function call(method: string, path: string, body?: object, token = github.tokens.bot) {
    const answer = await fetch(`${github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Record<string, never> & { sha: string; number: number; message: string },
    };
  }

  async function openPull(branch: string): Promise<number> {
    const main = await call("GET", "/repos/icx/control/commits/main");
    await call("POST", "/repos/icx/control/git/refs", { ref: `refs/heads/${branch}`, sha: main.body.sha });
    const content = Buffer.from(`${branch}\n`).toString("base64");
    await call(
      "PUT",
      `/repos/icx/control/contents/${branch}.md`,
      { message: `Add ${branch}`, content, branch },
      person,
    );
    const pull = await call("POST", "/repos/icx/control/pulls", {
      title: branch,
      head: branch,
      base: "main",
    });
    assert.equal(pull.status, 201);
    return pull.body.number;
  }

  for (const method of ["merge", "squash", "rebase"])
    it(`merges by ${method} as GitHub does, and signs the commits that the page writes but no rebased ones`, async () => {
      const number = await openPull(`by-${method}`);
      const merged = await call(
        "PUT",
        `/repos/icx/control/pulls/${number}/merge`,
        { merge_method: method },
        person,
      );
      assert.equal(merged.status, 200);
      const commit = await github.world.git.readCommit(merged.body.sha);
      assert.equal(commit.parents.length, method === "merge" ? 2 : 1);
      assert.equal(commit.signature !== null, method !== "rebase");
      assert.equal(await github.world.git.resolve("refs/heads/main"), merged.body.sha);
      const head = await github.world.git.resolve(`refs/pull/${number}/head`);
      assert.equal((await github.world.git.readCommit(head ?? "")).committer.email, "noreply@github.com");
    });

  it("signs merges with a key that OpenPGP accepts", async () => {
    const number = await openPull("signed");
    const { body } = await call("PUT", `/repos/icx/control/pulls/${number}/merge`, {}, person);
    const { signature } = await github.world.git.readCommit(body.sha);
    const verified = await openpgp.verify({
      message: await openpgp.createMessage({ binary: Buffer.from(signature?.payload ?? "") }),
      signature: await openpgp.readSignature({ armoredSignature: signature?.text ?? "" }),
      verificationKeys: await openpgp.readKey({ armoredKey: github.world.git.webFlowKey }),
      date: new Date(Date.now() + 60_000),
    });
    assert.equal(await verified.signatures[0]?.verified, true);
  });

  it("follows a branch that is pushed with git", async () => {
    const number = await openPull("pushed");
    const clone = join(folder, "clone");
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", clone, "-c", "user.name=a", "-c", "user.email=a@b", ...args]);
    execFileSync("git", ["clone", "--quiet", "--branch", "pushed", join(folder, "control.git"), clone]);
    await writeFile(join(clone, "more.md"), "more\n");
    git("add", "more.md");
    git("commit", "--quiet", "-m", "More");
    git("push", "--quiet");
    const pull = await call("GET", `/repos/icx/control/pulls/${number}`);
    const { head, base } = pull.body as unknown as Record<string, { readonly sha: string }>;
    const compared = await call("GET", `/repos/icx/control/compare/${base?.sha}...${head?.sha}`);
    assert.equal((compared.body as unknown as { readonly files: object[] }).files.length, 2);
    assert.equal(
      await github.world.git.resolve(`refs/pull/${number}/head`),
      (pull.body as unknown as { head: { sha: string } }).head.sha,
    );
  });

  it("gives lists in pages with links", async () => {
    const number = await openPull("talk");
    for (let at = 0; at < 5; at += 1)
      await call("POST", `/repos/icx/control/issues/${number}/comments`, { body: `comment ${at}` });
    const first = await call("GET", `/repos/icx/control/issues/${number}/comments?per_page=2`);
    assert.equal((first.body as unknown as object[]).length, 2);
    assert.match(first.headers.get("link") ?? "", /page=2>; rel="next"/);
    const last = await call("GET", `/repos/icx/control/issues/${number}/comments?per_page=2&page=3`);
    assert.equal((last.body as unknown as object[]).length, 1);
  });

  it("keeps reviews, statuses and edits of comments", async () => {
    const number = await openPull("review");
    const head = await github.world.git.resolve("refs/heads/review");
    assert.equal(
      (await call("POST", `/repos/icx/control/pulls/${number}/reviews`, { event: "APPROVE" }, person)).status,
      200,
    );
    assert.equal(
      (await call("POST", `/repos/icx/control/statuses/${head}`, { state: "success", context: "x" })).status,
      201,
    );
    assert.equal((await call("GET", `/repos/icx/control/commits/${head}/statuses`)).status, 200);
    assert.equal((await call("GET", "/repos/icx/control")).status, 200);
    assert.equal((await call("GET", "/user", undefined, person)).status, 200);
    assert.equal((await call("GET", "/user")).status, 403);
    assert.equal((await call("GET", `/repos/icx/control/pulls/${number}/commits`)).status, 200);
    const query = `query ($head: GitObjectID!) { repository(owner: "icx", name: "control") {
      object(oid: $head) { ... on Commit { associatedPullRequests(first: 9) { nodes { number merged } } } } } }`;
    assert.deepEqual((await call("POST", "/graphql", { query, variables: { head } })).body, {
      data: { repository: { object: { associatedPullRequests: { nodes: [{ number, merged: false }] } } } },
    });
    assert.equal((await call("GET", `/repos/icx/control/git/ref/heads/review`)).status, 200);
    assert.equal((await call("GET", `/repos/icx/control/contents/review.md?ref=review`)).status, 200);
  });

  it("produces each fault that it is told to, once", async () => {
    const path = /^\/repos\/icx\/control$/;
    github.faults.add({
      method: "GET",
      path,
      times: 1,
      kind: { kind: "secondary_limit", retryAfterSeconds: 1 },
    });
    github.faults.add({ method: "GET", path, times: 1, kind: { kind: "drop" } });
    assert.equal((await call("GET", "/repos/icx/control")).status, 403);
    await assert.rejects(call("GET", "/repos/icx/control"));
    assert.equal((await call("GET", "/repos/icx/control")).status, 200);
  });

  it("sends and answers nothing that GitHub's description does not have", () => {
    assert.deepEqual(github.violations, []);
  });
});

describe("its description of GitHub", () => {
  it("finds a request that GitHub does not know", async () => {
    const folder = await mkdtemp(join(tmpdir(), "loopback-"));
    await using github = await startLoopbackGitHub({ folder: join(folder, "control.git") });
    const headers = { authorization: `Bearer ${github.tokens.bot}` };
    await fetch(`${github.url}/repos/icx/control/approve`, { headers });
    await fetch(`${github.url}/repos/icx/control/pulls`, {
      method: "POST",
      headers,
      body: JSON.stringify({ title: 1, head: "a" }),
    });
    await fetch(`${github.url}/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query: "{ viewer { login shoeSize } }" }),
    });
    assert.ok(github.violations.some((line) => line.includes("no such operation")));
    assert.ok(github.violations.some((line) => line.includes('Cannot query field "shoeSize"')));
    assert.ok(github.violations.some((line) => line.includes("required property 'base'")));
    await rm(folder, { recursive: true });
  });
});
