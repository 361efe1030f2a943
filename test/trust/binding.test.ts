import assert from "node:assert/strict";
import test from "node:test";
import { sealRequest } from "../../src/domain/request.ts";
import {
  refuseForeignApproval,
  refuseForeignExecution,
  refuseForeignPayload,
  refuseForeignRequest,
  refuseOtherPolicy,
} from "../../src/trust/binding.ts";
import { GATE, makeRequest, OTHER_RUN, RUN } from "../support/approval-story.ts";
import { reasonOf } from "../support/reason-of.ts";

const request = makeRequest('{"version": 1}');
const SG2 = "SG_2_lifecycle_authz";
const question = { runId: RUN, gate: GATE, mode: "LIVE", repositoryId: "local:test" } as const;
const sealed = { content: request, payloadSha256: sealRequest(request).payloadSha256 };
const approval = {
  gate: GATE,
  runId: RUN,
  payloadSha256: sealed.payloadSha256,
  signedUtc: "2026-06-01T09:30:00Z",
  reviewDecisionId: null,
  arms: null,
} as const;
const execution = { ...approval, gate: "execution_authz", arms: GATE } as const;

for (const [change, expected] of [
  [{}, "accepted"],
  [{ run_id: OTHER_RUN }, "STOP_APPROVAL_RUN_MISMATCH"],
  [{ gate: SG2 }, "STOP_GATE_NOT_OPEN"],
  [{ mode: "DRYRUN" }, "STOP_APPROVAL_MODE_MISMATCH"],
  [{ repository_id: "local:other" }, "STOP_APPROVAL_ENV_MISMATCH"],
] as const) {
  test(`a request with ${JSON.stringify(change)}: ${expected}`, () =>
    assert.equal(reasonOf(refuseForeignRequest({ ...request, ...change }, question)), expected));
}

for (const [change, expected] of [
  [{}, "accepted"],
  [{ runId: OTHER_RUN }, "STOP_APPROVAL_RUN_MISMATCH"],
  [{ gate: SG2 }, "STOP_APPROVAL_GATE_MISMATCH"],
  [{ gate: "execution_authz" }, "STOP_APPROVAL_GATE_MISMATCH"],
] as const) {
  test(`an approval with ${JSON.stringify(change)}: ${expected}`, () =>
    assert.equal(reasonOf(refuseForeignApproval({ ...approval, ...change }, question)), expected));
}

for (const [change, expected] of [
  [{}, "accepted"],
  [{ runId: OTHER_RUN }, "STOP_EXEC_AUTH_MISMATCH"],
  [{ gate: GATE }, "STOP_EXEC_AUTH_MISMATCH"],
  [{ arms: SG2 }, "STOP_EXEC_AUTH_MISMATCH"],
  [{ arms: null }, "STOP_EXEC_AUTH_MISMATCH"],
] as const) {
  test(`an execution authorisation with ${JSON.stringify(change)}: ${expected}`, () =>
    assert.equal(reasonOf(refuseForeignExecution({ ...execution, ...change }, question)), expected));
}

const other = { ...approval, payloadSha256: "f".repeat(64) };
const database = request.database;
for (const [title, statement, approved, expected] of [
  ["the request's own digest", approval, null, "accepted"],
  [
    "the request's own digest, whatever stands beside it",
    approval,
    { ...request, mode: "DRYRUN" },
    "accepted",
  ],
  ["another digest", other, null, "STOP_APPROVAL_PAYLOAD_MISMATCH"],
  ["another digest of an equal place", other, request, "STOP_APPROVAL_PAYLOAD_MISMATCH"],
  ["a dry run's digest", other, { ...request, mode: "DRYRUN" }, "STOP_APPROVAL_MODE_MISMATCH"],
  ["another repository's digest", other, { ...request, repository_id: "x" }, "STOP_APPROVAL_ENV_MISMATCH"],
  [
    "another cluster's digest",
    other,
    { ...request, database: { ...database, system_identifier: "1" } },
    "STOP_APPROVAL_ENV_MISMATCH",
  ],
  [
    "another database's digest",
    other,
    { ...request, database: { ...database, name: "x" } },
    "STOP_APPROVAL_ENV_MISMATCH",
  ],
] as const) {
  test(`${title}: ${expected}`, () =>
    assert.equal(reasonOf(refuseForeignPayload(statement, sealed, approved)), expected));
}

test("the policy of the request is the one that judges", () => {
  const { version, sha256 } = request.policy;
  assert.equal(reasonOf(refuseOtherPolicy(request, { version, sha256 })), "accepted");
  assert.equal(reasonOf(refuseOtherPolicy(request, { version: 2, sha256 })), "STOP_POLICY_CHANGED");
  assert.equal(reasonOf(refuseOtherPolicy(request, { version, sha256: "0" })), "STOP_POLICY_CHANGED");
});
