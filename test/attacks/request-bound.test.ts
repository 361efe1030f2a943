import assert from "node:assert/strict";
import test from "node:test";
import { renderStatement } from "../../src/domain/approval.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { approvalFiles, GATE, makePolicy, makeRequest, RUN, SIGNED } from "../support/approval-story.ts";
import { type Attack, openScene, type Scene, testAttacks, theCast } from "../support/attack-scene.ts";
import { judgeCounted, makeHistoryMemory } from "../support/judge-counted.ts";
import { makeOpenPgpKey } from "../support/signing-keys.ts";

const FOLDER = `approvals/${RUN}`;
const FILE = `${FOLDER}/${GATE}.md`;
const WITHDRAWAL = `${FOLDER}/${GATE}.withdrawal.md`;
const LONG_AGO = new Date("2020-01-01T00:00:00Z");
const BEFORE = new Date("2026-05-20T00:00:00Z");
const cast = await theCast();
const carol = await makeOpenPgpKey("Carol");
const dave = await makeOpenPgpKey("Dave");

/** A request that was written when the default branch stood at the commit. */
const askedAt = (scene: Scene, commit: string, policy = scene.policy): GateRequest =>
  makeRequest(policy, { control_commit: commit });

/** Another run's folder on top of the commits, which moves the default branch on. */
const moveOn = (scene: Scene, ...parents: readonly string[]) =>
  scene.repo.commit({
    parents,
    files: { [`approvals/ictr-20260501T000000Z-${parents[0]?.slice(0, 8)}/a`]: "a\n" },
  });

/** The approval of the request lies on main, and nobody took it back. */
async function land(scene: Scene, onto: string, request: GateRequest, from = onto): Promise<string> {
  const side = await scene.approve({ parents: [from], request });
  return await scene.repo.commit({
    parents: [onto, side],
    tree: await treeWith(scene, onto, side),
    at: SIGNED,
    ref: "refs/heads/main",
  });
}

/** What `onto` has, with the run's folder of `side`. */
async function treeWith(scene: Scene, onto: string, side: string): Promise<string> {
  const [entry = ""] = (await scene.repo.git(["ls-tree", side, FOLDER])).split("\n");
  const id = /^040000 tree ([0-9a-f]+)\t/.exec(entry)?.[1] ?? "";
  const files = (await scene.repo.git(["ls-tree", id])).trim().split("\n");
  const entries = files.map((line) => {
    const [, mode = "", blob = "", name = ""] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/.exec(line) ?? [];
    return { mode, id: blob, path: `${FOLDER}/${name}` };
  });
  return await scene.treeOf(await scene.repo.commit({ parents: [onto], entries }));
}

const withdrawalOf = (request: GateRequest) =>
  renderStatement({
    gate: GATE,
    runId: RUN,
    payloadSha256: sealRequest(request).payloadSha256,
    signedUtc: utc(SIGNED),
    reviewDecisionId: null,
    arms: null,
  }).replace("allowance: explicit", "allowance: withdrawn");

/** What stands at the commit that the request names, and who approves after it. */
type Older = (
  scene: Scene,
) => Promise<{ readonly at: string; readonly policy?: string; readonly approver?: typeof carol }>;

/** The policy's own history lies before the request: a judge without a memory must find it all the same. */
const POLICIES: readonly {
  readonly title: string;
  readonly older: Older;
  readonly expected: Attack["expected"];
}[] = [
  {
    title: "nothing but closed runs",
    older: async (scene) => ({ at: await moveOn(scene, await moveOn(scene, scene.base)) }),
    expected: "accepted",
  },
  {
    title: "a policy that the root signed later",
    older: async (scene) => {
      const next = await version2(scene);
      return { at: await moveOn(scene, next), policy: withCarol(2), approver: carol };
    },
    expected: "accepted",
  },
  {
    title: "a policy that pinned the key only after it signed",
    older: async (scene) => {
      const next = await version2(scene, { at: new Date(SIGNED.getTime() + 1000) });
      return { at: await moveOn(scene, next), policy: withCarol(2), approver: carol };
    },
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    title: "a policy that nobody signed",
    older: async (scene) => {
      const next = await version2(scene, { signer: null });
      return { at: await moveOn(scene, next), policy: withCarol(2) };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    title: "a policy that only its approver signed",
    older: async (scene) => {
      const next = await version2(scene, { signer: cast.alice.signer });
      return { at: await moveOn(scene, next), policy: withCarol(2) };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    title: "keys that nobody signed",
    older: async (scene) => {
      const files = { "approvals/keys/alice.asc": cast.mallory.armoredPublicKey };
      const next = await scene.repo.commit({ parents: [scene.base], files });
      return { at: await moveOn(scene, next), approver: cast.mallory };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    title: "an older policy that a crafted merge brought back",
    older: async (scene) => {
      const next = await version2(scene);
      const tree = await scene.treeOf(scene.base);
      return { at: await moveOn(scene, await scene.repo.commit({ parents: [next, scene.base], tree })) };
    },
    expected: "STOP_POLICY_ROLLBACK",
  },
  {
    title: "an older policy that an unsigned commit brought back",
    older: async (scene) => {
      const next = await version2(scene);
      const tree = await scene.treeOf(scene.base);
      return { at: await moveOn(scene, await scene.repo.commit({ parents: [next], tree })) };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    title: "keys that unsigned commits took past what the root signed later",
    older: async (scene) => {
      const keys = (text: string) => ({ "approvals/keys/bob.asc": text });
      const { armoredPublicKey } = dave;
      const swapped = await scene.repo.commit({ parents: [scene.base], files: keys(armoredPublicKey) });
      const signed = await scene.repo.commit({
        parents: [swapped],
        files: keys(carol.armoredPublicKey),
        signer: cast.root.signer,
      });
      const tree = await scene.treeOf(scene.base);
      return { at: await moveOn(scene, await scene.repo.commit({ parents: [signed], tree })) };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    title: "a newer policy on a branch whose merge kept the older one",
    older: async (scene) => {
      const newer = await version2(scene);
      const main = await moveOn(scene, scene.base);
      const tree = await scene.treeOf(main);
      return { at: await moveOn(scene, await scene.repo.commit({ parents: [main, newer], tree })) };
    },
    expected: "STOP_POLICY_ROLLBACK",
  },
];

const withCarol = (version: number) =>
  makePolicy(
    [
      { id: "alice", key: cast.alice },
      { id: "carol", key: carol },
    ],
    { version },
  );

const version2 = (
  scene: Scene,
  changes: { readonly at?: Date; readonly signer?: typeof carol.signer | null } = {},
) =>
  scene.repo.commit({
    parents: [scene.base],
    files: { "approvals/policy.json": withCarol(2), "approvals/keys/carol.asc": carol.armoredPublicKey },
    signer: cast.root.signer,
    at: BEFORE,
    ...changes,
  });

const ANSWERS: readonly Attack[] = [
  {
    id: "G-120",
    title: "an approval on a branch that forked before the request opens the gate",
    async build(scene) {
      const fork = await moveOn(scene, scene.base);
      const asked = await moveOn(scene, fork);
      const request = askedAt(scene, asked);
      await land(scene, asked, request, fork);
      return { request };
    },
    expected: "accepted",
  },
  ...([LONG_AGO, SIGNED] as const).map(
    (at): Attack => ({
      id: "G-120",
      title: `an approval is deleted on a branch that forked before the request, and the merge keeps it (${utc(at)})`,
      async build(scene) {
        const fork = await moveOn(scene, scene.base);
        const asked = await moveOn(scene, fork);
        const request = askedAt(scene, asked);
        const landed = await land(scene, asked, request, fork);
        const with_ = await scene.repo.commit({
          parents: [fork, landed],
          tree: await scene.treeOf(landed),
          at,
        });
        const deleted = await scene.repo.commit({ parents: [with_], files: { [FILE]: null }, at });
        await scene.merge(deleted, { parents: [landed, deleted], tree: await scene.treeOf(landed) });
        return { request };
      },
      expected: "STOP_APPROVAL_WITHDRAWN",
    }),
  ),
  {
    id: "G-120",
    title:
      "a withdrawal comes in, dated back, from a branch that forked before the request, and is dropped by the merge",
    async build(scene) {
      const fork = await moveOn(scene, scene.base);
      const asked = await moveOn(scene, fork);
      const request = askedAt(scene, asked);
      const landed = await land(scene, asked, request);
      const files = { [WITHDRAWAL]: withdrawalOf(request) };
      const withdrawn = await scene.repo.commit({ parents: [fork], files, at: LONG_AGO });
      await scene.merge(withdrawn, { parents: [landed, withdrawn], tree: await scene.treeOf(landed) });
      return { request };
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-120",
    title: "a withdrawal that cannot be read has stood since before the request",
    async build(scene) {
      const withdrawn = await scene.repo.commit({ parents: [scene.base], files: { [WITHDRAWAL]: "no\n" } });
      const asked = await moveOn(scene, withdrawn);
      const request = askedAt(scene, asked);
      await land(scene, asked, request);
      return { request };
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-120",
    title: "a withdrawal of an earlier request stands since before the request, and is none of it",
    async build(scene) {
      const files = { [WITHDRAWAL]: withdrawalOf(scene.request) };
      const asked = await moveOn(scene, await scene.repo.commit({ parents: [scene.base], files }));
      const request = askedAt(scene, asked);
      await land(scene, asked, request);
      return { request };
    },
    expected: "accepted",
  },
  {
    id: "G-120",
    title: "a HOLD is older than the request",
    async build(scene) {
      const held = await scene.repo.commit({ parents: [scene.base], files: { "approvals/HOLD": "wait\n" } });
      const asked = await moveOn(scene, held);
      const request = askedAt(scene, asked);
      await land(scene, asked, request);
      return { request };
    },
    expected: "STOP_HOLD",
  },
  {
    id: "G-120",
    title: "the approval of an earlier request is written over by a signed one of this request",
    async build(scene) {
      const earlier = await land(scene, await moveOn(scene, scene.base), scene.request);
      const asked = await moveOn(scene, earlier);
      const request = askedAt(scene, asked);
      await land(scene, asked, request);
      return { request };
    },
    expected: "accepted",
  },
  {
    id: "G-120",
    title: "an unsigned commit writes this request into the approval of an earlier one",
    async build(scene) {
      const earlier = await land(scene, await moveOn(scene, scene.base), scene.request);
      const asked = await moveOn(scene, earlier);
      const request = askedAt(scene, asked);
      await scene.repo.commit({
        parents: [asked],
        files: approvalFiles(request),
        at: SIGNED,
        ref: "refs/heads/main",
      });
      return { request };
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  ...(
    [
      ["is of another repository", async () => "f".repeat(40)],
      [
        "lies on no way to the default branch",
        async (scene) => await moveOn(scene, await moveOn(scene, scene.base)),
      ],
    ] satisfies readonly (readonly [string, (scene: Scene) => Promise<string>])[]
  ).flatMap(([what, named]): readonly Attack[] => [
    {
      id: "G-121",
      title: `the commit that the request names ${what}: the whole history is judged`,
      async build(scene) {
        const request = askedAt(scene, await named(scene));
        await land(scene, scene.base, request);
        return { request };
      },
      expected: "accepted",
    },
    {
      id: "G-121",
      title: `the commit that the request names ${what}, and the approval was taken away`,
      async build(scene) {
        const request = askedAt(scene, await named(scene));
        const landed = await land(scene, scene.base, request);
        const taken = await scene.repo.commit({ parents: [landed], files: { [FILE]: null } });
        await scene.merge(landed, { parents: [taken, landed], tree: await scene.treeOf(landed) });
        return { request };
      },
      expected: "STOP_APPROVAL_WITHDRAWN",
    },
  ]),
];

test("G-122: an unsigned change of the policy that was undone before the request: refused by the bot, which judges the whole history", async () => {
  await using scene = await openScene();
  const files = { "approvals/policy.json": withCarol(2) };
  const changed = await scene.repo.commit({ parents: [scene.base], files });
  const undone = await scene.repo.commit({ parents: [changed], tree: await scene.treeOf(scene.base) });
  const whole = { ...scene.request, control_commit: scene.base };
  const part = askedAt(scene, undone);
  for (const request of [whole, part]) {
    const path = { parents: [undone], request, ref: "refs/heads/main" };
    await scene.approve(path);
    const { memory } = makeHistoryMemory();
    assert.equal((await judgeCounted(scene, { request, memory })).told, "STOP_POLICY_UNTRUSTED");
    const told = request === part ? "accepted" : "STOP_POLICY_UNTRUSTED";
    assert.equal((await judgeCounted(scene, { request })).told, told);
  }
});

testAttacks([
  ...ANSWERS,
  ...POLICIES.map(
    ({ title, older, expected }): Attack => ({
      id: "G-122",
      title: `older than the request: ${title}`,
      async build(scene) {
        const { at, policy, approver = cast.alice } = await older(scene);
        const request = askedAt(scene, at, policy);
        await scene.approve({ parents: [at], request, signer: approver.signer, ref: "refs/heads/main" });
        return { request };
      },
      expected,
    }),
  ),
]);
