import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CHECK_CONTEXT, createMergedPulls } from "../../../src/adapters/github/merged-pulls.ts";
import { type ForgeSetup, openForgeRoom, RUN_ID, requestOf } from "./forge-setup.ts";

describe("createMergedPulls", () => {
  let room: ForgeSetup;
  let person: ReturnType<ForgeSetup["github"]["addPerson"]>;
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

  const read = (landing: string) => createMergedPulls(room.repository()).read({ path: "x", landing });
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

  it("knows no checked head if nothing was judged, the check failed, or a person set the status", async () => {
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

  it("uses the newest status of the check", async () => {
    const { landing } = await mergeRequest(async (head) => {
      await status(room.github.tokens.bot, "success")(head);
      await status(room.github.tokens.bot, "failure")(head);
    });
    assert.equal((await read(landing))?.checkedHead, null);
  });

  it("returns unknown for a commit that no pull request merged, and for a forge that does not answer", async () => {
    const main = (await room.github.world.git.resolve("refs/heads/main")) ?? "";
    const root = (await room.github.world.git.git(["rev-list", "--max-parents=0", main])).trim();
    assert.equal(await read(root), null);
    const { landing } = await mergeRequest(status(room.github.tokens.bot, "success"));
    room.github.faults.add({ method: "POST", path: /graphql$/, times: 4, kind: { kind: "drop" } });
    assert.equal(await read(landing), null);
  });

  it("returns unknown if two pull requests share the merge, or if the list is incomplete", async () => {
    const { landing } = await mergeRequest(status(room.github.tokens.bot, "success"));
    const { pulls } = room.github.world;
    const [merged] = pulls.slice(-1);
    assert.ok(merged);
    pulls.push({ ...merged, number: merged.number + 1 });
    assert.equal(await read(landing), null);
    // A pull request whose commits came in with the other has another head than the merge commit's second parent.
    pulls.unshift({ ...merged, number: merged.number + 1, headSha: merged.baseSha, state: "closed" });
    pulls.pop();
    assert.equal((await read(landing))?.number, merged.number);
    pulls.shift();
    for (let more = 1; more <= 20; more += 1)
      pulls.push({ ...merged, number: merged.number + more, mergedAt: null });
    assert.equal(await read(landing), null);
    pulls.splice(-20);
    assert.equal((await read(landing))?.mergedHead, merged.headSha);
  });

  const facts = {
    number: 1,
    merged: true,
    mergedAt: "2026-01-01T00:00:00Z",
    mergedBy: { databaseId: 5 },
    mergeCommit: { oid: "a" },
    headRefOid: "b",
    isCrossRepository: false,
    headRepository: { databaseId: 7 },
    baseRepository: { databaseId: 7 },
    commits: {
      nodes: [
        {
          commit: {
            oid: "b",
            status: { context: { state: "SUCCESS", creator: { __typename: "Bot", databaseId: 9 } } },
          },
        },
      ],
    },
  };
  const mute = { commits: { nodes: [{ commit: { oid: "b", status: null } }] } };
  const other = { commits: { nodes: [{ commit: { ...facts.commits.nodes[0]?.commit, oid: "c" } }] } };
  /** GitHub's facts of the pull request, the id of the asking account, and the checked head; undefined: the merge is unknown. */
  const answers: readonly (readonly [string, object, unknown, string | null | undefined])[] = [
    ["as GitHub tells it", {}, 5, "b"],
    ["merged by an account whose id is text", { mergedBy: { databaseId: "5" } }, 5, undefined],
    ["merged by an account without an id", { mergedBy: {} }, 5, undefined],
    ["merged by nobody", { mergedBy: null }, 5, undefined],
    ["that is not merged", { merged: false }, 5, undefined],
    ["without a time", { mergedAt: null }, 5, undefined],
    ["whose time is not a date", { mergedAt: "yesterday" }, 5, undefined],
    ["merged elsewhere", { mergeCommit: { oid: "x" } }, 5, undefined],
    ["whose status is of another commit than the head", other, 5, null],
    ["without a status", mute, 5, null],
    ["asked for by nobody", {}, undefined, undefined],
    ["asked for by a text", {}, "5", undefined],
  ];
  for (const [name, change, viewer, checked] of answers)
    it(`reads ${checked === undefined ? "nothing" : `the checked head ${checked}`} from a pull request ${name}`, async () => {
      const nodes = [{ ...facts, ...change }];
      const object = { parents: { nodes: [] }, associatedPullRequests: { totalCount: 1, nodes } };
      const data = { viewer: { databaseId: viewer }, repository: { object } };
      room.github.faults.add({
        method: "POST",
        path: /graphql$/,
        times: 1,
        kind: { kind: "say", status: 200, type: "application/json", bytes: JSON.stringify({ data }) },
      });
      assert.equal((await read("a"))?.checkedHead, checked);
    });

  it("tells a pull request from a fork", async () => {
    const { landing } = await mergeRequest(status(room.github.tokens.bot, "success"));
    const pull = room.github.world.pulls.at(-1);
    if (pull !== undefined) Object.assign(pull, { headRepository: "mallory/control" });
    assert.equal((await read(landing))?.isFromFork, true);
  });
});
