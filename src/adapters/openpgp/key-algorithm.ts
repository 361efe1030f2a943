import type { Key } from "openpgp";
import type { AlgorithmFacts } from "../../domain/signature.ts";

const CURVES: Readonly<Record<string, string>> = {
  nistP256: "ecdsa-p256",
  nistP384: "ecdsa-p384",
  nistP521: "ecdsa-p521",
};

type AnyKeyPacket = Key["keyPacket"] | Key["subkeys"][number]["keyPacket"];

export function algorithmOf(key: AnyKeyPacket): AlgorithmFacts {
  const { algorithm, bits, curve } = key.getAlgorithmInfo();
  if (algorithm === "rsaEncryptSign" || algorithm === "rsaSign") return { name: "rsa", bits: bits ?? 0 };
  if (algorithm === "eddsaLegacy" || algorithm === "ed25519") return { name: "ed25519", bits: null };
  if (algorithm === "ecdsa") return { name: CURVES[curve ?? ""] ?? `ecdsa-${curve}`, bits: null };
  return { name: algorithm, bits: bits ?? null };
}

/** The curve of an ECDSA key that the library reads and cannot verify with (brainpool, secp256k1), or null. */
export function unverifiedCurve(key: AnyKeyPacket): string | null {
  const { algorithm, curve } = key.getAlgorithmInfo();
  return algorithm === "ecdsa" && !Object.hasOwn(CURVES, curve ?? "") ? (curve ?? "unknown") : null;
}
