import assert from "node:assert/strict";
import { after, beforeEach, describe, it } from "node:test";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import { countRequests } from "../../support/github/expect-at-most.ts";
import type { Token } from "../../support/github/world.ts";
import { type ForgeSetup, openForgeRoom, reportOf, requestOf } from "./forge-setup.ts";

let room: ForgeSetup;

beforeEach(async () => {
  await room?.[Symbol.asyncDispose]();
  room = await openForgeRoom();
});
after(() => room?.[Symbol.asyncDispose]());

function accept<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? "" : JSON.stringify(result.refusal));
  return result.value;
}

function refusalOf(result: Result<unknown>): Refusal {
  if (result.ok) throw new Error("it was accepted");
  return result.refusal;
}

function bot(): Token {
  const token = room.github.world.tokens.get(room.github.tokens.bot);
  if (token === undefined) throw new Error("the bot has a token");
  return token;
}

const NAMES = ["01-source_pin", "02-mark", "03-cutplan", "04-backup"] as const;

/** The first line of every comment, which says what it is. */
function posted(): readonly string[] {
  return room.github.world.comments.map(({ body }) => body.split("\n")[0] ?? "");
}

function assertEachOnce(comments: number): void {
  assert.equal(posted().length, comments);
  assert.equal(new Set(posted()).size, comments);
  assert.equal(room.github.world.pulls.length, 1);
  assert.deepEqual(room.github.violations, []);
}

describe("a forge that meets GitHub's limits (R-08)", () => {
  it("waits out a minute in which others have generated as much as there may be, says so, and posts once", async () => {
    const { limits } = room.github;
    const forge = room.start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    limits.spend(bot(), { content: 80 });
    for (const name of NAMES) accept(await forge.postReport(reportOf(name)));
    const waits = room.notes.filter((note) => note.startsWith("GitHub asks to wait"));
    assert.equal(waits.length, 1);
    assert.match(waits[0] ?? "", /wait (?:[1-5]\d|60) s before POST /);
    assert.equal(limits.refused, 1);
    assertEachOnce(1 + NAMES.length);
  });

  it("stops by name where it would have to wait longer than it may, and goes on later without repeating anything", async () => {
    const { limits } = room.github;
    const forge = room.start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    accept(await forge.postReport(reportOf(NAMES[0])));
    limits.spend(bot(), { content: 500 });
    limits.pass(120);
    const refused = refusalOf(await forge.postReport(reportOf(NAMES[1])));
    assert.equal(refused.reason, "STOP_REPORT_UPLOAD_FAILED");
    assert.match(refused.actual ?? "", /secondary rate limit/);
    assert.match(refused.wayOut, /^Wait until GitHub's limit has ended; then /);
    assert.deepEqual(room.notes, [], "nothing was waited for in vain");
    limits.pass(3600);
    const resumed = room.start();
    for (const name of NAMES) accept(await resumed.postReport(reportOf(name)));
    accept(await resumed.openRequest(requestOf("SG_1_cut_authz")));
    assertEachOnce(1 + NAMES.length);
  });

  it("stops by name where the hour of its token is used up, before anything is made, and makes it once later", async () => {
    const { limits } = room.github;
    limits.spend(bot(), { reads: 1000 });
    const refused = refusalOf(await room.start().openRequest(requestOf("SG_1_cut_authz")));
    assert.equal(refused.reason, "STOP_REQUEST_FAILED");
    assert.match(refused.actual ?? "", /API rate limit exceeded/);
    assert.match(refused.wayOut, /^Wait until GitHub's limit has ended; then /);
    assert.equal(room.github.world.pulls.length, 0);
    limits.pass(3600);
    accept(await room.start().openRequest(requestOf("SG_1_cut_authz")));
    assertEachOnce(1);
  });

  it("gets over an hour that ends while it may still wait", async () => {
    const { limits } = room.github;
    limits.spend(bot(), { reads: 1000 });
    limits.pass(3000);
    accept(await room.start().openRequest(requestOf("SG_1_cut_authz")));
    assert.match(room.notes[0] ?? "", /^GitHub asks to wait 60[0-2] s before GET /);
    assertEachOnce(1);
  });

  it("asks for a request and its reports far less than there may be", async () => {
    const counted = countRequests(room.github.limits);
    const forge = room.start();
    accept(await forge.openRequest(requestOf("SG_1_cut_authz")));
    for (const name of NAMES) accept(await forge.postReport(reportOf(name)));
    counted.expectAtMost({
      total: 12,
      content: 9,
      byRoute: { "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": 1 + NAMES.length },
    });
  });
});
