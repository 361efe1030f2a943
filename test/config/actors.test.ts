import assert from "node:assert/strict";
import { userInfo } from "node:os";
import test from "node:test";
import { nameActors } from "../../src/compose/name-actors.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { accepted, refused } from "../../src/domain/result.ts";

const read = readEnvironment();
assert.ok(read.ok);
const environment = read.value;
const local = `os:${userInfo().username}`;
const job = { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "operator", GITHUB_ACTOR_ID: "9" };
const dispatch = { ...job, GITHUB_EVENT_NAME: "workflow_dispatch" };
const push = { ...job, GITHUB_EVENT_NAME: "push" };
const OPERATOR = "github:operator#9";
const ALICE = "github:alice#7";
const IDS: Readonly<Record<string, number>> = { operator: 9, alice: 7 };

const find = async (login: string) => {
  const id = IDS[login];
  return id === undefined ? refused(refusal("STOP_ACTOR_UNKNOWN", { field: login })) : accepted(id);
};

for (const [title, variables, initiator, mover] of [
  ["no workflow", { GITHUB_ACTOR: "operator" }, local, local],
  ["a dispatch", dispatch, OPERATOR, OPERATOR],
  [
    "a dispatch that was started again by the same",
    { ...dispatch, GITHUB_TRIGGERING_ACTOR: "Operator" },
    OPERATOR,
    OPERATOR,
  ],
  [
    "a dispatch that somebody else started again",
    { ...dispatch, GITHUB_TRIGGERING_ACTOR: "alice" },
    `${OPERATOR}, ${ALICE}`,
    `${OPERATOR}, ${ALICE}`,
  ],
  ["a push", { ...push, GITHUB_TRIGGERING_ACTOR: "operator", GITHUB_RUN_ATTEMPT: "1" }, OPERATOR, null],
  ["a schedule", { ...job, GITHUB_EVENT_NAME: "schedule" }, OPERATOR, null],
  [
    "a push that was started again",
    { ...push, GITHUB_TRIGGERING_ACTOR: "operator", GITHUB_RUN_ATTEMPT: "2" },
    OPERATOR,
    OPERATOR,
  ],
  [
    "a push that somebody else started again",
    { ...push, GITHUB_TRIGGERING_ACTOR: "alice" },
    `${OPERATOR}, ${ALICE}`,
    ALICE,
  ],
] as const) {
  test(`C-81: by ${title}, runs are started by ${initiator} and moved by ${mover ?? "nobody"}`, async () => {
    const named = await nameActors({ ...environment, ...variables }, find);
    assert.deepEqual(named, accepted({ initiator, mover }));
  });
}

for (const id of ["9x", "0", "-9", "9.0", "1e1", "09", " 9", undefined]) {
  test(`A-172: where the job tells ${id ?? "no id"} of who started it, GitHub is asked`, async () => {
    const named = await nameActors({ ...environment, ...dispatch, GITHUB_ACTOR_ID: id }, find);
    assert.deepEqual(named, accepted({ initiator: OPERATOR, mover: OPERATOR }));
  });
}

for (const [title, variables, field] of [
  ["a job that does not tell who", { GITHUB_ACTIONS: "true" }, "GITHUB_ACTOR"],
  [
    "a job that does not tell who, and who started it again",
    { ...push, GITHUB_ACTOR: undefined, GITHUB_TRIGGERING_ACTOR: "alice" },
    "GITHUB_ACTOR",
  ],
  [
    "a job that was started again and does not tell by whom",
    { ...push, GITHUB_RUN_ATTEMPT: "2" },
    "GITHUB_TRIGGERING_ACTOR",
  ],
  [
    "a job that an account that GitHub does not know started again",
    { ...dispatch, GITHUB_TRIGGERING_ACTOR: "ghost" },
    "ghost",
  ],
  [
    "a job of an account that GitHub does not know, without an id",
    { ...dispatch, GITHUB_ACTOR: "ghost", GITHUB_ACTOR_ID: "" },
    "ghost",
  ],
] as const) {
  test(`A-172: by ${title}, no run is started and none is moved`, async () => {
    const named = await nameActors({ ...environment, ...variables }, find);
    assert.ok(!named.ok);
    assert.equal(named.refusal.reason, "STOP_ACTOR_UNKNOWN");
    assert.equal(named.refusal.field, field);
  });
}

test("C-81: who started a job again and can't be told stops the start; whose job it is need not be asked", async () => {
  const silent = async () => refused(refusal("STOP_ACTOR_UNKNOWN", { field: "alice" }));
  const again = await nameActors({ ...environment, ...dispatch, GITHUB_TRIGGERING_ACTOR: "alice" }, silent);
  assert.equal(!again.ok && again.refusal.reason, "STOP_ACTOR_UNKNOWN");
  assert.ok((await nameActors({ ...environment, ...dispatch }, silent)).ok);
});
