import { createMessage, generateKey, type PrivateKey, sign } from "openpgp";
import type { Signer } from "./control-repo.ts";

/** An OpenPGP key made in the process, with what the tests need of it. */
export interface OpenPgpKey {
  readonly privateKey: PrivateKey;
  readonly armoredPrivateKey: string;
  readonly armoredPublicKey: string;
  /** Full upper-case fingerprint of the primary key. */
  readonly fingerprint: string;
  readonly signer: Signer;
}

export async function makeOpenPgpKey(
  name: string,
  options: { readonly at?: Date; readonly expiresInSeconds?: number; readonly signingSubkey?: boolean } = {},
): Promise<OpenPgpKey> {
  const date = options.at ?? new Date("2026-01-01T00:00:00Z");
  const made = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name, email: `${name.toLowerCase()}@example.org` }],
    date,
    format: "object",
    ...(options.expiresInSeconds === undefined ? {} : { keyExpirationTime: options.expiresInSeconds }),
    subkeys: options.signingSubkey === true ? [{ sign: true }] : [],
  });
  return openPgpKey(made.privateKey);
}

export function openPgpKey(privateKey: PrivateKey): OpenPgpKey {
  return {
    privateKey,
    armoredPrivateKey: privateKey.armor(),
    armoredPublicKey: privateKey.toPublic().armor(),
    fingerprint: privateKey.getFingerprint().toUpperCase(),
    signer: (payload, at) => signDetached(privateKey, payload, at),
  };
}

/** `date` is the time in the signature, at which the key's validity is checked too. */
export async function signDetached(privateKey: PrivateKey, payload: Uint8Array, date: Date): Promise<string> {
  const armoured = await sign({
    message: await createMessage({ binary: payload }),
    signingKeys: privateKey,
    detached: true,
    date,
    format: "armored",
  });
  return String(armoured).replaceAll("\r\n", "\n");
}
