import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { HistoryMemory } from "../../../src/engine/approvals/known-history.ts";
import { GATE, RUN } from "../../support/approval-story.ts";
import { openScene, type Scene } from "../../support/attack-scene.ts";
import { addClosedRuns } from "../../support/closed-runs.ts";
import { judgeCounted, makeHistoryMemory } from "../../support/judge-counted.ts";

const OLD_RUNS = 70;
const FILE = `approvals/${RUN}/${GATE}.md`;
let scene: Scene;
/** The last commit of the closed runs. */
let old: string;

before(async () => {
  scene = await openScene();
  old = await addClosedRuns(scene.repo, scene.base, OLD_RUNS);
  const side = await scene.approve({ parents: [old] });
  await scene.merge(side, { parents: [old, side] });
});
after(async () => scene[Symbol.asyncDispose]());

const judge = (memory: HistoryMemory, ref = "refs/heads/main") => judgeCounted(scene, { memory, ref });

test("P-81: a closed run costs three objects once, and none in a process that knows the history", async () => {
  const { kept, memory } = makeHistoryMemory();
  const first = await judge(memory);
  assert.equal(first.told, "accepted");
  assert.ok(first.reads.length <= 3 * OLD_RUNS + 40, `${first.reads.length} objects`);
  assert.ok(kept.content);
  const second = await judge(memory);
  assert.equal(second.told, "accepted");
  assert.ok(second.reads.length <= 20, `${second.reads.length} objects`);
});

test("what came since is read, and judged together with what is known", async () => {
  const { memory } = makeHistoryMemory();
  assert.equal((await judge(memory)).told, "accepted");
  const tip = (await scene.repo.git(["rev-parse", "main"])).trim();
  await scene.repo.commit({ parents: [tip], files: { [FILE]: null }, ref: "refs/heads/taken-back" });
  const taken = (await scene.repo.git(["rev-parse", "taken-back"])).trim();
  const brought = await scene.repo.commit({ parents: [taken], tree: await scene.treeOf(tip) });
  await scene.repo.ref("refs/heads/brought-back", brought);
  assert.equal((await judge(memory, "refs/heads/taken-back")).told, "STOP_APPROVAL_WITHDRAWN");
  assert.equal((await judge(memory, "refs/heads/brought-back")).told, "STOP_APPROVAL_PROVENANCE");
  assert.equal((await judge(memory)).told, "accepted");
});

test("what is known of commits that no longer lead to the branch counts for nothing", async () => {
  const { memory } = makeHistoryMemory();
  const tip = (await scene.repo.git(["rev-parse", "main"])).trim();
  const taken = await scene.repo.commit({ parents: [tip], files: { [FILE]: null } });
  const away = await addClosedRuns(scene.repo, taken, OLD_RUNS);
  await scene.repo.ref("refs/heads/elsewhere", away);
  assert.equal((await judge(memory, "refs/heads/elsewhere")).told, "STOP_APPROVAL_WITHDRAWN");
  assert.equal((await judge(memory)).told, "accepted");
});

for (const [title, damage] of [
  ["torn", (text: string) => text.slice(0, -100)],
  ["altered", (text: string) => text.replace(/[0-9a-f]{40}/g, "0".repeat(40))],
  ["emptied", () => ""],
  ["of another form", () => "{}\n"],
] as const) {
  test(`a memory that was ${title} is passed over, and written anew`, async () => {
    const { kept, memory } = makeHistoryMemory();
    await judge(memory);
    const good = kept.content ?? "";
    kept.content = damage(good);
    assert.equal((await judge(memory)).told, "accepted");
    assert.equal(kept.content, good);
  });
}
