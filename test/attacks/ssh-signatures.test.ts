import { after } from "node:test";
import { makePolicy, SIGNED } from "../support/approval-story.ts";
import { type Attack, type Scene, type ScenePlan, testAttacks, theCast } from "../support/attack-scene.ts";
import { openSshKeyFolder, type SshKey } from "../support/ssh-keys.ts";

const folder = await openSshKeyFolder();
after(() => folder[Symbol.asyncDispose]());
const [alice, next, mallory, weak, { bob }] = await Promise.all([
  folder.make("ed25519"),
  folder.make("ed25519"),
  folder.make("ed25519"),
  folder.make("rsa", 1024),
  theCast(),
]);

/** Alice is pinned with her SSH key, Bob with his OpenPGP key. */
function pinned(key: SshKey = alice, pin: Readonly<Record<string, string>> = {}): () => Promise<ScenePlan> {
  return async () => ({
    policy: makePolicy(
      [
        { id: "alice", key, pin },
        { id: "bob", key: bob },
      ],
      {},
      { persons: ["alice"] },
    ),
    keyFiles: { "alice.pub": key.publicKey, "bob.asc": bob.armoredPublicKey },
  });
}

const certified = await folder.certify(alice, mallory);

const approve = (key: Pick<SshKey, "signer">) => async (scene: Scene) =>
  void (await scene.merge(await scene.approve({ signer: key.signer })));

/** docs/threats.md "Git signatures": SSH. */
const ATTACKS: readonly Attack[] = [
  {
    id: "K-03",
    title: "an SSH signature in the namespace git, inside its validity, opens the gate",
    scene: pinned(alice, { valid_after: "2026-01-01T00:00:00Z", valid_before: "2027-01-01T00:00:00Z" }),
    build: approve(alice),
    expected: "accepted",
  },
  {
    id: "G-03",
    title: "the old SSH signature under another message",
    scene: pinned(),
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: alice.signer,
          tamper: (text) => text.replace("\n\nApprove", "\n\nAgree"),
        }),
      )),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-10",
    title: "the policy pins an SSH key of rsa1024",
    scene: pinned(weak),
    build: approve(alice),
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "G-12",
    title: "an SSH and an OpenPGP signature in one header",
    scene: pinned(),
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: async (payload, at) => `${await alice.signer(payload, at)}${await bob.signer(payload, at)}`,
        }),
      )),
    expected: "STOP_APPROVAL_SIG_AMBIGUOUS",
  },
  {
    id: "G-41",
    title: "an SSH key past valid_before, with an honest date",
    scene: pinned(alice, { valid_before: "2026-06-01T09:00:00Z" }),
    build: approve(alice),
    expected: "STOP_APPROVAL_KEY_EXPIRED",
  },
  {
    id: "G-42",
    title: "the same key with a back-dated commit and signed_utc",
    scene: pinned(alice, { valid_before: "2026-06-01T09:40:00Z" }),
    async build(scene) {
      const at = new Date("2026-06-01T09:35:00Z");
      await scene.merge(await scene.approve({ at, signed: at, signer: alice.signer }));
      return undefined;
    },
    expected: "STOP_APPROVAL_KEY_EXPIRED",
  },
  {
    id: "G-42",
    title: "first seen before valid_before, the same commit opens the gate",
    scene: pinned(alice, { valid_before: "2026-06-01T09:40:00Z" }),
    async build(scene) {
      const at = new Date("2026-06-01T09:35:00Z");
      await scene.merge(await scene.approve({ at, signed: at, signer: alice.signer }));
      return { firstSeen: new Date("2026-06-01T09:36:00Z") };
    },
    expected: "accepted",
  },
  {
    id: "G-43",
    title: "an SSH signature made in the namespace file",
    scene: pinned(),
    build: approve({ signer: (payload) => alice.sign(payload, { namespace: "file" }) }),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-43",
    title: "an SSH signature made in the namespace GIT",
    scene: pinned(),
    build: approve({ signer: (payload) => alice.sign(payload, { namespace: "GIT" }) }),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "K-03",
    title: "an SSH signature over a SHA-256 digest opens the gate",
    scene: pinned(),
    build: approve({ signer: (payload) => alice.sign(payload, { hash: "sha256" }) }),
    expected: "accepted",
  },
  {
    id: "G-46",
    title: "the pinned key under a certificate that somebody made for it",
    scene: pinned(),
    build: approve(certified),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-46",
    title: "the policy pins a certificate",
    scene: pinned(certified),
    build: approve(certified),
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "G-46",
    title: "an OpenPGP approver, and a commit signed with an SSH key that the system trusts",
    build: approve(mallory),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-46",
    title: "an SSH approver, and a commit signed with another SSH key",
    scene: pinned(),
    build: approve(mallory),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-46",
    title: "an SSH approver, and a commit signed with an OpenPGP key of a person who may not",
    scene: pinned(),
    build: async (scene) => void (await scene.merge(await scene.approve({ signer: bob.signer }))),
    expected: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  },
  {
    id: "C-17",
    title: "a key that is to count later",
    scene: pinned(alice, { valid_after: "2026-06-01T09:31:00Z" }),
    build: approve(alice),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "C-11",
    title: "an SSH approval has no time of its own: the committer date must agree with signed_utc",
    scene: pinned(),
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ at: new Date(SIGNED.getTime() + 121_000), signer: alice.signer }),
      )),
    expected: "STOP_APPROVAL_TIME_INCOHERENT",
  },
  ...[
    ["old", alice, "2026-06-01T09:00:00Z", "STOP_APPROVAL_SIGNER_UNKNOWN"],
    ["old, within the overlap,", alice, "2026-06-01T10:30:00Z", "accepted"],
    ["new", next, "2026-06-01T09:00:00Z", "accepted"],
  ].map(([which, key, end, expected]) => ({
    id: "C-17",
    title: `the ${which} key of a rotation signs after the new one began to count`,
    scene: rotation(String(end)),
    build: approve(key as SshKey),
    expected: expected as Attack["expected"],
  })),
];

/** Alice's old key, which `next` takes over from at `end`. */
function rotation(end: string): () => Promise<ScenePlan> {
  const pin = (key: SshKey, file: string, more: object) => ({
    system: "ssh",
    fingerprint: key.fingerprint,
    file,
    ...more,
  });
  const keys = [
    pin(alice, "keys/alice.pub", { valid_before: end, replaced_by: next.fingerprint }),
    pin(next, "keys/next.pub", { valid_after: "2026-06-01T08:00:00Z" }),
  ];
  return async () => ({
    policy: makePolicy([{ id: "alice", key: alice, more: { keys } }]),
    keyFiles: { "alice.pub": alice.publicKey, "next.pub": next.publicKey },
  });
}

testAttacks(ATTACKS);
