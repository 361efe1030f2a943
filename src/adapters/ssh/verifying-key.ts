import { createPublicKey, verify } from "node:crypto";

/** The fields of RFC 7517 that a public key of SSH has. */
export type PublicJwk =
  | { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string }
  | {
      readonly kty: "EC";
      readonly crv: "P-256" | "P-384" | "P-521";
      readonly x: string;
      readonly y: string;
    }
  | { readonly kty: "RSA"; readonly n: string; readonly e: string };

export interface SignedBytes {
  readonly data: Uint8Array;
  /** Of ECDSA the two numbers, each as wide as the curve. */
  readonly signature: Uint8Array;
  /** Null where the algorithm has a hash of its own (Ed25519). */
  readonly hash: "sha1" | "sha256" | "sha384" | "sha512" | null;
}

export interface VerifyingKey {
  holds(signed: SignedBytes): Promise<boolean>;
}

/**
 * The mathematics of SSH signatures, by Node; throws for a key that there can't be. Asynchronous, because the page of a proof has the
 * cryptography of a browser in this place (`src/proof-page/browser/verifying-key.ts`).
 */
export async function openVerifyingKey(jwk: PublicJwk): Promise<VerifyingKey> {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return {
    holds: async ({ data, signature, hash }) =>
      verify(hash, data, { key, dsaEncoding: "ieee-p1363" }, signature),
  };
}
