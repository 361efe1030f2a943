import assert from "node:assert/strict";
import test from "node:test";
import type { BoundBase } from "../../src/domain/bound-base.ts";
import { policySchema, RULE_NAMES } from "../../src/domain/policy.ts";
import { refuseOldAudit } from "../../src/trust/audit-age.ts";
import { makeRequest } from "../support/approval-story.ts";
import { type Attack, testAttacks, usualPolicy } from "../support/attack-scene.ts";
import { batchRequest } from "../support/batch-request.ts";

const SHA = "a".repeat(64);
const baseOf = (audited_utc: string | null): BoundBase => ({
  others: "chain",
  documents: 3,
  heads_sha256: SHA,
  audited_utc,
  audit_sha256: audited_utc === null ? null : SHA,
});
const ISSUED = { issued_utc: "2026-06-01T09:00:00Z" };
const IN_TIME = "2026-05-31T09:00:00Z";
const TOO_OLD = "2026-05-31T08:59:59Z";
const bounded = async (hours: number) =>
  policySchema.parse(JSON.parse(await usualPolicy({}, { audit_max_age_hours: hours })));

const AGES: readonly (readonly [what: string, audited: string | null, isRefused: boolean])[] = [
  ["as long ago as is allowed", IN_TIME, false],
  ["a second longer ago", TOO_OLD, true],
  ["never", null, true],
  ["after the request, which can't be", "2026-06-01T09:00:01Z", true],
];

for (const [what, audited, isRefused] of AGES)
  test(`a request before which the base was recomputed ${what} is ${isRefused ? "refused" : "allowed"}, of a run and of a batch (D-142)`, async () => {
    const policy = await bounded(24);
    const changes = { ...ISSUED, base: baseOf(audited) };
    for (const request of [makeRequest("{}", changes), batchRequest(changes)]) {
      const refused = refuseOldAudit(request, policy);
      assert.equal(refused?.reason, isRefused ? "STOP_AUDIT_OLD" : undefined);
      if (refused) assert.equal(refused.actual, audited ?? "none of this database");
    }
  });

test("each rule bounds its own gate, and without a bound nothing is judged", async () => {
  const policy = await bounded(24);
  const request = makeRequest("{}", { ...ISSUED, base: baseOf(null) });
  for (const name of RULE_NAMES) delete policy.gates[name].audit_max_age_hours;
  assert.equal(refuseOldAudit(request, policy), null);
  policy.gates.SG_2_lifecycle_authz.audit_max_age_hours = 24;
  assert.equal(refuseOldAudit(request, policy), null);
  policy.gates[request.gate].audit_max_age_hours = 24;
  assert.equal(refuseOldAudit(request, policy)?.reason, "STOP_AUDIT_OLD");
});

const approvedWith = (
  title: string,
  audited: string | null | undefined,
  expected: Attack["expected"],
): Attack => ({
  id: "D-142",
  title,
  scene: async () => ({
    policy: await usualPolicy({}, { audit_max_age_hours: 24 }),
    request: { ...ISSUED, ...(audited === undefined ? {} : { base: baseOf(audited) }) },
  }),
  build: async (scene) => {
    await scene.merge(await scene.approve());
    return {};
  },
  expected,
});

testAttacks([
  approvedWith("an approval of a request soon enough after an audit counts", IN_TIME, "accepted"),
  approvedWith("one of a request too long after it opens no gate, whoever signs", TOO_OLD, "STOP_AUDIT_OLD"),
  approvedWith("nor one of a request that knows of no audit", null, "STOP_AUDIT_OLD"),
  approvedWith("nor one of a request that says nothing of any", undefined, "STOP_AUDIT_OLD"),
]);
