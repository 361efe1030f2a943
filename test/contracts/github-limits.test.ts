import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { countRequests } from "../support/github/expect-at-most.ts";
import { createLimiter, type Limiter } from "../support/github/limits.ts";
import { seedRepository } from "../support/github/seed.ts";
import { type LoopbackGitHub, startLoopbackGitHub } from "../support/github/server.ts";
import type { Token } from "../support/github/world.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const user = { id: 7, login: "bot[bot]", name: "bot", email: "bot@example.org" } as const;
const BOT: Token = { user: { ...user, type: "Bot" }, scopes: null, permission: "push" };
const ADA: Token = { user: { ...user, id: 8, type: "User" }, scopes: null, permission: "push" };
const BEGIN = Date.UTC(2026, 10, 21);

const read = (token = BOT) => ({ token, method: "GET", route: "/r", isGraphql: false, isMutation: false });
const write = (method = "POST", token = BOT) => ({ ...read(token), method });
const query = (isMutation = false) => ({ ...write(), isGraphql: true, isMutation });

/** A limiter over a clock that stands still unless the test lets time pass. */
function limiter(): Limiter {
  return createLimiter(() => new Date(BEGIN));
}

function take(limits: Limiter, times: number, request: Parameters<Limiter["take"]>[0]) {
  return Array.from({ length: times }, () => limits.take(request)).at(-1);
}

function saidBy(taken: ReturnType<Limiter["take"]> | undefined): string {
  const body = taken?.refused?.body as
    | { message?: string; errors?: readonly { message: string }[] }
    | undefined;
  return body?.message ?? body?.errors?.[0]?.message ?? "accepted";
}

describe("GitHub's limits", () => {
  it("let 80 requests a minute generate content, and say how long the next has to wait", () => {
    const limits = limiter();
    assert.equal(saidBy(take(limits, 80, write())), "accepted");
    const over = limits.take(write());
    assert.equal(over.refused?.status, 403);
    assert.match(saidBy(over), /^You have exceeded a secondary rate limit/);
    assert.equal(over.headers["retry-after"], "60");
    assert.equal(saidBy(limits.take(read())), "accepted", "reading goes on");
    assert.equal(saidBy(limits.take(write("DELETE"))), "accepted", "deleting generates nothing");
    assert.equal(saidBy(limits.take(write("POST", ADA))), "accepted", "another account has its own");
    limits.pass(59);
    assert.equal(limits.take(write()).headers["retry-after"], "1");
    limits.pass(1);
    assert.equal(saidBy(limits.take(write())), "accepted");
  });

  for (const method of ["POST", "PATCH", "PUT"])
    it(`count ${method} as content, and mutations with them`, () => {
      const limits = limiter();
      take(limits, 79, write(method));
      assert.equal(saidBy(limits.take(query(true))), "accepted");
      assert.match(saidBy(limits.take(query(true))), /secondary rate limit/);
      assert.equal(saidBy(limits.take(query())), "accepted");
    });

  it("let 500 requests an hour generate content", () => {
    const limits = limiter();
    for (let minute = 0; minute < 10; minute += 1) {
      assert.equal(saidBy(take(limits, 50, write())), "accepted");
      limits.pass(60);
    }
    const over = limits.take(write());
    assert.match(saidBy(over), /secondary rate limit/);
    assert.equal(over.headers["retry-after"], "3000");
    limits.pass(3000);
    assert.equal(saidBy(limits.take(write())), "accepted");
  });

  it("let a workflow's token make 1 000 requests an hour, and a person's 5 000", () => {
    const limits = limiter();
    const last = take(limits, 1_000, read());
    assert.equal(saidBy(last), "accepted");
    assert.equal(last?.headers["x-ratelimit-remaining"], "0");
    const over = limits.take(read());
    assert.equal(over.refused?.status, 403);
    assert.match(saidBy(over), /^API rate limit exceeded for installation ID/);
    assert.equal(over.headers["x-ratelimit-remaining"], "0");
    assert.equal(over.headers["x-ratelimit-used"], "1000");
    assert.equal(over.headers["x-ratelimit-reset"], String(BEGIN / 1000 + 3600));
    limits.pass(600);
    assert.equal(limits.take(read()).headers["x-ratelimit-reset"], String(BEGIN / 1000 + 3000));
    assert.equal(saidBy(take(limits, 5_000, read(ADA))), "accepted");
    assert.match(saidBy(limits.take(read(ADA))), /for user ID 8/);
    limits.pass(3000);
    assert.equal(limits.take(read()).headers["x-ratelimit-remaining"], "999");
  });

  it("give GraphQL an hour of its own, and say so under 200", () => {
    const limits = limiter();
    take(limits, 1_000, query());
    const over = limits.take(query());
    assert.equal(over.refused?.status, 200);
    assert.match(saidBy(over), /rate limit exceeded/);
    const message = "API rate limit exceeded for installation ID 1.";
    assert.deepEqual(over.refused?.body, { data: null, errors: [{ type: "RATE_LIMITED", message }] });
    assert.equal(saidBy(limits.take(read())), "accepted");
  });

  it("count every request by its route, and what another job has spent not among them", () => {
    const limits = limiter();
    limits.spend(BOT, { content: 79, reads: 5 });
    take(limits, 2, read());
    take(limits, 2, write());
    assert.deepEqual([limits.total, limits.content, limits.refused], [4, 2, 1]);
    assert.deepEqual(Object.fromEntries(limits.byRoute), { "GET /r": 2, "POST /r": 2 });
    assert.equal(limits.take(read()).headers["x-ratelimit-used"], "89");
  });
});

describe("the count of requests", () => {
  const cases: readonly (readonly [
    string,
    Parameters<ReturnType<typeof countRequests>["expectAtMost"]>[0],
    RegExp | null,
  ])[] = [
    ["as many as there may be", { total: 5, content: 2, byRoute: { "GET /r": 3 } }, null],
    ["more than there may be", { total: 4 }, /5 requests, 2 of them content[\s\S]*3 GET \/r/],
    ["more content than there may be", { content: 1 }, /2 of them content/],
    ["more of one route than there may be", { byRoute: { "GET /r": 2 } }, /3 GET \/r/],
  ];
  for (const [name, most, told] of cases)
    it(`tells ${name}, and does not count what was before`, () => {
      const limits = limiter();
      take(limits, 9, write());
      const counted = countRequests(limits);
      take(limits, 3, read());
      take(limits, 2, write());
      if (told === null) return counted.expectAtMost(most);
      assert.throws(() => counted.expectAtMost(most), told);
    });

  it("fails where GitHub refused a request for a limit", () => {
    const limits = limiter();
    const counted = countRequests(limits);
    take(limits, 81, write());
    assert.throws(() => counted.expectAtMost({ total: 100 }), /GitHub refused requests for a limit/);
  });
});

describe("a client of the loopback GitHub that goes over a limit", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let github: LoopbackGitHub;
  let sha: string;

  before(async () => {
    folder = await makeTempFolder();
    github = await startLoopbackGitHub({ folder: `${folder.path}/control.git` });
    sha = await seedRepository(github, { "README.md": "control\n" });
  });
  after(async () => {
    await github[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const post = () =>
    fetch(`${github.url}/repos/icx/control/statuses/${sha}`, {
      method: "POST",
      headers: { authorization: `Bearer ${github.tokens.bot}`, "content-type": "application/json" },
      body: JSON.stringify({ state: "success", context: "x" }),
    });

  it("is refused without anything done, from its first request on, and served once the limit has ended", async () => {
    for (let made = 0; made < 80; made += 1) assert.equal((await post()).status, 201);
    const over = await post();
    assert.equal(over.status, 403);
    const seconds = Number(over.headers.get("retry-after"));
    assert.ok(seconds > 0 && seconds <= 60, String(seconds));
    assert.equal(github.world.statuses.length, 80);
    github.limits.pass(seconds);
    const next = await post();
    assert.equal(next.status, 201);
    assert.equal(next.headers.get("x-ratelimit-limit"), "1000");
    assert.equal(next.headers.get("x-ratelimit-used"), "82");
    assert.equal(github.limits.byRoute.get("POST /repos/{owner}/{repo}/statuses/{sha}"), 82);
    assert.deepEqual(github.violations, []);
  });
});
