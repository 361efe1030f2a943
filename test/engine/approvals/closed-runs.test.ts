import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { GitObject } from "../../../src/ports/control-repository.ts";
import { makePolicy, makeRequest } from "../../support/approval-story.ts";
import { openScene, type Scene } from "../../support/attack-scene.ts";
import { addClosedRuns } from "../../support/closed-runs.ts";
import { judgeCounted, makeHistoryMemory } from "../../support/judge-counted.ts";

const FEW = 100;
const MANY = 1000;
let scene: Scene;
/** Judges the same question after as many closed runs, without a memory and with that of an earlier process. */
const judged = new Map<number, { readonly cold: Verdict; readonly warm: Verdict }>();

type Verdict = Awaited<ReturnType<typeof judgeCounted>>;

const bytesOf = (objects: readonly GitObject[]): number =>
  objects.reduce((sum, { content }) => sum + content.length, 0);
/** Where two ask for the same commit at once, it is read twice. */
const distinct = ({ reads }: Verdict) => new Set(reads.map(({ id }) => id));
const trees = ({ reads }: Verdict) => reads.filter(({ type }) => type === "tree");

before(async () => {
  scene = await openScene();
  for (const count of [FEW, MANY]) {
    const asked = await addClosedRuns(scene.repo, scene.base, count);
    const request = makeRequest(scene.policy, { control_commit: asked });
    const side = await scene.approve({ parents: [asked], request });
    await scene.merge(side, { parents: [asked, side] });
    const { memory } = makeHistoryMemory();
    const cold = await judgeCounted(scene, { request });
    await judgeCounted(scene, { request, memory });
    judged.set(count, { cold, warm: await judgeCounted(scene, { request, memory }) });
  }
});
after(async () => scene[Symbol.asyncDispose]());

function both(how: "cold" | "warm"): readonly [Verdict, Verdict] {
  const [few, many] = [judged.get(FEW)?.[how], judged.get(MANY)?.[how]];
  assert.ok(few && many);
  assert.deepEqual([few.told, many.told], ["accepted", "accepted"]);
  return [few, many];
}

test("G-123: a judge that knows the history reads as many objects behind a thousand closed runs as behind a hundred", () => {
  const [few, many] = both("warm");
  assert.equal(distinct(many).size, distinct(few).size);
});

test("G-123: a judge without a memory reads of the closed runs their commits alone, and as many folders as before", () => {
  const [few, many] = both("cold");
  assert.equal(trees(many).length, trees(few).length);
  assert.equal(distinct(many).size - distinct(few).size, MANY - FEW);
});

for (const how of ["cold", "warm"] as const) {
  test(`G-123: ten times as many closed runs are at most ten times as many bytes (${how})`, () => {
    const [few, many] = both(how);
    assert.ok(bytesOf(many.reads) <= 10 * bytesOf(few.reads));
  });
}

test("G-123: a policy that the root signed among the closed runs is found with its own folders", async () => {
  const text = makePolicy([{ id: "alice", key: scene.alice }], { version: 2 });
  const half = await addClosedRuns(scene.repo, scene.base, FEW);
  const files = { "approvals/policy.json": text };
  const next = await scene.repo.commit({ parents: [half], files, signer: scene.root.signer });
  const asked = await addClosedRuns(scene.repo, next, FEW);
  const request = makeRequest(text, { control_commit: asked });
  const side = await scene.approve({ parents: [asked], request });
  await scene.merge(side, { parents: [asked, side] });
  const verdict = await judgeCounted(scene, { request });
  assert.equal(verdict.told, "accepted");
  assert.ok(trees(verdict).length <= trees(both("cold")[0]).length + 6);
});
