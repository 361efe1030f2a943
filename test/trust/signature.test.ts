import assert from "node:assert/strict";
import test from "node:test";
import type { GoodSignature, SignatureFacts, SignerFacts } from "../../src/domain/signature.ts";
import { weaknessOfAlgorithm, weaknessOfHash } from "../../src/trust/key-strength.ts";
import { judgeSignatureFacts, refuseDeadKey } from "../../src/trust/signature.ts";
import { reasonOf } from "../support/reason-of.ts";

const T = Date.parse("2026-06-01T09:30:00Z");
const at = (seconds: number) => new Date(T + seconds * 1000);
const SIGNER: SignerFacts = {
  fingerprint: "S",
  algorithm: { name: "ed25519", bits: null },
  createdAt: at(-1000),
  expiresAt: null,
  endedBy: null,
  revokedBy: null,
  revokedAt: null,
};
const GOOD: GoodSignature = {
  kind: "good",
  key: "K",
  signer: SIGNER,
  hash: "sha256",
  createdAt: at(0),
  expiresAt: null,
};
const signer = (change: Partial<SignerFacts>): GoodSignature => ({
  ...GOOD,
  signer: { ...SIGNER, ...change },
});

const KINDS: readonly (readonly [SignatureFacts, string])[] = [
  [GOOD, "accepted"],
  [{ kind: "absent" }, "STOP_APPROVAL_UNSIGNED"],
  [{ kind: "several", count: 2 }, "STOP_APPROVAL_SIG_AMBIGUOUS"],
  [{ kind: "unreadable", why: "x" }, "STOP_APPROVAL_SIG_BAD"],
  [{ kind: "foreign", issuer: "x" }, "STOP_APPROVAL_SIGNER_UNKNOWN"],
  [{ kind: "bad", key: "K", why: "x" }, "STOP_APPROVAL_SIG_BAD"],
  [{ ...GOOD, hash: "sha1" }, "STOP_APPROVAL_WEAK_CRYPTO"],
  [signer({ algorithm: { name: "dsa", bits: 2048 } }), "STOP_APPROVAL_WEAK_CRYPTO"],
];

for (const [facts, expected] of KINDS) {
  test(`signature facts ${JSON.stringify(facts).slice(0, 60)}: ${expected}`, () =>
    assert.equal(reasonOf(judgeSignatureFacts("c", facts)), expected));
}

const EXPIRED = "STOP_APPROVAL_KEY_EXPIRED";
const moments = { firstSeen: at(60), now: at(600) };
const STATES: readonly (readonly [string, GoodSignature, string])[] = [
  ["a valid key", GOOD, "accepted"],
  ["a revoked key", signer({ revokedBy: "a revocation" }), "STOP_APPROVAL_KEY_REVOKED"],
  ["a key that ended when first seen", signer({ expiresAt: at(60) }), EXPIRED],
  ["a key that ended before", signer({ expiresAt: at(-1) }), EXPIRED],
  ["a key that ended after first sight and before now", signer({ expiresAt: at(61) }), "accepted"],
  ["a signature that ends now", { ...GOOD, expiresAt: at(600) }, "STOP_APPROVAL_SIG_EXPIRED"],
  ["a signature that ended before now", { ...GOOD, expiresAt: at(599) }, "STOP_APPROVAL_SIG_EXPIRED"],
  ["a signature that ends after now", { ...GOOD, expiresAt: at(601) }, "accepted"],
  ["a signature older than its key", { ...GOOD, createdAt: at(-1001) }, "STOP_APPROVAL_TIME_INCOHERENT"],
  ["a signature of the key's first second", { ...GOOD, createdAt: at(-1000) }, "accepted"],
  ["a signature without a time", { ...GOOD, createdAt: null }, "accepted"],
  ["a key without a beginning", signer({ createdAt: null }), "accepted"],
];

for (const [title, facts, expected] of STATES) {
  test(`${title}: ${expected}`, () => assert.equal(reasonOf(refuseDeadKey(facts, moments)), expected));
}

for (const hash of ["sha256", "sha384", "sha512", "sha3-256", "sha3-512"]) {
  test(`${hash} is strong enough`, () => assert.equal(weaknessOfHash(hash), null));
}
for (const hash of ["sha1", "md5", "ripemd160", "sha224", "hash 99", ""]) {
  test(`${hash || "no hash"} is too weak`, () => assert.match(weaknessOfHash(hash) ?? "", /^hash/));
}
for (const name of [
  "ed25519",
  "ed448",
  "ecdsa-p256",
  "ecdsa-p384",
  "ecdsa-p521",
  "sk-ed25519",
  "sk-ecdsa-p256",
]) {
  test(`${name} is strong enough`, () => assert.equal(weaknessOfAlgorithm({ name, bits: null }), null));
}
for (const name of ["dsa", "elgamal", "ecdsa-secp256k1", "ecdsa-brainpoolP256r1", "unknown", ""]) {
  test(`${name || "no algorithm"} is too weak`, () =>
    assert.match(weaknessOfAlgorithm({ name, bits: 4096 }) ?? "", /^algorithm/));
}
for (const [bits, isStrong] of [
  [1024, false],
  [2047, false],
  [2048, true],
  [4096, true],
  [null, false],
] as const) {
  test(`RSA of ${bits} bits is ${isStrong ? "strong enough" : "too weak"}`, () =>
    assert.equal(weaknessOfAlgorithm({ name: "rsa", bits }) === null, isStrong));
}
