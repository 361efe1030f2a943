import type { PublicJwk, SignedBytes, VerifyingKey } from "../../adapters/ssh/verifying-key.ts";

type HashName = NonNullable<SignedBytes["hash"]>;

/** The mathematics of SSH signatures, by the cryptography of the browser (Web Cryptography API). */
export async function openVerifyingKey(jwk: PublicJwk): Promise<VerifyingKey> {
  const { subtle } = crypto;
  const open = (hash: HashName) => subtle.importKey("jwk", jwk, keyAlgorithm(jwk, hash), false, ["verify"]);
  // Throws for a key that there can't be, with whatever hash.
  await open("sha256");
  return {
    holds: async ({ data, signature, hash }) => {
      const name = hash ?? "sha256";
      return await subtle.verify(
        signatureAlgorithm(jwk, name),
        await open(name),
        new Uint8Array(signature),
        new Uint8Array(data),
      );
    },
  };
}

function keyAlgorithm(jwk: PublicJwk, hash: HashName) {
  if (jwk.kty === "OKP") return { name: jwk.crv };
  if (jwk.kty === "EC") return { name: "ECDSA", namedCurve: jwk.crv };
  return { name: "RSASSA-PKCS1-v1_5", hash: webName(hash) };
}

function signatureAlgorithm(jwk: PublicJwk, hash: HashName) {
  return jwk.kty === "EC" ? { name: "ECDSA", hash: webName(hash) } : { name: keyAlgorithm(jwk, hash).name };
}

/** `SHA-256` */
function webName(hash: HashName): string {
  return hash.toUpperCase().replace("SHA", "SHA-");
}
