import assert from "node:assert/strict";
import test from "node:test";
import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import { makeVerifiers } from "../../src/compose/verifiers.ts";
import type { MergedPullRequest } from "../../src/domain/merged-pull-request.ts";
import type { Proof } from "../../src/domain/policy.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { createApprovalJudge } from "../../src/engine/approvals/approval-judge.ts";
import { GATE, makePolicy, NOW, RUN, SIGNED } from "../support/approval-story.ts";
import { openScene, type Scene, type ScenePlan, theCast } from "../support/attack-scene.ts";
import { reasonOf } from "../support/reason-of.ts";

const cast = await theCast();

async function ruledBy(proofs: { readonly any: Proof[] } | { readonly all: Proof[] }): Promise<ScenePlan> {
  return {
    policy: makePolicy(
      [
        { id: "alice", key: cast.alice, more: { github: { id: 7, login: "alice" } } },
        { id: "bob", key: cast.bob, more: { github: { id: 8, login: "bob" } } },
      ],
      {},
      { proofs, persons: ["alice"] },
    ),
  };
}

interface Row {
  readonly id: string;
  readonly title: string;
  readonly proofs: { readonly any: Proof[] } | { readonly all: Proof[] };
  readonly isSigned: boolean;
  /** The forge's answer; null if it does not know. */
  readonly answer: Partial<MergedPullRequest> | null;
  readonly expected: string;
  /** What stands in main before the approval: an earlier statement on the same request. */
  readonly onto?: (scene: Scene) => Promise<string>;
}

const MERGED_ONLY = { any: ["merged_pr" as const] };
const BOTH = { all: ["signed_commit" as const, "merged_pr" as const] };
const signed = { isSigned: true };
const unsigned = { isSigned: false };

/** The proof by merged pull request, C-21 and their twins. */
const ROWS: readonly Row[] = [
  {
    id: "K-05",
    title: "merged by a pinned account",
    proofs: MERGED_ONLY,
    ...unsigned,
    answer: {},
    expected: "accepted",
  },
  { id: "K-05", title: "signed and merged", proofs: BOTH, ...signed, answer: {}, expected: "accepted" },
  {
    id: "A-11",
    title: "another head than was checked",
    proofs: MERGED_ONLY,
    ...unsigned,
    answer: { mergedHead: "x" },
    expected: "STOP_HEAD_MOVED",
  },
  {
    id: "C-21",
    title: "a head that nobody checked",
    proofs: BOTH,
    ...signed,
    answer: { checkedHead: null },
    expected: "STOP_HEAD_MOVED",
  },
  {
    id: "A-16",
    title: "a pull request from a fork",
    proofs: MERGED_ONLY,
    ...signed,
    answer: { isFromFork: true },
    expected: "STOP_CI_CONTEXT_UNTRUSTED",
  },
  {
    id: "C-20",
    title: "a forge that does not know",
    proofs: MERGED_ONLY,
    ...signed,
    answer: null,
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "C-20",
    title: "an account that nobody pinned",
    proofs: MERGED_ONLY,
    ...unsigned,
    answer: { mergedById: 9 },
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-24",
    title: "an account that may not open the gate",
    proofs: MERGED_ONLY,
    ...unsigned,
    answer: { mergedById: 8 },
    expected: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  },
  {
    id: "C-21",
    title: "the merge of something else",
    proofs: MERGED_ONLY,
    ...unsigned,
    answer: { mergeCommit: "0".repeat(40) },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-02",
    title: "merged, but the policy asks for a signature too",
    proofs: BOTH,
    ...unsigned,
    answer: {},
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-28",
    title: "merged by a pinned account over a statement on the same request",
    proofs: MERGED_ONLY,
    ...unsigned,
    answer: {},
    onto: async (scene) => scene.merge(await scene.approve({ signed: new Date(SIGNED.getTime() + 1000) })),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
];

for (const { id, title, proofs, isSigned, answer, expected, onto } of ROWS) {
  test(`${id}: ${title}`, async () => {
    await using scene = await openScene(await ruledBy(proofs));
    const base = (await onto?.(scene)) ?? scene.base;
    const side = await scene.approve({ parents: [base], ...(isSigned ? {} : { signer: null }) });
    const mergeCommit = await scene.merge(side, { parents: [base, side] });
    await using repository = await createControlRepository({ path: scene.repo.path });
    const merged: MergedPullRequest = {
      number: 1,
      mergedById: 7,
      mergedAt: new Date(SIGNED.getTime() + 60_000),
      mergeCommit,
      mergedHead: side,
      checkedHead: side,
      isFromFork: false,
    };
    const judge = createApprovalJudge({
      repository,
      defaultRef: "refs/heads/main",
      rootKeys: [{ system: "openpgp", content: Buffer.from(cast.root.armoredPublicKey) }],
      verifiers: makeVerifiers(),
      mergedPrs: {
        async read(question) {
          assert.deepEqual(question.landing, mergeCommit);
          return answer === null ? null : { ...merged, ...answer };
        },
      },
      now: () => NOW,
    });
    const verdict = await judge.judge({
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
    const told = verdict.result.ok ? "accepted" : reasonOf(verdict.result.refusal);
    assert.equal(told, expected, JSON.stringify(verdict, null, 2));
    assert.equal(verdict.seen.includes(mergeCommit), onto === undefined);
  });
}

test("the judge returns the trusted policy with its version, and refuses it if a later one is remembered", async () => {
  await using scene = await openScene(await ruledBy(MERGED_ONLY));
  await using repository = await createControlRepository({ path: scene.repo.path });
  const parts = {
    repository,
    defaultRef: "refs/heads/main",
    rootKeys: [{ system: "openpgp" as const, content: Buffer.from(cast.root.armoredPublicKey) }],
    verifiers: makeVerifiers(),
    now: () => NOW,
  };
  const trusted = await createApprovalJudge(parts).policy();
  assert.ok(trusted.ok);
  assert.deepEqual([trusted.value.version, trusted.value.solo], [1, false]);
  await using unknown = await openScene();
  await using other = await createControlRepository({ path: unknown.repo.path });
  const unprovable = await createApprovalJudge({ ...parts, repository: other }).policy();
  assert.equal(unprovable.ok && unprovable.value.solo, true, "C-82: nothing tells what Alice starts");
  const floored = await createApprovalJudge({ ...parts, policyFloor: async () => 2 }).policy();
  assert.equal(!floored.ok && floored.refusal.reason, "STOP_POLICY_ROLLBACK");
});
