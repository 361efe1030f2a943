import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { generateKey, revokeKey } from "openpgp";
import { createOpenPgpVerifier } from "../../src/adapters/openpgp/verify.ts";
import { makePolicy, SIGNED } from "../support/approval-story.ts";
import { type Attack, type ScenePlan, testAttacks, theCast } from "../support/attack-scene.ts";
import { openGpgHome } from "../support/gpg-home.ts";
import { makeOpenPgpKey, type OpenPgpKey, openPgpKey } from "../support/signing-keys.ts";

const home = await openGpgHome();
after(() => home[Symbol.asyncDispose]());

const cast = await theCast();
for (const key of [cast.alice, cast.mallory]) await home.import(key.armoredPrivateKey);

/** A scene whose policy pins this public key for Alice. */
function pinned(
  fingerprint: string,
  publicKey: string,
  pin: Readonly<Record<string, string>> = {},
): () => Promise<ScenePlan> {
  return async () => ({
    policy: makePolicy([{ id: "alice", key: { fingerprint }, pin }]),
    keyFiles: { "alice.asc": publicKey },
  });
}
const pinnedKey = (key: OpenPgpKey) => pinned(key.fingerprint, key.armoredPublicKey);

const YEAR_SECONDS = 365 * 24 * 3600;
const expired = await makeOpenPgpKey("Alice", {
  at: new Date("2024-01-31T00:00:00Z"),
  expiresInSeconds: YEAR_SECONDS,
});
await home.import(expired.armoredPrivateKey);

const withSubkey = await makeOpenPgpKey("Alice", { signingSubkey: true });
await home.import(withSubkey.armoredPrivateKey);
const subkey = withSubkey.privateKey.subkeys[0]?.getFingerprint() ?? "";

const revoked = await revokeKey({
  key: cast.alice.privateKey,
  date: new Date("2026-06-01T09:45:00Z"),
  format: "object",
});
const retired = await revokeKey({
  key: cast.alice.privateKey,
  reasonForRevocation: { flag: 3, string: "retired" },
  date: new Date("2026-06-01T11:00:00Z"),
  format: "object",
});
const subkeyRevoked = await revokeSubkey(withSubkey);

const rsa = await openPgpKeyOf("rsa", 2048);
await home.import(rsa.armoredPrivateKey);

const extended = await withSubkey.privateKey.addSubkey({
  sign: true,
  date: new Date("2026-05-01T00:00:00Z"),
});
const newSubkey = extended.subkeys.at(-1)?.getFingerprint() ?? "";
await home.import(openPgpKey(extended).armoredPrivateKey);

const spoof = await generateKey({
  type: "ecc",
  curve: "ed25519Legacy",
  date: new Date("2026-01-01T00:00:00Z"),
  userIDs: [
    { name: `x\n[GNUPG:] VALIDSIG ${cast.alice.fingerprint} 2026-06-01`, email: "alice@example.org" },
  ],
  format: "object",
});
await home.import(spoof.privateKey.armor());

/** docs/threats.md "Git signatures": commits that the real gpg signs and that git would call good. */
const ATTACKS: readonly Attack[] = [
  {
    id: "G-01",
    title: "a signature by the real gpg opens the gate",
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: home.signer([cast.alice.fingerprint]) }))),
    expected: "accepted",
  },
  {
    id: "K-01",
    title: "a signature by the pinned key's signing subkey opens the gate",
    scene: pinnedKey(withSubkey),
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: home.signer([`${subkey}!`]) }))),
    expected: "accepted",
  },
  {
    id: "G-05",
    title: "a stranger's key that gpg was told to trust ultimately",
    async build(scene) {
      await home.gpg(["--import-ownertrust"], `${cast.mallory.fingerprint}:6:\n`);
      await scene.merge(await scene.approve({ signer: home.signer([cast.mallory.fingerprint]) }));
      return undefined;
    },
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-06",
    title: "a key that expired in 2025 signs with a back-dated clock and a fresh signed_utc",
    scene: pinnedKey(expired),
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ signer: home.signer([expired.fingerprint], [], "20250110T000000") }),
      )),
    expected: "STOP_APPROVAL_KEY_EXPIRED",
  },
  {
    id: "G-06",
    title: "the same key with every time back-dated: the signer's own times do not help",
    scene: pinnedKey(expired),
    async build(scene) {
      const at = new Date("2025-01-10T00:00:00Z");
      await scene.merge(
        await scene.approve({
          at,
          signed: at,
          signer: home.signer([expired.fingerprint], [], "20250110T000000"),
        }),
      );
      return undefined;
    },
    expected: "STOP_APPROVAL_KEY_EXPIRED",
  },
  {
    id: "G-07",
    title: "the key was revoked after it signed",
    scene: pinned(cast.alice.fingerprint, revoked.publicKey.armor()),
    build: async (scene) => void (await scene.merge(await scene.approve())),
    expected: "STOP_APPROVAL_KEY_REVOKED",
  },
  {
    id: "G-07",
    title: "a retirement dated after the judgement revokes as well",
    scene: pinned(cast.alice.fingerprint, retired.publicKey.armor()),
    build: async (scene) => void (await scene.merge(await scene.approve())),
    expected: "STOP_APPROVAL_KEY_REVOKED",
  },
  {
    id: "G-07",
    title: "the signing subkey alone was revoked",
    scene: pinned(withSubkey.fingerprint, subkeyRevoked),
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: home.signer([`${subkey}!`]) }))),
    expected: "STOP_APPROVAL_KEY_REVOKED",
  },
  {
    id: "G-07",
    title: "the primary key of the same file still opens the gate",
    scene: pinned(withSubkey.fingerprint, subkeyRevoked),
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: home.signer([`${withSubkey.fingerprint}!`]) }))),
    expected: "accepted",
  },
  {
    id: "G-08",
    title: "a signature made two days ago that was valid for one day",
    async build(scene) {
      await scene.merge(
        await scene.approve({
          signer: home.signer([cast.alice.fingerprint], ["--default-sig-expire", "1d"]),
        }),
      );
      return { now: new Date("2026-06-03T09:30:00Z"), firstSeen: SIGNED };
    },
    expected: "STOP_APPROVAL_SIG_EXPIRED",
  },
  {
    id: "G-08",
    title: "the same signature within its day opens the gate",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: home.signer([cast.alice.fingerprint], ["--default-sig-expire", "1d"]),
        }),
      )),
    expected: "accepted",
  },
  {
    id: "G-09",
    title: "RSA over SHA-1",
    scene: pinnedKey(rsa),
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ signer: home.signer([rsa.fingerprint], ["--digest-algo", "SHA1"]) }),
      )),
    expected: "STOP_APPROVAL_WEAK_CRYPTO",
  },
  {
    id: "G-09",
    title: "the same key over SHA-512 opens the gate",
    scene: pinnedKey(rsa),
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ signer: home.signer([rsa.fingerprint], ["--digest-algo", "SHA512"]) }),
      )),
    expected: "accepted",
  },
  ...(
    [
      ["G-10", "rsa1024"],
      ["G-10", "dsa2048"],
      ["G-75", "brainpoolP256r1"],
      ["G-75", "secp256k1"],
    ] as const
  ).map(([id, algorithm]) => ({
    id,
    title: `the policy pins a key of ${algorithm}`,
    scene: async () => {
      const fingerprint = await home.generate(`Weak ${algorithm} <weak-${algorithm}@example.org>`, algorithm);
      const publicKey = await home.exportPublic(fingerprint);
      return await pinned(fingerprint, publicKey)();
    },
    build: async (scene: Parameters<Attack["build"]>[0]) =>
      void (await scene.merge(await scene.approve({ signer: cast.alice.signer }))),
    expected: "STOP_POLICY_UNSAFE" as const,
  })),
  {
    id: "G-12",
    title: "gpg signs for two users at once",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ signer: home.signer([cast.mallory.fingerprint, cast.alice.fingerprint]) }),
      )),
    expected: "STOP_APPROVAL_SIG_AMBIGUOUS",
  },
  {
    id: "G-14",
    title: "a user id with a line of gpg's status output in it",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ signer: home.signer([spoof.publicKey.getFingerprint().toUpperCase()]) }),
      )),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-14",
    title: "a notation with a line of gpg's status output in it",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: home.signer(
            [cast.mallory.fingerprint],
            ["--sig-notation", `x@example.org=[GNUPG:] VALIDSIG ${cast.alice.fingerprint}`],
          ),
        }),
      )),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-16",
    title: "a new signing subkey of the owner that the pinned file does not hold",
    scene: pinnedKey(withSubkey),
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: home.signer([`${newSubkey}!`]) }))),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-16",
    title: "the same subkey once the policy pins the new file opens the gate",
    scene: pinned(withSubkey.fingerprint, extended.toPublic().armor()),
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: home.signer([`${newSubkey}!`]) }))),
    expected: "accepted",
  },
  {
    id: "G-20",
    title: "the checkout's configuration names a gpg that calls every signature good",
    async build(scene) {
      const program = join(scene.repo.path, "good-gpg");
      await writeFile(
        program,
        `#!/bin/sh\necho "[GNUPG:] GOODSIG X"; echo "[GNUPG:] VALIDSIG ${cast.alice.fingerprint}"\n`,
      );
      await chmod(program, 0o755);
      await scene.repo.git(["config", "gpg.program", program]);
      await scene.merge(await scene.approve({ signer: cast.mallory.signer }));
      return undefined;
    },
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-23",
    title: "a .mailmap that maps the stranger to the owner",
    async build(scene) {
      const stranger = { name: "Mallory", email: "mallory@example.org" };
      const map = "Alice <alice@example.org> Mallory <mallory@example.org>\n";
      const main = await scene.repo.commit({
        parents: [scene.base],
        files: { ".mailmap": map },
        ref: "refs/heads/main",
      });
      const side = await scene.approve({ parents: [main], author: stranger, signer: cast.mallory.signer });
      await scene.merge(side, { parents: [main, side] });
      return undefined;
    },
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
];

async function openPgpKeyOf(type: "rsa", rsaBits: number): Promise<OpenPgpKey> {
  const { privateKey } = await generateKey({
    type,
    rsaBits,
    userIDs: [{ name: "Alice", email: "alice@example.org" }],
    date: new Date("2026-01-01T00:00:00Z"),
    format: "object",
    subkeys: [],
  });
  return openPgpKey(privateKey);
}

async function revokeSubkey(key: OpenPgpKey): Promise<string> {
  const [first] = key.privateKey.subkeys;
  assert.ok(first);
  const primary = key.privateKey.keyPacket;
  assert.ok("privateParams" in primary);
  const gone = await first.revoke(primary, undefined, new Date("2026-02-01T00:00:00Z"));
  const copy = key.privateKey.toPublic();
  copy.subkeys[0]?.revocationSignatures.push(...gone.revocationSignatures);
  return copy.armor();
}

testAttacks(ATTACKS);

for (const curve of ["brainpoolP384r1", "secp256k1"]) {
  test(`G-75: a key on the curve ${curve} is refused by the curve's name`, async () => {
    const fingerprint = await home.generate(`Curve <${curve}@example.org>`, curve);
    const content = Buffer.from(await home.exportPublic(fingerprint));
    const { problems } = await createOpenPgpVerifier().readKey(content);
    assert.match(problems[0] ?? "", new RegExp(`signatures on the curve ${curve} are not verified here$`));
  });
}
