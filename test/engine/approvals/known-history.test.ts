import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { createControlRepository } from "../../../src/adapters/git/create-control-repository.ts";
import { makeVerifiers } from "../../../src/compose/verifiers.ts";
import { sealRequest } from "../../../src/domain/request.ts";
import { createApprovalJudge } from "../../../src/engine/approvals/approval-judge.ts";
import type { HistoryMemory } from "../../../src/engine/approvals/known-history.ts";
import { GATE, NOW, RUN } from "../../support/approval-story.ts";
import { openScene, type Scene } from "../../support/attack-scene.ts";
import { reasonOf } from "../../support/reason-of.ts";

const OLD_RUNS = 70;
const FILE = `approvals/${RUN}/${GATE}.md`;
let scene: Scene;
/** The last commit of the closed runs. */
let old: string;

/** Adds the folder of a closed run for each number, one commit each. */
async function addRuns(parent: string, count: number): Promise<string> {
  let tip = parent;
  for (let at = 0; at < count; at += 1) {
    const stamp = new Date(Date.UTC(2026, 4, 2) + at * 60_000).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const path = `approvals/ictr-${stamp}-0000000${at % 10}/${GATE}.request.json`;
    tip = await scene.repo.commit({ parents: [tip], files: { [path]: "{}\n" } });
  }
  return tip;
}

before(async () => {
  scene = await openScene();
  old = await addRuns(scene.base, OLD_RUNS);
  const side = await scene.approve({ parents: [old] });
  await scene.merge(side, { parents: [old, side] });
});
after(async () => scene[Symbol.asyncDispose]());

function makeMemory(content: string | null = null) {
  const kept = { content };
  const memory: HistoryMemory = {
    read: async () => (kept.content === null ? null : Buffer.from(kept.content)),
    async write(text) {
      kept.content = text;
    },
  };
  return { kept, memory };
}

/** Judges as a new process does, and counts the objects that are read. */
async function judge(memory: HistoryMemory | null, ref = "refs/heads/main") {
  await using repository = await createControlRepository({ path: scene.repo.path });
  const reads: string[] = [];
  const verdict = await createApprovalJudge({
    repository: {
      ...repository,
      readObject(id) {
        reads.push(id);
        return repository.readObject(id);
      },
    },
    defaultRef: ref,
    rootKeys: [{ system: "openpgp", content: Buffer.from(scene.root.armoredPublicKey) }],
    verifiers: makeVerifiers(),
    now: () => NOW,
    memory,
  }).judge({
    runId: RUN,
    gate: GATE,
    mode: "LIVE",
    repositoryId: scene.request.repository_id,
    initiator: scene.request.initiator,
    requestText: sealRequest(scene.request).text,
    now: NOW,
    firstSeen: new Map(),
    policyFloor: 0,
    isConsumed: false,
  });
  return { told: reasonOf(verdict.result), reads };
}

test("P-81: a closed run costs three objects once, and none in a process that knows the history", async () => {
  const { kept, memory } = makeMemory();
  const first = await judge(memory);
  assert.equal(first.told, "accepted");
  assert.ok(first.reads.length <= 3 * OLD_RUNS + 40, `${first.reads.length} objects`);
  assert.ok(kept.content);
  const second = await judge(memory);
  assert.equal(second.told, "accepted");
  assert.ok(second.reads.length <= 20, `${second.reads.length} objects`);
});

test("what came since is read, and judged together with what is known", async () => {
  const { memory } = makeMemory();
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
  const { memory } = makeMemory();
  const tip = (await scene.repo.git(["rev-parse", "main"])).trim();
  const away = await addRuns(await scene.repo.commit({ parents: [tip], files: { [FILE]: null } }), OLD_RUNS);
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
    const { kept, memory } = makeMemory();
    await judge(memory);
    const good = kept.content ?? "";
    kept.content = damage(good);
    assert.equal((await judge(memory)).told, "accepted");
    assert.equal(kept.content, good);
  });
}
