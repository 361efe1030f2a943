import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { openRequestPull, readRequestPulls } from "../../../src/adapters/github/request-pulls.ts";
import type { Pull, User } from "../../support/github/world.ts";
import { type ForgeSetup, openForgeRoom, RUN_ID, reportOf, requestOf } from "./forge-setup.ts";

const OTHER_RUN = "ictr-20261121T090001Z-ffffffff";
let room: ForgeSetup;
let mallory: User;

beforeEach(async () => {
  room = await openForgeRoom();
  mallory = room.github.addPerson("mallory").user;
});
afterEach(() => room[Symbol.asyncDispose]());

/** Puts a pull request of Mallory's into the world, as one that was opened by other means than the forge. */
async function addPull(changes: Partial<Pull>): Promise<Pull> {
  const { world } = room.github;
  const main = (await world.git.resolve("refs/heads/main")) ?? "";
  const pull: Pull = {
    number: world.pulls.length + 1,
    id: world.nextId(),
    headRef: `cutter/${RUN_ID}/SG_1_cut_authz`,
    baseRef: "main",
    headRepository: "icx/control",
    user: mallory,
    title: "Ask for SG_1",
    body: null,
    state: "open",
    headSha: main,
    baseSha: main,
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
    locked: false,
    createdAt: new Date(),
    updatedAt: new Date(),
    closedAt: null,
    ...changes,
  };
  world.pulls.push(pull);
  return pull;
}

const read = () => readRequestPulls(room.repository(), RUN_ID);

const FOREIGN: readonly { readonly title: string; readonly changes: Partial<Pull> }[] = [
  {
    title: "whose branch of that name stands in a fork",
    changes: { headRepository: "mallory/control" },
  },
  { title: "whose fork was deleted", changes: { headRepository: null } },
  { title: "of another run", changes: { headRef: `cutter/${OTHER_RUN}/SG_1_cut_authz` } },
  { title: "whose branch names no gate", changes: { headRef: `cutter/${RUN_ID}/SG_9_all_authz` } },
  { title: "whose branch ends with the run alone", changes: { headRef: `cutter/${RUN_ID}/` } },
  {
    title: "whose branch goes on behind the gate",
    changes: { headRef: `cutter/${RUN_ID}/SG_1_cut_authz/more` },
  },
  {
    title: "whose branch only holds the name",
    changes: { headRef: `my/cutter/${RUN_ID}/SG_1_cut_authz` },
  },
];

for (const { title, changes } of FOREIGN) {
  test(`a pull request ${title} is none of the run's`, async () => {
    await addPull(changes);
    assert.deepEqual(await read(), []);
  });
}

/** Lets GitHub tell its pull requests otherwise than they are, once. */
async function tellOtherwise(change: (pull: ListedPull) => void): Promise<void> {
  const { github } = room;
  const headers = { authorization: `Bearer ${github.tokens.bot}` };
  const answer = await fetch(`${github.url}/repos/icx/control/pulls?state=all`, { headers });
  const list = (await answer.json()) as readonly ListedPull[];
  for (const pull of list) change(pull);
  const type = "application/json; charset=utf-8";
  const kind = { kind: "say", status: 200, type, bytes: JSON.stringify(list) } as const;
  github.faults.add({ method: "GET", path: /\/pulls$/, times: 1, kind });
}

interface ListedPull {
  readonly base: { readonly repo: { id: number } };
  user: object | null;
}

test("a pull request whose base is another repository's is none of the run's", async () => {
  await addPull({});
  await tellOtherwise(({ base }) => {
    base.repo.id += 1;
  });
  assert.deepEqual(await read(), []);
  assert.equal((await read()).length, 1);
});

test("the author of a deleted account is nobody", async () => {
  await addPull({});
  await tellOtherwise((pull) => {
    pull.user = null;
  });
  assert.deepEqual(
    (await read()).map(({ authorId }) => authorId),
    [0],
  );
});

test("a title is told in its first 200 letters, digits and stops", async () => {
  await room.start().openRequest(requestOf("SG_1_cut_authz", { title: `x${"y".repeat(300)}` }));
  assert.equal(room.github.world.pulls[0]?.title, `x${"y".repeat(199)}`);
});

test("the run's own pull requests are told oldest first, each with its gate, state and author", async () => {
  await addPull({ state: "closed" });
  await addPull({ headRepository: "mallory/control" });
  await addPull({ headRef: `cutter/${RUN_ID}/SG_2_lifecycle_authz` });
  const url = `${room.github.url}/icx/control/pull`;
  const state = { isMerged: false, isDraft: false, base: "main", authorId: mallory.id };
  assert.deepEqual(await read(), [
    { number: 1, gate: "SG_1_cut_authz", url: `${url}/1`, isOpen: false, ...state },
    { number: 3, gate: "SG_2_lifecycle_authz", url: `${url}/3`, isOpen: true, ...state },
  ]);
});

test("a run whose requests lie behind a hundred newer pull requests is found by its branches, oldest first", async () => {
  const [first, second] = [`cutter/${RUN_ID}/SG_2_lifecycle_authz`, `cutter/${RUN_ID}/SG_1_cut_authz`];
  await addPull({ headRef: first });
  await addPull({ headRef: second });
  await addPull({ headRef: second, headRepository: "mallory/control" });
  const others = async (count: number) => {
    for (let made = 0; made < count; made += 1)
      await addPull({ headRef: `cutter/${OTHER_RUN}/SG_1_cut_authz`, state: "closed" });
  };
  const numbers = async () => (await read()).map(({ number }) => number);
  await others(96);
  const before = room.github.requests.length;
  assert.deepEqual(await numbers(), [1, 2]);
  assert.equal(room.github.requests.length, before + 1);
  await others(4);
  assert.deepEqual(await numbers(), [1, 2]);
  assert.equal(room.github.requests.length, before + 5);
});

test("a single request of the run among the newest hundred is found with one question", async () => {
  for (let made = 0; made < 99; made += 1)
    await addPull({ headRef: `cutter/${OTHER_RUN}/SG_1_cut_authz`, state: "closed" });
  await addPull({});
  const before = room.github.requests.length;
  assert.deepEqual(
    (await read()).map(({ number }) => number),
    [100],
  );
  assert.equal(room.github.requests.length, before + 1);
});

test("a run without a pull request costs one question, while all there are fit into one answer", async () => {
  for (let made = 0; made < 99; made += 1)
    await addPull({ headRef: `cutter/${OTHER_RUN}/SG_1_cut_authz`, state: "closed" });
  const ask = async () => {
    const before = room.github.requests.length;
    assert.deepEqual(await read(), []);
    return room.github.requests.length - before;
  };
  assert.equal(await ask(), 1);
  await addPull({ headRef: `cutter/${OTHER_RUN}/SG_1_cut_authz`, state: "closed" });
  assert.equal(await ask(), 4);
});

for (const headRepository of ["mallory/control", null]) {
  test(`what a pull request of ${headRepository ?? "a deleted fork"} asks for is asked again in a pull request of the bot's`, async () => {
    await addPull({ headRepository });
    const forge = room.start();
    const opened = await forge.openRequest(requestOf("SG_1_cut_authz"));
    assert.equal(opened.ok && opened.value.where, `${room.github.url}/icx/control/pull/2`);
    await forge.postReport(reportOf("01-source_pin"));
    assert.deepEqual(
      room.github.world.comments.map(({ issue }) => issue),
      [2, 2],
    );
  });
}

test("a pull request of the gate that was closed does not stand for the open one", async () => {
  const forge = room.start();
  assert.ok((await forge.openRequest(requestOf("SG_1_cut_authz"))).ok);
  const [first] = room.github.world.pulls;
  if (first) first.state = "closed";
  const { pull, isNew } = await openRequestPull(room.repository(), requestOf("SG_1_cut_authz"));
  assert.deepEqual([pull.number, pull.isOpen, isNew], [2, true, true]);
  const again = await openRequestPull(room.repository(), requestOf("SG_1_cut_authz"));
  assert.deepEqual([again.pull.number, again.isNew], [2, false]);
});

test("a pull request that GitHub refuses to open is not taken for another gate's", async () => {
  await addPull({ headRef: `cutter/${RUN_ID}/SG_2_lifecycle_authz` });
  await assert.rejects(openRequestPull(room.repository(), requestOf("SG_1_cut_authz")), { status: 422 });
});
