import assert from "node:assert/strict";
import test from "node:test";
import { type Policy, policySchema } from "../../../src/domain/policy.ts";
import type { KeyFacts, SignerFacts } from "../../../src/domain/signature.ts";
import { isSoloGate, type PinnedKey, refuseUnsafePolicy } from "../../../src/trust/policy/safety.ts";
import { makePolicy } from "../../support/approval-story.ts";

const A = "A".repeat(40);
const B = "B".repeat(40);
const SIGNER: SignerFacts = {
  fingerprint: A,
  algorithm: { name: "ed25519", bits: null },
  createdAt: null,
  expiresAt: null,
  endedBy: null,
  revokedBy: null,
  revokedAt: null,
};
const FACTS: KeyFacts = { system: "openpgp", fingerprint: A, signers: [SIGNER], problems: [], notices: [] };

function policyWith(keys: readonly object[] = [{}], changes: object = {}, rule: object = {}): Policy {
  const pins = keys.map((key) => ({ system: "openpgp", fingerprint: A, file: "keys/a.asc", ...key }));
  return policySchema.parse(
    JSON.parse(makePolicy([{ id: "alice", key: { fingerprint: A }, more: { keys: pins } }], changes, rule)),
  );
}

function pinned(policy: Policy, facts: readonly (KeyFacts | null)[]): readonly PinnedKey[] {
  return policy.persons.flatMap((person) =>
    person.keys.map((pin, at) => ({ person, pin, facts: facts[at] ?? null })),
  );
}

const findings = (policy: Policy, facts: readonly (KeyFacts | null)[]) =>
  refuseUnsafePolicy(policy, pinned(policy, facts))?.details ?? [];

test("a policy of one good key is safe", () => {
  const policy = policyWith();
  assert.equal(refuseUnsafePolicy(policy, pinned(policy, [FACTS])), null);
});

for (const [title, facts, expected] of [
  ["no file", null, /no such regular file/],
  ["a problem in the file", { ...FACTS, problems: ["holds a private key"] }, /holds a private key/],
  ["another key in the file", { ...FACTS, fingerprint: B }, /holds B+, the policy pins A+/],
  ["no key in the file", { ...FACTS, fingerprint: "" }, /holds no key/],
  ["no key that can sign", { ...FACTS, signers: [] }, /no key that can sign$/],
  [
    "no key that can sign, with its cause,",
    { ...FACTS, signers: [], notices: ["B cannot sign: why"] },
    /no key that can sign; B cannot sign: why$/,
  ],
  ["a weak key", { ...FACTS, signers: [{ ...SIGNER, algorithm: { name: "rsa", bits: 1024 } }] }, /too weak/],
  [
    "a weak subkey",
    { ...FACTS, signers: [SIGNER, { ...SIGNER, fingerprint: B, algorithm: { name: "dsa", bits: 2048 } }] },
    /B+ is too weak/,
  ],
] as const) {
  test(`${title} makes a policy unsafe`, () => {
    const found = findings(policyWith(), [facts]);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0] ?? "", expected);
    const whole = policyWith();
    assert.equal(refuseUnsafePolicy(whole, pinned(whole, [facts]))?.reason, "STOP_POLICY_UNSAFE");
  });
}

test("a signing key that two pins hold makes a policy unsafe", () => {
  const policy = policyWith([{}, { fingerprint: B, file: "keys/b.asc" }]);
  assert.deepEqual(findings(policy, [FACTS, { ...FACTS, fingerprint: B }]), [
    `${A} stands in keys/a.asc and in keys/b.asc`,
  ]);
  assert.deepEqual(
    findings(policy, [FACTS, { ...FACTS, fingerprint: B, signers: [{ ...SIGNER, fingerprint: B }] }]),
    [],
  );
});

test("a replaced key and its successor may overlap by 30 days and no more", () => {
  const rotation = (end: string, begin?: string) =>
    policyWith([
      { valid_before: end, replaced_by: B },
      { fingerprint: B, file: "keys/b.asc", ...(begin === undefined ? {} : { valid_after: begin }) },
    ]);
  const facts = [FACTS, { ...FACTS, fingerprint: B, signers: [{ ...SIGNER, fingerprint: B }] }];
  assert.deepEqual(findings(rotation("2026-01-31T00:00:00Z", "2026-01-01T00:00:00Z"), facts), []);
  assert.match(findings(rotation("2026-01-31T00:00:01Z", "2026-01-01T00:00:00Z"), facts)[0] ?? "", /overlap/);
  assert.deepEqual(findings(rotation("2026-01-31T00:00:01Z"), facts), []);
  const bounded = policyWith([
    { valid_before: "2027-01-01T00:00:00Z" },
    { fingerprint: B, file: "keys/b.asc", valid_after: "2026-01-01T00:00:00Z" },
  ]);
  assert.deepEqual(findings(bounded, facts), []);
});

test("a policy under which one person alone is enough says so, or is refused", () => {
  const alone = { initiator_may_approve: true };
  assert.equal(findings(policyWith([{}], {}, alone), [FACTS]).length, 4);
  assert.match(
    findings(policyWith([{}], {}, alone), [FACTS])[0] ?? "",
    /gates\.SG_1_cut_authz: .*"solo": true/,
  );
  assert.deepEqual(findings(policyWith([{}], { solo: true }, alone), [FACTS]), []);
  assert.deepEqual(findings(policyWith([{}], {}, { ...alone, quorum: 2 }), [FACTS]), []);
  assert.equal(isSoloGate(policyWith([{}], { solo: true }, alone), "SG_1_cut_authz"), true);
  assert.equal(isSoloGate(policyWith([{}], { solo: true }), "SG_1_cut_authz"), false);
  assert.equal(isSoloGate(policyWith([{}], {}, { ...alone, quorum: 2 }), "SG_1_cut_authz"), false);
});
