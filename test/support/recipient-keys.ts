import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enums, generateKey, type PrivateKey, readPrivateKey, revokeKey } from "openpgp";

export interface RecipientPair {
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

const KEY_DATE = new Date("2026-01-01T00:00:00Z");

/** A recipient key of the form that GnuPG 2.2 reads; `expiresAfterSeconds` counts from `KEY_DATE`. */
export async function makeRecipient(
  options: {
    readonly email?: string;
    readonly expiresAfterSeconds?: number;
    readonly signOnly?: boolean;
  } = {},
): Promise<RecipientPair> {
  const { privateKey, publicKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: "Backup", email: options.email ?? "backup@example.org" }],
    date: KEY_DATE,
    ...(options.expiresAfterSeconds === undefined ? {} : { keyExpirationTime: options.expiresAfterSeconds }),
    ...(options.signOnly ? { subkeys: [{ sign: true }] } : {}),
    format: "armored",
  });
  return {
    fingerprint: fingerprintOf(await readPrivateKey({ armoredKey: privateKey })),
    publicKey,
    privateKey,
  };
}

/** The public key of `pair` with a revocation of the whole key. */
export async function revoke(pair: RecipientPair): Promise<string> {
  const key = await readPrivateKey({ armoredKey: pair.privateKey });
  const revoked = await revokeKey({
    key,
    date: KEY_DATE,
    reasonForRevocation: { flag: enums.reasonForRevocation.keyRetired, string: "retired" },
    format: "armored",
  });
  return revoked.publicKey;
}

/** Writes keys into one file of a new folder; returns its path. */
export async function writeKeyFile(...keys: readonly (string | Uint8Array)[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "ck-")), "recipient.asc");
  await writeFile(file, Buffer.concat(keys.map((key) => Buffer.from(key))));
  return file;
}

function fingerprintOf(key: PrivateKey): string {
  return key.getFingerprint().toUpperCase();
}
