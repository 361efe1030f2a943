export type SignatureSystem = "openpgp" | "ssh";

/** A public key as read from its file, without a clock: its signing keys, their expiry, and what is wrong with the file. */
export interface KeyFacts {
  readonly system: SignatureSystem;
  /** 40 or 64 upper-case hex digits (OpenPGP primary key), or `SHA256:<base64>` (SSH); empty where the file holds no key. */
  readonly fingerprint: string;
  /** The primary key and every subkey that may sign, each bound by a good self-signature. */
  readonly signers: readonly SignerFacts[];
  /** Why the file cannot be trusted as a key, one sentence each. */
  readonly problems: readonly string[];
  /** Keys of the file that were meant to sign and may not, each with its cause, one sentence each. */
  readonly notices: readonly string[];
}

export interface SignerFacts {
  readonly fingerprint: string;
  readonly algorithm: AlgorithmFacts;
  readonly createdAt: Date | null;
  /** End of the key's own validity (the primary key's or the subkey's, whichever is earlier), or null. */
  readonly expiresAt: Date | null;
  /** What of the file ends it, for people; null if nothing does. */
  readonly endedBy: string | null;
  /** What of the file revokes it, for people; null if nothing does. */
  readonly revokedBy: string | null;
  /** When it was first revoked, as its own key says. */
  readonly revokedAt: Date | null;
}

export interface AlgorithmFacts {
  /** `rsa`, `dsa`, `ecdsa-p256`, `ed25519`, `sk-ed25519` … */
  readonly name: string;
  /** Modulus length of RSA and DSA, else null. */
  readonly bits: number | null;
}

/** The result of checking one armoured signature against a set of keys. */
export type SignatureFacts =
  | { readonly kind: "absent" }
  | { readonly kind: "several"; readonly count: number }
  | { readonly kind: "unreadable"; readonly why: string }
  /** `issuer` is the key that made it, and why it does not count where one of the files holds it. */
  | { readonly kind: "foreign"; readonly issuer: string }
  | { readonly kind: "bad"; readonly key: string; readonly why: string }
  | GoodSignature;

export interface GoodSignature {
  readonly kind: "good";
  /** Fingerprint of the key file's primary key. */
  readonly key: string;
  readonly signer: SignerFacts;
  /** `sha256`, `sha512`, `sha1` … */
  readonly hash: string;
  /** Time inside the signature; SSH signatures have none. */
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
}
