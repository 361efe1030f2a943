import assert from "node:assert/strict";
import test from "node:test";
import { refusal } from "../../../src/domain/refusal.ts";
import {
  refusePolicyRollback,
  refuseReplacedPolicy,
  refuseUntrustedPolicy,
} from "../../../src/trust/policy/policy-trust.ts";
import { reasonOf } from "../../support/reason-of.ts";

const fault = refusal("STOP_APPROVAL_UNSIGNED");
const good = { path: "approvals/policy.json", commit: "c", fault: null };

for (const [title, changes, expected] of [
  ["every part came in under the root key", [good, { ...good, path: "approvals/keys" }], "accepted"],
  ["the only part came in under the root key", [good], "accepted"],
  ["one part did not", [good, { ...good, path: "approvals/keys", fault }], "STOP_POLICY_UNTRUSTED"],
  ["nothing is known of how it came in", [], "STOP_POLICY_UNTRUSTED"],
] as const) {
  test(`${title}: ${expected}`, () => assert.equal(reasonOf(refuseUntrustedPolicy(changes)), expected));
}

for (const [title, replacements, expected] of [
  ["nothing was replaced", [], "accepted"],
  ["replaced by somebody without the root key", [{ ...good, fault }], "accepted"],
  ["replaced under the root key", [{ ...good, fault }, good], "STOP_POLICY_ROLLBACK"],
] as const) {
  test(`${title}: ${expected}`, () => assert.equal(reasonOf(refuseReplacedPolicy(replacements)), expected));
}

const v = (version: number, sha256 = `sha-${version}`) => ({ version, sha256 });
for (const [title, present, signedBefore, floor, expected] of [
  ["the first version", v(1), [v(1)], 0, "accepted"],
  ["a later version", v(3), [v(1), v(2), v(3)], 2, "accepted"],
  ["the remembered version", v(3), [v(3)], 3, "accepted"],
  ["older than remembered", v(2), [v(2)], 3, "STOP_POLICY_ROLLBACK"],
  ["older than signed before", v(2), [v(2), v(3)], 0, "STOP_POLICY_ROLLBACK"],
  ["another text of the same version", v(2), [v(2, "other"), v(2)], 0, "STOP_POLICY_ROLLBACK"],
  ["nothing signed before", v(1), [], 0, "accepted"],
  ["one more than signed before", v(4), [v(3), v(1)], 0, "accepted"],
] as const) {
  test(`${title}: ${expected}`, () =>
    assert.equal(reasonOf(refusePolicyRollback(present, { signedBefore, floor })), expected));
}
