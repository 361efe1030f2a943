import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import type { Excerpt, Proof } from "../../../src/domain/proof.ts";
import type { GateRequest } from "../../../src/domain/request.ts";
import { approvalFiles, makePolicy, OTHER_RUN, plantPolicy, SIGNED } from "../../support/approval-story.ts";
import { openScene, type Scene } from "../../support/attack-scene.ts";
import { enactingRequest, provenArticle, requestFiles, verifyWith } from "./git-proof.ts";

const ALICE = { name: "Alice", email: "alice@example.org" };

/** A proof of the second article whose approval is told by a history that somebody has made up. */
async function claim(scene: Scene, request: GateRequest, history: Excerpt): Promise<Proof> {
  const files = { ...requestFiles(request), ...approvalFiles(request) };
  await using other = await openScene();
  const own = enactingRequest(other.policy, { control_commit: other.base });
  const approvalCommit = await other.repo.commit({
    ...{ parents: [other.base], signer: other.alice.signer, at: SIGNED },
    files: { ...requestFiles(own), ...approvalFiles(own) },
  });
  await other.merge(approvalCommit);
  const good = await provenArticle(other, { request: own, approvalCommit });
  const { approval } = good.version;
  const text = Object.entries(files).find(([path]) => path.endsWith(".request.json"))?.[1] ?? "";
  return {
    ...good,
    version: { ...good.version, approval: { ...approval, request: text, history } },
    objects: await allObjects(scene),
  };
}

/** Everything that the repository holds. */
async function allObjects({ repo }: Scene): Promise<Proof["objects"]> {
  const list = await repo.git([
    "cat-file",
    "--batch-all-objects",
    "--batch-check=%(objectname) %(objecttype)",
  ]);
  return list
    .trim()
    .split("\n")
    .map((line) => {
      const [id = "", type = ""] = line.split(" ");
      const content = execFileSync("git", ["-C", repo.path, "cat-file", type, id]);
      return { id, type: type as "blob", base64: content.toString("base64") };
    });
}

async function verdictOn(scene: Scene, proof: Proof): Promise<string> {
  const verified = await verifyWith(proof, scene.root.armoredPublicKey);
  return verified.ok ? "accepted" : verified.refusal.reason;
}

test("what somebody else has written into the repository is not what a person approves who signs a later commit (V-17)", async () => {
  await using scene = await openScene();
  const request = enactingRequest(scene.policy, { control_commit: scene.base });
  const planted = await scene.repo.commit({
    parents: [scene.base],
    at: SIGNED,
    files: { ...requestFiles(request), ...approvalFiles(request) },
  });
  const signed = await scene.repo.commit({
    ...{ parents: [planted], signer: scene.alice.signer, at: SIGNED, author: ALICE },
    files: { [`approvals/${OTHER_RUN}/note.md`]: "Of another run.\n" },
  });
  const before = await scene.repo.commit({
    ...{ parents: [scene.base], at: SIGNED },
    files: { [`approvals/${OTHER_RUN}/note.md`]: "Of another run.\n" },
  });
  const proof = await claim(scene, request, {
    tip: signed,
    joins: { [signed]: [before], [before]: [scene.base], [scene.base]: [] },
  });
  assert.equal(await verdictOn(scene, proof), "STOP_PROOF_INVALID");
});

test("a policy of somebody else is not what the root signs with a later commit (V-17)", async () => {
  await using scene = await openScene();
  const policy = makePolicy([{ id: "mallory", key: scene.mallory }], { version: 2 });
  const planted = await plantPolicy(
    scene.repo,
    { signer: null },
    policy,
    { "mallory.asc": scene.mallory.armoredPublicKey },
    { at: SIGNED, parents: [scene.base] },
  );
  const signed = await scene.repo.commit({
    ...{ parents: [planted], signer: scene.root.signer, at: SIGNED },
    files: { "README.md": "The control repository.\n" },
  });
  const request = enactingRequest(policy, { control_commit: signed });
  const approved = await scene.repo.commit({
    ...{ parents: [signed], signer: scene.mallory.signer, at: SIGNED },
    files: { ...requestFiles(request), ...approvalFiles(request) },
  });
  const proof = await claim(scene, request, {
    tip: approved,
    joins: { [approved]: [signed], [signed]: [] },
  });
  assert.equal(await verdictOn(scene, proof), "STOP_POLICY_UNTRUSTED");
});
