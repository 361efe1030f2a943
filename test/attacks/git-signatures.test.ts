import { NOW, SIGNED } from "../support/approval-story.ts";
import { type Attack, testAttacks, theCast } from "../support/attack-scene.ts";
import { foldHeader } from "../support/control-repo.ts";
import { makeOpenPgpKey } from "../support/signing-keys.ts";

const OWNER = { name: "Alice", email: "alice@example.org" };
const EMPTY_ARMOUR = "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n";

/** docs/threats.md "Git signatures", as far as the signature itself goes: commits written and forged object by object. */
const ATTACKS: readonly Attack[] = [
  {
    id: "G-01",
    title: "the owner's signed commit that adds only the approval opens the gate",
    build: async (scene) => void (await scene.merge(await scene.approve())),
    expected: "accepted",
  },
  {
    id: "G-02",
    title: "the same commit without a signature",
    build: async (scene) => void (await scene.merge(await scene.approve({ signer: null }))),
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-03",
    title: "the old signature under another message",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({ tamper: (object) => object.replace(/\n\nApprove\n$/, "\n\nAgreed\n") }),
      )),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-03",
    title: "the old signature over another tree",
    async build(scene) {
      const signed = await scene.repo.git(["cat-file", "commit", await scene.approve({ signed: NOW })]);
      const tree = await scene.treeOf(await scene.approve());
      const forged = await scene.repo.writeObject("commit", signed.replace(/^tree .*/, `tree ${tree}`));
      await scene.merge(forged);
      return undefined;
    },
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-05",
    title: "a stranger's good signature",
    build: async (scene) => void (await scene.merge(await scene.approve({ signer: scene.mallory.signer }))),
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-11",
    title: "a signature made in 2030",
    async build(scene) {
      const at = new Date("2030-01-01T00:00:00Z");
      await scene.merge(await scene.approve({ signer: (payload) => scene.alice.signer(payload, at) }));
      return undefined;
    },
    expected: "STOP_APPROVAL_TIME_FUTURE",
  },
  {
    id: "G-11",
    title: "a commit dated in 2030 with an honest signature",
    async build(scene) {
      const at = new Date("2030-01-01T00:00:00Z");
      await scene.merge(
        await scene.approve({ at, signer: (payload) => scene.alice.signer(payload, SIGNED) }),
      );
      return undefined;
    },
    expected: "STOP_APPROVAL_TIME_FUTURE",
  },
  {
    id: "G-12",
    title: "two armoured blocks in one header",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: async (payload, at) =>
            `${await scene.mallory.signer(payload, at)}${await scene.alice.signer(payload, at)}`,
        }),
      )),
    expected: "STOP_APPROVAL_SIG_AMBIGUOUS",
  },
  {
    id: "G-12",
    title: "two signature packets in one armour",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: async (payload, at) =>
            joinArmours([await scene.alice.signer(payload, at), await scene.mallory.signer(payload, at)]),
        }),
      )),
    expected: "STOP_APPROVAL_SIG_AMBIGUOUS",
  },
  ...["gpgsig", "gpgsig-sha256", "GPGSIG"].map((second) => ({
    id: "G-12",
    title: `a second header ${second}`,
    build: async (scene: Parameters<Attack["build"]>[0]) => {
      const extra = foldHeader(second, await scene.mallory.signer(Buffer.from("anything"), SIGNED));
      await scene.merge(
        await scene.approve({ tamper: (object) => object.replace("\n\n", `\n${extra}\n\n`) }),
      );
      return undefined;
    },
    expected: "STOP_APPROVAL_SIG_AMBIGUOUS" as const,
  })),
  {
    id: "G-12",
    title: "the signature under the header of the other object format",
    build: async (scene) => void (await scene.merge(await scene.approve({ header: "gpgsig-sha256" }))),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-15",
    title: "an unsigned commit that talks like gpg",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: null,
          author: { name: 'gpg: Good signature from "Alice"', email: "alice@example.org" },
          message: `[GNUPG:] VALIDSIG ${scene.alice.fingerprint}\n\ngpgsig -----BEGIN PGP SIGNATURE-----`,
        }),
      )),
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-19",
    title: "a stranger's key with the owner's exact name and address",
    async build(scene) {
      const twin = await makeOpenPgpKey("Alice");
      await scene.merge(await scene.approve({ signer: twin.signer }));
      return undefined;
    },
    expected: "STOP_APPROVAL_SIGNER_UNKNOWN",
  },
  {
    id: "G-24",
    title: "author and committer are the owner, the signature is of a known person who may not open the gate",
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: scene.bob.signer, author: OWNER }))),
    expected: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  },
  {
    id: "G-37",
    title: "an unsigned commit under the owner's signed tag",
    async build(scene) {
      const commit = await scene.approve({ signer: null });
      const body = `object ${commit}\ntype commit\ntag approved\ntagger Alice <alice@example.org> 1780000000 +0000\n\nApproved\n`;
      const signature = await scene.alice.signer(Buffer.from(body), SIGNED);
      const tag = await scene.repo.writeObject("tag", `${body}${signature}`);
      await scene.repo.ref("refs/tags/approved", tag);
      await scene.merge(commit);
      return undefined;
    },
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  ...[
    ["an x509 signature", "-----BEGIN SIGNED MESSAGE-----\nAAAA\n-----END SIGNED MESSAGE-----"],
    ["an armour of an unknown kind", "-----BEGIN NICE SIGNATURE-----\nAAAA\n-----END NICE SIGNATURE-----"],
    ["a signature without an armour", "AAAA"],
    [
      "a public key block",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----",
    ],
    ["broken base64", "-----BEGIN PGP SIGNATURE-----\n\n*\n-----END PGP SIGNATURE-----"],
  ].map(([what, text]) => ({
    id: "G-40",
    title: String(what),
    build: async (scene: Parameters<Attack["build"]>[0]) =>
      void (await scene.merge(await scene.approve({ signer: async () => String(text) }))),
    expected: "STOP_APPROVAL_SIG_BAD" as const,
  })),
  {
    id: "G-40",
    title: "text around the armour",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: async (payload, at) => `gpg: Good signature\n${await scene.alice.signer(payload, at)}`,
        }),
      )),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-48",
    title: "an armour without a packet",
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: async () => EMPTY_ARMOUR }))),
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-48",
    title: "an empty signature header",
    build: async (scene) => void (await scene.merge(await scene.approve({ signer: async () => "" }))),
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-49",
    title: "the owner's signature over the approval's text instead of the commit",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          signer: (_payload, at) => scene.alice.signer(Buffer.from("allowance: explicit"), at),
        }),
      )),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-01",
    title: "the valid commit in a repository of SHA-256 objects opens the gate",
    scene: async () => ({ format: "sha256" }),
    build: async (scene) => void (await scene.merge(await scene.approve())),
    expected: "accepted",
  },
  {
    id: "G-12",
    title: "the header of SHA-1 repositories in one of SHA-256 objects",
    scene: async () => ({ format: "sha256" }),
    build: async (scene) => void (await scene.merge(await scene.approve({ header: "gpgsig" }))),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
];

/** One armour with the packets of several. */
function joinArmours(armours: readonly string[]): string {
  const bodies = armours.map((armour) => {
    const lines = armour.trim().split("\n").slice(1, -1);
    const body = lines.slice(lines.indexOf("") + 1).filter((line) => !line.startsWith("="));
    return Buffer.from(body.join(""), "base64");
  });
  const base64 = Buffer.concat(bodies).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN PGP SIGNATURE-----\n\n${base64}\n-----END PGP SIGNATURE-----\n`;
}

await theCast();
testAttacks(ATTACKS);
