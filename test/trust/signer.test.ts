import assert from "node:assert/strict";
import test from "node:test";
import { policySchema } from "../../src/domain/policy.ts";
import type { GoodSignature } from "../../src/domain/signature.ts";
import {
  isInitiator,
  judgeKeyHolder,
  refuseOutsideWindow,
  refuseUnauthorised,
} from "../../src/trust/signer.ts";
import { makePolicy } from "../support/approval-story.ts";
import { reasonOf } from "../support/reason-of.ts";

const A = { fingerprint: "A".repeat(40) };
const B = { fingerprint: "B".repeat(40) };
const policy = policySchema.parse(
  JSON.parse(
    makePolicy([
      { id: "alice", key: A, more: { github: { id: 1, login: "Ali" }, accounts: ["ops"] } },
      { id: "bob", key: B },
    ]),
  ),
);
const [alice, bob] = policy.persons;
assert.ok(alice && bob);
const T = Date.parse("2026-06-01T09:30:00Z");
const at = (seconds: number) => new Date(T + seconds * 1000);
const iso = (seconds: number) => at(seconds).toISOString().replace(".000", "");
const UNKNOWN = "STOP_APPROVAL_SIGNER_UNKNOWN";

function signedBy(key: string): GoodSignature {
  const signer = {
    fingerprint: key,
    algorithm: { name: "ed25519", bits: null },
    createdAt: null,
    expiresAt: null,
    endedBy: null,
    revokedBy: null,
    revokedAt: null,
  };
  return { kind: "good", key, signer, hash: "sha256", createdAt: null, expiresAt: null };
}

test("the holder of a key is found by its full fingerprint alone", () => {
  const held = judgeKeyHolder(policy, signedBy(B.fingerprint));
  assert.equal(held.ok && held.value.person.id, "bob");
  assert.equal(held.ok && held.value.pin.fingerprint, B.fingerprint);
  for (const key of ["A".repeat(39), "A".repeat(16), "", "C".repeat(40)]) {
    assert.equal(reasonOf(judgeKeyHolder(policy, signedBy(key))), UNKNOWN);
  }
});

const WINDOWS: readonly (readonly [string, object, object, string])[] = [
  ["no bounds", {}, {}, "accepted"],
  ["signed when the key begins", { valid_after: iso(0) }, {}, "accepted"],
  ["signed before the key begins", { valid_after: iso(1) }, {}, UNKNOWN],
  ["signed when a later policy pinned it", {}, { pinnedSince: at(0) }, "accepted"],
  ["signed before a later policy pinned it", {}, { pinnedSince: at(1) }, UNKNOWN],
  ["both before the end", { valid_before: iso(61) }, {}, "accepted"],
  ["first seen at the end", { valid_before: iso(60) }, {}, "STOP_APPROVAL_KEY_EXPIRED"],
  ["signed at the end", { valid_before: iso(0) }, { firstSeen: at(-1) }, "STOP_APPROVAL_KEY_EXPIRED"],
  ["after the end of a rotation", { valid_before: iso(60), replaced_by: "X" }, {}, UNKNOWN],
  ["within the overlap of a rotation", { valid_before: iso(61), replaced_by: "X" }, {}, "accepted"],
];

for (const [title, bounds, change, expected] of WINDOWS) {
  test(`${title}: ${expected}`, () => {
    const pin = { system: "openpgp" as const, fingerprint: A.fingerprint, file: "keys/a.asc", ...bounds };
    const moments = { signed: at(0), firstSeen: at(60), pinnedSince: null, ...change };
    assert.equal(reasonOf(refuseOutsideWindow({ person: alice, pin }, moments)), expected);
  });
}

for (const [title, initiator, rule, expected] of [
  ["a person whom the rule names", "os:x", {}, "accepted"],
  [
    "a person whom the rule does not name",
    "os:x",
    { persons: ["bob"] },
    "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  ],
  ["the initiator", "os:ops", {}, "STOP_APPROVAL_SELF"],
  ["the initiator where the rule allows it", "os:ops", { initiator_may_approve: true }, "accepted"],
] as const) {
  test(`${title}: ${expected}`, () => {
    const whole = {
      ...policy.gates.SG_1_cut_authz,
      ...rule,
      persons: [...("persons" in rule ? rule.persons : ["alice"])],
    };
    assert.equal(reasonOf(refuseUnauthorised(alice, whole, { gate: "G", initiator })), expected);
  });
}

for (const [initiator, isAlice] of [
  ["os:ops", true],
  ["os:OPS", true],
  ["os:Ali", false],
  ["os:alice", false],
  ["github:ali", true],
  ["github:ops", false],
  ["github:alice", false],
  ["ops", true],
  ["ali", true],
  ["Alice", true],
  ["os:", false],
  ["svn:ops", false],
  ["xos:ops", false],
  ["github:renamed#1", true],
  ["github:ali#9", true],
  ["github:ali#", false],
  ["github:other#9", false],
  ["github:operator#9, github:renamed#1", true],
  ["os:cutter, github:Ali", true],
  ["os:cutter, github:operator#9", false],
] as const) {
  test(`${initiator} ${isAlice ? "is" : "is not"} Alice`, () => {
    assert.equal(isInitiator(alice, initiator), isAlice);
    assert.equal(isInitiator(bob, initiator), false);
  });
}

test("where the policy names no account of a system, an account called like the person is taken for theirs", () => {
  for (const initiator of ["os:bob", "github:Bob", "github:bob#9", "bob"])
    assert.equal(isInitiator(bob, initiator), true, initiator);
  assert.equal(isInitiator(alice, "os:alice"), false);
});
