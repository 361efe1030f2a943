import { generateKey, readKey } from "openpgp";

export interface GeneratedKey {
  /** Armoured OpenPGP keys without a passphrase, for throw-away use only. */
  readonly privateKey: string;
  readonly publicKey: string;
  /** Full upper-case fingerprint of the primary key. */
  readonly fingerprint: string;
}

/** Makes an Ed25519 signing key with an X25519 encryption subkey, of the form that GnuPG 2.2 reads. */
export async function generateOpenPgpKey(person: {
  readonly name: string;
  readonly email: string;
  readonly at: Date;
}): Promise<GeneratedKey> {
  const { privateKey, publicKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: person.name, email: person.email }],
    date: person.at,
    format: "armored",
  });
  const key = await readKey({ armoredKey: publicKey });
  return { privateKey, publicKey, fingerprint: key.getFingerprint().toUpperCase() };
}
