import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CHECK_CONTEXT, createMergedPulls } from "../../../src/adapters/github/merged-pulls.ts";
import { readOwnId } from "../../../src/adapters/github/own-account.ts";
import { type ForgeRoom, openForgeRoom, RUN_ID, requestOf } from "./forge-room.ts";

describe("createMergedPulls", () => {
  let room: ForgeRoom;
  let person: ReturnType<ForgeRoom["github"]["addPerson"]>;
  let number = 0;

  before(async () => {
    room = await openForgeRoom();
    person = room.github.addPerson("ada");
  });
  after(async () => {
    assert.deepEqual(room.github.violations, []);
    await room[Symbol.asyncDispose]();
  });

  async function call(method: string, path: string, body: object, token = person.token) {
    const init = { method, headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) };
    const answer = await fetch(`${room.github.url}/repos/icx/control${path}`, init);
    return (await answer.json()) as { readonly sha: string };
  }

  /** Opens a request, lets `check` judge its head, merges it, and returns the merge commit. */
  async function mergeRequest(check: (head: string) => Promise<void>, method = "merge") {
    number += 1;
    const runId = RUN_ID.replace(/.$/, String(number % 10));
    await room.start().openRequest(requestOf("SG_1_cut_authz", { runId }));
    const pull = room.github.world.pulls.at(-1);
    const head = (await room.github.world.git.resolve(`refs/heads/${pull?.headRef}`)) ?? "";
    await check(head);
    return {
      head,
      landing: (await call("PUT", `/pulls/${pull?.number}/merge`, { merge_method: method })).sha,
    };
  }

  const read = (landing: string) => {
    const place = room.place();
    return createMergedPulls(place, { readOwnId: () => readOwnId(place) }).read({ path: "x", landing });
  };
  const status = (token: string, state: string) => async (head: string) =>
    void (await call("POST", `/statuses/${head}`, { state, context: CHECK_CONTEXT }, token));

  for (const method of ["merge", "squash"])
    it(`tells who merged by ${method} and the head that the check has judged`, async () => {
      const { head, landing } = await mergeRequest(status(room.github.tokens.bot, "success"), method);
      const facts = await read(landing);
      assert.equal(facts?.mergedById, person.user.id);
      assert.deepEqual([facts?.mergedHead, facts?.checkedHead, facts?.mergeCommit], [head, head, landing]);
      assert.equal(facts?.isFromFork, false);
    });

  it("knows no checked head where nothing was judged, the check failed, or a person set the status", async () => {
    const nothing = async () => {};
    for (const check of [
      nothing,
      status(room.github.tokens.bot, "failure"),
      status(person.token, "success"),
    ]) {
      const { landing } = await mergeRequest(check);
      assert.equal((await read(landing))?.checkedHead, null);
    }
  });

  it("goes by the newest status of the check", async () => {
    const { landing } = await mergeRequest(async (head) => {
      await status(room.github.tokens.bot, "success")(head);
      await status(room.github.tokens.bot, "failure")(head);
    });
    assert.equal((await read(landing))?.checkedHead, null);
  });

  it("says unknown of a commit that no pull request merged, and of a forge that does not answer", async () => {
    const main = (await room.github.world.git.resolve("refs/heads/main")) ?? "";
    const root = (await room.github.world.git.git(["rev-list", "--max-parents=0", main])).trim();
    assert.equal(await read(root), null);
    const { landing } = await mergeRequest(status(room.github.tokens.bot, "success"));
    room.github.faults.add({ method: "GET", path: /\/pulls$/, times: 4, kind: { kind: "drop" } });
    assert.equal(await read(landing), null);
  });

  it("tells a pull request from a fork", async () => {
    const { landing } = await mergeRequest(status(room.github.tokens.bot, "success"));
    const pull = room.github.world.pulls.at(-1);
    if (pull !== undefined) Object.assign(pull, { headRepository: "mallory/control" });
    assert.equal((await read(landing))?.isFromFork, true);
  });
});
