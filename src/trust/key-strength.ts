import type { AlgorithmFacts } from "../domain/signature.ts";

const MIN_RSA_BITS = 2048;
const HASHES = new Set(["sha256", "sha384", "sha512", "sha3-256", "sha3-512"]);
const ALGORITHMS = new Set([
  "rsa",
  "ed25519",
  "ed448",
  "ecdsa-p256",
  "ecdsa-p384",
  "ecdsa-p521",
  "sk-ed25519",
  "sk-ecdsa-p256",
]);

/** Why an algorithm is too weak to trust, or null (docs/threats.md rule 5). An unknown algorithm counts as weak. */
export function weaknessOfAlgorithm(algorithm: AlgorithmFacts): string | null {
  if (!ALGORITHMS.has(algorithm.name)) return `algorithm ${algorithm.name}`;
  if (algorithm.name !== "rsa") return null;
  const { bits } = algorithm;
  return bits !== null && bits >= MIN_RSA_BITS ? null : `RSA of ${bits} bits`;
}

export function weaknessOfHash(hash: string): string | null {
  return HASHES.has(hash) ? null : `hash ${hash}`;
}
