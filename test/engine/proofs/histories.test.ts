import assert from "node:assert/strict";
import test from "node:test";
import type { Proof } from "../../../src/domain/proof.ts";
import { sealRequest } from "../../../src/domain/request.ts";
import { canonicalJson, sha256Hex } from "../../../src/json/canonical-json.ts";
import { approvalFiles, ISSUED, plantPolicy, RUN, SIGNED } from "../../support/approval-story.ts";
import { openScene, type Scene, type ScenePlan, theCast, usualPolicy } from "../../support/attack-scene.ts";
import { batchRequest, member } from "../../support/batch-request.ts";
import {
  type Enacted,
  enactingRequest,
  provenArticle,
  requestFiles,
  TEXTS,
  verifyWith,
} from "./git-proof.ts";

const ALICE = { name: "Alice", email: "alice@example.org" };

interface Case {
  readonly title: string;
  readonly plan?: () => Promise<ScenePlan>;
  readonly build: (scene: Scene) => Promise<Enacted>;
}

/** Alice answers the request on top of a commit. */
async function answer(scene: Scene, parent: string, files: Readonly<Record<string, string>>, at = SIGNED) {
  return await scene.repo.commit({ parents: [parent], signer: scene.alice.signer, at, author: ALICE, files });
}

/** So many commits of others on the default branch, each with a run of its own. */
async function others(scene: Scene, from: string, count: number): Promise<string> {
  let tip = from;
  for (let at = 0; at < count; at++) {
    const run = `ictr-20260531T090000Z-${String(at).padStart(8, "0")}`;
    tip = await scene.repo.commit({
      parents: [tip],
      at: ISSUED,
      files: { [`approvals/${run}/SG_1_cut_authz.md`]: `${at}\n` },
    });
  }
  return tip;
}

async function approveAndMerge(scene: Scene): Promise<Enacted> {
  const request = enactingRequest(scene.policy, { control_commit: scene.base });
  const files = { ...requestFiles(request), ...approvalFiles(request) };
  const approvalCommit = await answer(scene, scene.base, files);
  await scene.merge(approvalCommit);
  return { request, approvalCommit };
}

const CASES: readonly Case[] = [
  {
    title: "an approval that was merged",
    build: approveAndMerge,
  },
  {
    title: "an approval that was squashed, by its original",
    async build(scene) {
      const request = enactingRequest(scene.policy, { control_commit: scene.base });
      const files = { ...requestFiles(request), ...approvalFiles(request) };
      const approvalCommit = await answer(scene, scene.base, files);
      await scene.repo.ref("refs/pull/1/head", approvalCommit);
      await scene.repo.commit({ parents: [scene.base], at: SIGNED, files, ref: "refs/heads/main" });
      return { request, approvalCommit };
    },
  },
  {
    title: "an approval and an authorisation to carry it out in two commits",
    async build(scene) {
      const request = enactingRequest(scene.policy, { control_commit: scene.base });
      const both = Object.entries(approvalFiles(request));
      const [approval, execution] = [both.slice(0, 1), both.slice(1)].map((part) => Object.fromEntries(part));
      const approvalCommit = await answer(scene, scene.base, { ...requestFiles(request), ...approval });
      const executionCommit = await answer(scene, approvalCommit, execution ?? {});
      await scene.repo.ref("refs/heads/main", executionCommit);
      return { request, approvalCommit, executionCommit };
    },
  },
  {
    title: "approvals of two persons, each merged for itself",
    plan: async () => ({
      policy: await usualPolicy({}, { persons: ["alice", "bob"], quorum: 2 }),
    }),
    async build(scene) {
      const request = enactingRequest(scene.policy, { control_commit: scene.base });
      const asked = await scene.repo.commit({
        parents: [scene.base],
        at: ISSUED,
        files: requestFiles(request),
      });
      const first = await answer(scene, asked, approvalFiles(request, { person: "alice" }));
      const second = await scene.repo.commit({
        parents: [asked],
        signer: scene.bob.signer,
        at: SIGNED,
        files: approvalFiles(request, { person: "bob" }),
      });
      const both = {
        ...approvalFiles(request, { person: "alice" }),
        ...approvalFiles(request, { person: "bob" }),
      };
      const merged = await scene.repo.commit({
        ...{ parents: [scene.base, first], tree: await scene.treeOf(first), at: SIGNED },
      });
      await scene.repo.commit({ parents: [merged, second], at: SIGNED, files: both, ref: "refs/heads/main" });
      return { request, approvalCommit: first };
    },
  },
  {
    title: "a repository with SHA-256",
    plan: async () => ({ format: "sha256" }),
    build: approveAndMerge,
  },
  {
    title: "a policy whose keys came in by another commit than itself",
    async build(scene) {
      const policy = await usualPolicy({ version: 2 });
      const base = await plantPolicy(
        scene.repo,
        scene.root,
        policy,
        {},
        {
          at: new Date("2026-05-02T00:00:00Z"),
          parents: [scene.base],
        },
      );
      const request = enactingRequest(policy, { control_commit: base });
      const files = { ...requestFiles(request), ...approvalFiles(request) };
      const approvalCommit = await answer(scene, await others(scene, base, 3), files);
      await scene.repo.ref("refs/heads/main", approvalCommit);
      return { request, approvalCommit };
    },
  },
  {
    title: "a run among many others, before and after it",
    async build(scene) {
      const before = await others(scene, scene.base, 40);
      const request = enactingRequest(scene.policy, { control_commit: before });
      const files = { ...requestFiles(request), ...approvalFiles(request) };
      const approvalCommit = await answer(scene, before, files);
      await scene.repo.ref("refs/heads/main", await others(scene, approvalCommit, 5));
      return { request, approvalCommit };
    },
  },
];

for (const { title, plan, build } of CASES) {
  test(`a text is proved by ${title}`, async () => {
    await using scene = await openScene(await plan?.());
    const proof = await provenArticle(scene, await build(scene));
    const verified = await verifyWith(proof, scene.root.armoredPublicKey);
    assert.ok(verified.ok, JSON.stringify(verified, null, 2));
    assert.equal(proof.text, TEXTS[1]);
    assert.equal(verified.value.version.leaf.address, "HARBOUR/ARTICLE-2");
    const foreign = await verifyWith(proof, (await theCast()).mallory.armoredPublicKey);
    assert.equal(foreign.ok ? "accepted" : foreign.refusal.reason, "STOP_POLICY_UNTRUSTED");
  });
}

test("a proof holds as many commits after a long history as after a short one", async () => {
  const countOf = ({ objects }: Proof) => objects.filter(({ type }) => type === "commit").length;
  const counts: number[] = [];
  for (const length of [1, 30]) {
    await using scene = await openScene();
    const before = await others(scene, scene.base, length);
    const request = enactingRequest(scene.policy, { control_commit: before });
    const files = { ...requestFiles(request), ...approvalFiles(request) };
    const approvalCommit = await answer(scene, before, files);
    await scene.repo.ref("refs/heads/main", approvalCommit);
    counts.push(countOf(await provenArticle(scene, { request, approvalCommit })));
  }
  assert.deepEqual(counts, [3, 3]);
});

test("a text of a batch is proved by the list that was approved, and of no run that it does not name", async () => {
  const limits = { most_members: 10, most_units: 100 };
  await using scene = await openScene({ policy: await usualPolicy({}, { batch: limits }) });
  const own = enactingRequest(scene.policy, { control_commit: scene.base });
  const { unit_tree } = own.plan;
  assert.ok(unit_tree);
  const payload_sha256 = sealRequest(own).payloadSha256;
  const of = { document_id: "harbour", source_sha256: own.document.source_sha256, unit_tree };
  const list = batchRequest({
    ...{
      repository_id: own.repository_id,
      gate: own.gate,
      issued_utc: own.issued_utc,
      initiator: own.initiator,
    },
    ...{ control_commit: scene.base, policy: own.policy, window_hours: 12 },
    members: [member(), member({ run_id: RUN, payload_sha256, ...of })],
  });
  const text = canonicalJson(list);
  const files = approvalFiles({ ...own, run_id: list.batch_id }, { payloadSha256: sha256Hex(text) });
  const asked = { [`approvals/${list.batch_id}/${own.gate}.request.json`]: text };
  const approvalCommit = await answer(scene, scene.base, { ...asked, ...files });
  await scene.merge(approvalCommit);
  const proof = await provenArticle(scene, { request: own, approvalCommit });
  const verified = await verifyWith(proof, scene.root.armoredPublicKey);
  assert.ok(verified.ok, JSON.stringify(verified, null, 2));
  const [first] = list.members;
  const other = { ...proof, version: { ...proof.version, run_id: first?.run_id ?? "" } };
  const refused = await verifyWith(other, scene.root.armoredPublicKey);
  assert.equal(refused.ok ? "accepted" : refused.refusal.reason, "STOP_PROOF_MISMATCH");
});
