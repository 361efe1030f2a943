import assert from "node:assert/strict";
import test from "node:test";
import { SIGNED } from "../support/approval-story.ts";
import { openScene, type Scene } from "../support/attack-scene.ts";
import { judgeCounted } from "../support/judge-counted.ts";

const HEADS = 200;
const DAY = 86_400;

/** Heads of which each stands on the one before; the dates of all but the first are `age` days before the approval. */
async function stackHeads(
  scene: Scene,
  from: string,
  ages: { readonly first: number; readonly rest: number },
) {
  const commits = Array.from({ length: HEADS }, (_, index) => {
    const at = SIGNED.getTime() / 1000 - (index === 0 ? ages.first : ages.rest) * DAY;
    const parent = index === 0 ? from : `:${index}`;
    return [
      `commit refs/heads/old-${index}`,
      `mark :${index + 1}`,
      `committer A <a@example.org> ${at} +0000`,
      "data 1",
      "x",
      `from ${parent}`,
      `M 100644 inline file`,
      `data ${String(index).length}`,
      `${index}`,
      "",
    ].join("\n");
  });
  await scene.repo.git(["fast-import", "--quiet"], { input: `${commits.join("\n")}\n` });
}

const STACKS = [
  ["all older than the request", { first: 100, rest: 100 }],
  ["all of its time", { first: 0, rest: 0 }],
  ["on one of its time, with old dates", { first: 0, rest: 100 }],
] as const;

for (const [what, ages] of STACKS) {
  test(`A-171: of ${HEADS} heads that stand on each other, ${what}, each commit is read a few times, however many it leads to`, async () => {
    await using scene = await openScene();
    await stackHeads(scene, await scene.merge(await scene.approve()), ages);
    const { told, reads } = await judgeCounted(scene);
    assert.equal(told, "accepted");
    const counts = new Map<string, number>();
    for (const { type, id } of reads) if (type === "commit") counts.set(id, (counts.get(id) ?? 0) + 1);
    assert.deepEqual(
      [...counts].filter(([, count]) => count > 3),
      [],
    );
  });
}

test("A-171: a withdrawal by the signer below heads with old dates still counts", async () => {
  await using scene = await openScene();
  const landed = await scene.merge(await scene.approve());
  const taken = await scene.repo.commit({
    parents: [landed],
    files: { [`approvals/${scene.request.run_id}/${scene.request.gate}.md`]: null },
    signer: scene.alice.signer,
    at: SIGNED,
  });
  await stackHeads(scene, taken, { first: 100, rest: 100 });
  const { told } = await judgeCounted(scene);
  assert.equal(told, "STOP_APPROVAL_WITHDRAWN");
});
