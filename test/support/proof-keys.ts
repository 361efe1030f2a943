import { generateKey } from "openpgp";
import type { ProofKey } from "./made-proof.ts";
import { makeOpenPgpKey, type OpenPgpKey, openPgpKey } from "./signing-keys.ts";
import { openSshKeyFolder, type SshKeyFolder } from "./ssh-keys.ts";

/** Each kind of key that can sign a policy or an approval. */
export const KEY_KINDS = [
  "openpgp ed25519",
  "openpgp rsa",
  "openpgp p256",
  "ssh ed25519",
  "ssh ecdsa-256",
  "ssh ecdsa-384",
  "ssh ecdsa-521",
  "ssh rsa-3072",
] as const;

export type KeyKind = (typeof KEY_KINDS)[number];

export interface ProofKeys extends AsyncDisposable {
  make(kind: KeyKind): Promise<ProofKey>;
}

export async function openProofKeys(): Promise<ProofKeys> {
  const folder = await openSshKeyFolder();
  return {
    make: (kind) => (kind.startsWith("ssh") ? makeSsh(folder, kind) : makeOpenPgp(kind)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function makeSsh(folder: SshKeyFolder, kind: KeyKind): Promise<ProofKey> {
  const [type = "", bits] = kind.replace("ssh ", "").split("-");
  const { publicKey, fingerprint, signer } = await folder.make(
    type,
    bits === undefined ? undefined : Number(bits),
  );
  return { file: { system: "ssh", content: Buffer.from(publicKey) }, text: publicKey, fingerprint, signer };
}

async function makeOpenPgp(kind: KeyKind): Promise<ProofKey> {
  const { armoredPublicKey: text, fingerprint, signer } = await generate(kind);
  return { file: { system: "openpgp", content: Buffer.from(text) }, text, fingerprint, signer };
}

async function generate(kind: KeyKind): Promise<OpenPgpKey> {
  if (kind === "openpgp ed25519") return await makeOpenPgpKey("Somebody");
  const made = await generateKey({
    ...(kind === "openpgp rsa" ? { type: "rsa", rsaBits: 2048 } : { type: "ecc", curve: "nistP256" }),
    userIDs: [{ name: "Somebody", email: "somebody@example.org" }],
    date: new Date("2026-01-01T00:00:00Z"),
    format: "object",
  });
  return openPgpKey(made.privateKey);
}
