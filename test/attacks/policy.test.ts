import { revokeKey } from "openpgp";
import { GATE, makePolicy, makeRequest, NOW, RUN, SIGNED } from "../support/approval-story.ts";
import {
  type Attack,
  type Scene,
  type ScenePlan,
  testAttacks,
  theCast,
  usualPolicy,
} from "../support/attack-scene.ts";
import { makeOpenPgpKey } from "../support/signing-keys.ts";

const cast = await theCast();
const carol = await makeOpenPgpKey("Carol");
const expiredRoot = await makeOpenPgpKey("Root", {
  at: new Date("2025-01-01T00:00:00Z"),
  expiresInSeconds: 3600,
});
const approved = async (scene: Scene) => void (await scene.merge(await scene.approve()));

/** A scene whose policy is this text. */
const ruledBy = (change: (policy: string) => string) => async (): Promise<ScenePlan> => ({
  policy: change(await usualPolicy()),
});

/** Changes the policy's JSON. */
const changed = (change: (policy: Loose) => void) =>
  ruledBy((text) => {
    const policy = JSON.parse(text) as Loose;
    change(policy);
    return JSON.stringify(policy);
  });

interface Loose {
  [key: string]: unknown;
  version: unknown;
  persons: { [key: string]: unknown; keys: { [key: string]: unknown }[] }[];
  gates: Record<string, { [key: string]: unknown }>;
}

const first = (policy: Loose) => policy.persons[0] ?? { keys: [] };
const firstKey = (policy: Loose) => first(policy).keys[0] ?? {};

/** A second version of the policy on main, and an approval after it. */
async function changeThenApprove(
  scene: Scene,
  change: {
    readonly policy: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly at?: Date;
    readonly signer?: typeof carol.signer | null;
    readonly approver?: typeof carol.signer;
  },
) {
  const next = await scene.repo.commit({
    parents: [scene.base],
    files: { "approvals/policy.json": change.policy, ...change.files },
    signer: change.signer === undefined ? cast.root.signer : change.signer,
    at: change.at ?? new Date("2026-05-20T00:00:00Z"),
  });
  const request = makeRequest(change.policy);
  await scene.approve({
    parents: [next],
    request,
    signer: change.approver ?? cast.alice.signer,
    ref: "refs/heads/main",
  });
  return { request };
}

/** The root signs Alice's key with its revocation. */
async function revokeThen(scene: Scene): Promise<string> {
  const { publicKey } = await revokeKey({ key: cast.alice.privateKey, format: "armored" });
  return await scene.repo.commit({
    parents: [scene.base],
    files: { "approvals/keys/alice.asc": publicKey },
    signer: cast.root.signer,
  });
}

const withCarol = (version: number) =>
  makePolicy(
    [
      { id: "alice", key: cast.alice },
      { id: "carol", key: carol },
    ],
    { version },
  );
const carolKey = { "approvals/keys/carol.asc": carol.armoredPublicKey };

/** The policy itself: who signed it, which version counts, and what it may pin. */
const ATTACKS: readonly Attack[] = [
  {
    id: "K-01",
    title: "a policy that the root key signed opens the gate",
    build: approved,
    expected: "accepted",
  },
  {
    id: "C-15",
    title: "a policy that nobody signed",
    scene: async () => ({ policy: await usualPolicy(), rootSigner: async () => "" }),
    build: approved,
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    id: "C-15",
    title: "a policy that an approver signed",
    scene: async () => ({ policy: await usualPolicy(), rootSigner: cast.alice.signer }),
    build: approved,
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    id: "C-15",
    title: "a policy whose root key has expired",
    scene: async () => ({
      policy: await usualPolicy(),
      rootSigner: (payload) => expiredRoot.signer(payload, new Date("2025-01-01T00:30:00Z")),
    }),
    async build(scene) {
      await approved(scene);
      return { rootKey: expiredRoot.armoredPublicKey };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    id: "C-15",
    title: "the policy's signature is by no pinned root key",
    async build(scene) {
      await approved(scene);
      return { rootKey: cast.mallory.armoredPublicKey };
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    id: "C-15",
    title: "keys that were exchanged without the root's signature",
    async build(scene) {
      const next = await scene.repo.commit({
        parents: [scene.base],
        files: { "approvals/keys/alice.asc": cast.mallory.armoredPublicKey },
        signer: cast.alice.signer,
      });
      await scene.approve({ parents: [next], signer: cast.mallory.signer, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_UNTRUSTED",
  },
  {
    id: "C-15",
    title: "there is no policy",
    async build(scene) {
      const gone = await scene.repo.commit({
        parents: [scene.base],
        files: { "approvals/policy.json": null },
      });
      await scene.approve({ parents: [gone], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_MISSING",
  },
  {
    id: "C-15",
    title: "the policy is a symbolic link",
    async build(scene) {
      const id = await scene.repo.writeObject("blob", "keys/policy.json");
      const linked = await scene.repo.commit({
        parents: [scene.base],
        entries: [{ mode: "120000", id, path: "approvals/policy.json" }],
        signer: cast.root.signer,
      });
      await scene.approve({ parents: [linked], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_INVALID",
  },
  {
    id: "C-15",
    title: "an older policy that a crafted merge brings back",
    async build(scene) {
      const newer = await scene.repo.commit({
        parents: [scene.base],
        files: { "approvals/policy.json": withCarol(2), ...carolKey },
        signer: cast.root.signer,
      });
      const back = await scene.repo.commit({
        parents: [newer, scene.base],
        tree: await scene.treeOf(scene.base),
      });
      await scene.approve({ parents: [back], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_ROLLBACK",
  },
  {
    id: "G-07",
    title: "a revoked key that a crafted merge brings back as it was before",
    async build(scene) {
      const revoked = await revokeThen(scene);
      const back = await scene.repo.commit({
        parents: [revoked, scene.base],
        tree: await scene.treeOf(scene.base),
      });
      await scene.approve({ parents: [back], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_ROLLBACK",
  },
  {
    id: "G-07",
    title: "a merge of a side from before the revocation, that keeps it",
    async build(scene) {
      const revoked = await revokeThen(scene);
      const side = await scene.repo.commit({ parents: [scene.base], files: { "README.md": "else\n" } });
      const merged = await scene.repo.commit({ parents: [revoked, side], files: { "README.md": "else\n" } });
      await scene.approve({ parents: [merged], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_KEY_REVOKED",
  },
  {
    id: "G-07",
    title: "keys that the root itself restored open the gate",
    async build(scene) {
      const revoked = await revokeThen(scene);
      const back = await scene.repo.commit({
        parents: [revoked],
        tree: await scene.treeOf(scene.base),
        signer: cast.root.signer,
      });
      await scene.approve({ parents: [back], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "G-07",
    title: "keys that somebody exchanged and the root restored open the gate",
    async build(scene) {
      const exchanged = await scene.repo.commit({
        parents: [scene.base],
        files: { "approvals/keys/alice.asc": cast.mallory.armoredPublicKey },
      });
      const tree = await scene.treeOf(scene.base);
      const back = await scene.repo.commit({ parents: [exchanged], tree, signer: cast.root.signer });
      await scene.approve({ parents: [back], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "C-15",
    title: "another policy of the same version",
    build: (scene) => changeThenApprove(scene, { policy: withCarol(1), files: carolKey }),
    expected: "STOP_POLICY_ROLLBACK",
  },
  {
    id: "C-15",
    title: "a higher version that the root never signed does not block the present one",
    async build(scene) {
      const junk = await scene.repo.commit({
        parents: [scene.base],
        files: { "approvals/policy.json": withCarol(99) },
        signer: cast.mallory.signer,
      });
      const restored = await scene.repo.commit({
        parents: [junk],
        tree: await scene.treeOf(scene.base),
        signer: cast.root.signer,
      });
      await scene.approve({ parents: [restored], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "C-17",
    title: "a key that a later policy pinned signs after that opens the gate",
    build: (scene) =>
      changeThenApprove(scene, { policy: withCarol(2), files: carolKey, approver: carol.signer }),
    expected: "accepted",
  },
  {
    id: "C-17",
    title: "a key that a later policy pinned signed before that",
    build: (scene) =>
      changeThenApprove(scene, {
        policy: withCarol(2),
        files: carolKey,
        approver: carol.signer,
        at: new Date(SIGNED.getTime() + 1000),
      }),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "C-17",
    title: "a key that the later policy dropped signs after that",
    build: (scene) =>
      changeThenApprove(scene, {
        policy: makePolicy([{ id: "carol", key: carol }], { version: 2 }),
        files: carolKey,
      }),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "C-17",
    title: "a new policy version does not change since when an always pinned key counts",
    build: (scene) =>
      changeThenApprove(scene, {
        policy: withCarol(2),
        files: carolKey,
        at: new Date(SIGNED.getTime() + 1000),
      }),
    expected: "accepted",
  },
  {
    id: "G-10",
    title: "the file holds another key than the policy pins",
    scene: changed((policy) => Object.assign(firstKey(policy), { fingerprint: "A".repeat(40) })),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "G-10",
    title: "a pinned file that is not there",
    scene: changed((policy) => Object.assign(firstKey(policy), { file: "keys/nobody.asc" })),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "G-10",
    title: "a pinned file that is a private key",
    scene: async () => ({
      policy: await usualPolicy(),
      keyFiles: { "alice.asc": cast.alice.armoredPrivateKey, "bob.asc": cast.bob.armoredPublicKey },
    }),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "G-10",
    title: "a pinned file of two keys",
    scene: async () => ({
      policy: await usualPolicy(),
      keyFiles: {
        "alice.asc": `${cast.alice.armoredPublicKey}\n${cast.mallory.armoredPublicKey}`,
        "bob.asc": cast.bob.armoredPublicKey,
      },
    }),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "G-10",
    title: "a pinned file that is no key",
    scene: async () => ({
      policy: await usualPolicy(),
      keyFiles: { "alice.asc": "hello\n", "bob.asc": cast.bob.armoredPublicKey },
    }),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  ...(
    [
      ["a short key id", (policy) => Object.assign(firstKey(policy), { fingerprint: "DEADBEEF" })],
      [
        "a fingerprint in lower case",
        (policy) => Object.assign(firstKey(policy), { fingerprint: "a".repeat(40) }),
      ],
      [
        "a key file outside its folder",
        (policy) => Object.assign(firstKey(policy), { file: "keys/../policy.asc" }),
      ],
      ["a version of 0", (policy) => Object.assign(policy, { version: 0 })],
      ["a version that is text", (policy) => Object.assign(policy, { version: "1" })],
      ["no gates for compensation", (policy) => void delete policy.gates["SG_3_compensation_authz"]],
      ["a gate that does not exist", (policy) => Object.assign(policy.gates, { SG_4: policy.gates[GATE] })],
      ["a quorum of 0", (policy) => Object.assign(policy.gates[GATE] ?? {}, { quorum: 0 })],
      [
        "a person who is not there",
        (policy) => Object.assign(policy.gates[GATE] ?? {}, { persons: ["zoe"] }),
      ],
      ["nobody who may", (policy) => Object.assign(policy.gates[GATE] ?? {}, { persons: [] })],
      [
        "a person named twice in a rule",
        (policy) => Object.assign(policy.gates[GATE] ?? {}, { persons: ["alice", "alice"] }),
      ],
      ["two persons of one id", (policy) => void policy.persons.push(first(policy))],
      [
        "a person whose id is a word of the protocol",
        (policy) => Object.assign(first(policy), { id: "execution" }),
      ],
      [
        "one key for two persons",
        (policy) => Object.assign(policy.persons[1] ?? {}, { keys: first(policy).keys }),
      ],
      ["one account for two persons", (policy) => everyPerson(policy, { accounts: ["a"] })],
      [
        "one GitHub account for two persons",
        (policy) => everyPerson(policy, { github: { id: 1, login: "x" } }),
      ],
      ["no proof", (policy) => Object.assign(policy.gates[GATE] ?? {}, { proofs: { any: [] } })],
      [
        "a proof that does not exist",
        (policy) => Object.assign(policy.gates[GATE] ?? {}, { proofs: { any: ["label"] } }),
      ],
      [
        "a replaced key without an end",
        (policy) => Object.assign(firstKey(policy), { replaced_by: "A".repeat(40) }),
      ],
      [
        "a key that replaces itself",
        (policy) =>
          Object.assign(firstKey(policy), {
            replaced_by: firstKey(policy)["fingerprint"],
            valid_before: "2027-01-01T00:00:00Z",
          }),
      ],
    ] satisfies readonly (readonly [string, (policy: Loose) => unknown])[]
  ).map(([what, change]) => ({
    id: "G-10",
    title: `a policy with ${what}`,
    scene: changed((policy) => void change(policy)),
    build: approved,
    expected: "STOP_POLICY_INVALID" as const,
  })),
  {
    id: "G-10",
    title: "a policy that is no JSON",
    scene: ruledBy((text) => `${text},`),
    build: approved,
    expected: "STOP_POLICY_INVALID",
  },
  {
    id: "C-31",
    title: "a gate that asks for a merged pull request, with nobody to ask",
    scene: async () => ({
      policy: await usualPolicy({}, { proofs: { all: ["signed_commit", "merged_pr"] } }),
    }),
    build: approved,
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "K-05",
    title: "a gate that takes either proof is opened by the signed commit",
    scene: async () => ({
      policy: await usualPolicy({}, { proofs: { any: ["merged_pr", "signed_commit"] } }),
    }),
    build: approved,
    expected: "accepted",
  },
  {
    id: "C-17",
    title: "a rotation whose overlap is too long",
    scene: changed((policy) => {
      const old = firstKey(policy);
      const next = { ...(policy.persons[1]?.keys[0] ?? {}), valid_after: "2026-01-01T00:00:00Z" };
      Object.assign(first(policy), {
        keys: [{ ...old, valid_before: "2026-06-30T00:00:00Z", replaced_by: cast.bob.fingerprint }, next],
      });
      policy.persons.splice(1, 1);
    }),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "K-07",
    title: "a late but timely approval opens the gate",
    async build(scene) {
      await approved(scene);
      return { runId: RUN, now: new Date(SIGNED.getTime() + (24 * 3600 - 60) * 1000), firstSeen: NOW };
    },
    expected: "accepted",
  },
];

function everyPerson(policy: Loose, facts: object): void {
  for (const person of policy.persons) Object.assign(person, facts);
}

testAttacks(ATTACKS);
