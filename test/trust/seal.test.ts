import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import type { GoodSignature, SignatureFacts, SignerFacts } from "../../src/domain/signature.ts";
import type { TimeStampFacts } from "../../src/domain/time-stamp.ts";
import { endOfKey, judgeSealSignature, judgeTimeStamp, refuseSealTimes } from "../../src/trust/seal.ts";

const KEY = "A".repeat(40);
const at = (text: string) => new Date(`${text}T00:00:00Z`);

function signer(changes: Partial<SignerFacts> = {}): SignerFacts {
  return {
    fingerprint: KEY,
    algorithm: { name: "ed25519", bits: null },
    createdAt: at("2020-01-01"),
    expiresAt: null,
    endedBy: null,
    revokedBy: null,
    revokedAt: null,
    ...changes,
  };
}

function signature(changes: Partial<GoodSignature> = {}): GoodSignature {
  return {
    kind: "good",
    key: KEY,
    signer: signer(),
    hash: "sha256",
    createdAt: at("2026-02-01"),
    expiresAt: null,
    ...changes,
  };
}

const SIGNATURES: readonly (readonly [string, SignatureFacts, string])[] = [
  ["none", { kind: "absent" }, "STOP_SEAL_UNSIGNED"],
  ["two of them", { kind: "several", count: 2 }, "STOP_SEAL_SIG_BAD"],
  ["an unreadable one", { kind: "unreadable", why: "broken" }, "STOP_SEAL_SIG_BAD"],
  ["one by another key", { kind: "foreign", issuer: "B" }, "STOP_SEAL_SIGNER_UNKNOWN"],
  ["one that does not fit", { kind: "bad", key: KEY, why: "no" }, "STOP_SEAL_SIG_BAD"],
  ["one over SHA-1", signature({ hash: "sha1" }), "STOP_SEAL_WEAK_CRYPTO"],
  [
    "one by a short key",
    signature({ signer: signer({ algorithm: { name: "rsa", bits: 1024 } }) }),
    "STOP_SEAL_WEAK_CRYPTO",
  ],
  ["a good one", signature(), "accepted"],
];

for (const [title, facts, expected] of SIGNATURES) {
  test(`signature of a seal: ${title}`, () => {
    const judged = judgeSealSignature(facts);
    assert.equal(judged.ok ? "accepted" : judged.refusal.reason, expected);
  });
}

const DATA = Buffer.from("signature");
const imprint = createHash("sha256").update(DATA).digest("hex");
const STAMP: TimeStampFacts = {
  kind: "read",
  at: at("2026-02-01"),
  hash: "sha256",
  imprint,
  distrusted: null,
};
const sha1 = createHash("sha1").update(DATA).digest("hex");

const STAMPS: readonly (readonly [string, TimeStampFacts, string])[] = [
  ["none that can be read", { kind: "unreadable", why: "broken" }, "STOP_SEAL_STAMP_BAD"],
  ["one over SHA-1", { ...STAMP, hash: "sha1", imprint: sha1 }, "STOP_SEAL_WEAK_CRYPTO"],
  ["one over a hash that nobody knows", { ...STAMP, hash: "whirlpool" }, "STOP_SEAL_WEAK_CRYPTO"],
  ["one of other data", { ...STAMP, imprint: "0".repeat(64) }, "STOP_SEAL_STAMP_OTHER"],
  ["one by a stranger", { ...STAMP, distrusted: "unknown" }, "STOP_SEAL_TSA_UNKNOWN"],
  ["a good one", STAMP, "accepted"],
];

for (const [title, facts, expected] of STAMPS) {
  test(`time stamp of a seal: ${title}`, () => {
    const judged = judgeTimeStamp(facts, DATA);
    assert.equal(judged.ok ? "accepted" : judged.refusal.reason, expected);
  });
}

const ends = (day: string) => signature({ signer: signer({ expiresAt: at(day), endedBy: "itself" }) });
const revoked = (day: string) =>
  signature({ signer: signer({ revokedAt: at(day), revokedBy: "a revocation" }) });

const TIMES: readonly (readonly [string, GoodSignature, string | null])[] = [
  ["a key without an end", signature(), null],
  ["a key that has expired since", ends("2026-02-02"), null],
  ["a key that expired at the moment of the stamp", ends("2026-02-01"), "STOP_SEAL_KEY_ENDED"],
  ["a key that had expired", ends("2026-01-15"), "STOP_SEAL_KEY_ENDED"],
  ["a key that was revoked since", revoked("2026-02-02"), null],
  ["a key that was revoked at the moment of the stamp", revoked("2026-02-01"), "STOP_SEAL_KEY_ENDED"],
  ["a key that had been revoked", revoked("2026-01-15"), "STOP_SEAL_KEY_ENDED"],
  ["a signature that had expired", signature({ expiresAt: at("2026-02-01") }), "STOP_SEAL_KEY_ENDED"],
  ["a signature that has expired since", signature({ expiresAt: at("2026-02-02") }), null],
  [
    "a signature that is younger than its stamp",
    signature({ createdAt: at("2026-02-02") }),
    "STOP_SEAL_TIMES",
  ],
  [
    "a signature that is a clock's inaccuracy younger",
    signature({ createdAt: new Date("2026-02-01T00:02:00Z") }),
    null,
  ],
  ["a signature that is older than its key", signature({ createdAt: at("2019-01-01") }), "STOP_SEAL_TIMES"],
  ["a signature without a time", signature({ createdAt: null }), null],
];

for (const [title, given, expected] of TIMES) {
  test(`times of a seal: ${title}`, () => {
    const found = refuseSealTimes(given, { until: "2026-01-31", stampedAt: at("2026-02-01") });
    assert.equal(found?.reason ?? null, expected);
  });
}

test("S-10 a stamp of a day that belongs to the period is no stamp of the whole period", () => {
  const stampedAt = new Date("2026-01-31T23:59:59Z");
  const found = refuseSealTimes(signature({ createdAt: null }), { until: "2026-01-31", stampedAt });
  assert.equal(found?.reason, "STOP_SEAL_TIMES");
});

test("of expiry and revocation the earlier one ends the key", () => {
  const [first, second] = [at("2026-01-01"), at("2027-01-01")];
  const both = (expiresAt: Date, revokedAt: Date) =>
    endOfKey(signer({ expiresAt, endedBy: "E", revokedAt, revokedBy: "R" }));
  assert.deepEqual(both(first, second), { at: first, by: `${KEY} expires by E` });
  assert.deepEqual(both(second, first), { at: first, by: `${KEY} is revoked by R` });
  assert.equal(endOfKey(signer()), null);
});
