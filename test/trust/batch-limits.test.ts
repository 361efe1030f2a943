import assert from "node:assert/strict";
import test from "node:test";
import type { BatchMember } from "../../src/domain/batch-request.ts";
import type { BatchLimits } from "../../src/domain/policy.ts";
import { refuseBatchLimits } from "../../src/trust/batch-limits.ts";
import { policyWith } from "../support/batch-policy.ts";
import { batchRequest, member } from "../support/batch-request.ts";

const LIMITS: BatchLimits = { most_members: 3, most_units: 30 };

function refuse(members: readonly BatchMember[], limits: BatchLimits | undefined) {
  return refuseBatchLimits(batchRequest({ members: [...members] }), policyWith(limits));
}

test("a batch is allowed only where the policy says how much it may hold (C-39)", () => {
  assert.equal(refuse([member()], undefined)?.reason, "STOP_BATCH_NOT_ALLOWED");
  assert.equal(refuse([member()], LIMITS), null);
});

test("a batch at the limits is allowed, and one beyond either is refused with both numbers", () => {
  const three = [member({ units: 10 }), member({ units: 10 }), member({ units: 10 })];
  assert.equal(refuse(three, LIMITS), null);
  const four = refuse([...three, member({ units: 0 })], LIMITS);
  assert.deepEqual(
    [four?.field, four?.expected, four?.actual],
    ["SG_1_cut_authz", "at most 3 members", "a batch of 4"],
  );
  const more = refuse([member({ units: 31 })], LIMITS);
  assert.deepEqual([more?.field, more?.expected, more?.actual], ["units", "at most 30", "31"]);
});

test("what the policy leaves out may not be in a batch, and every such member is named", async (t) => {
  const traits = [
    ["authoritative", { authoritative: true }],
    ["warnings", { warnings: 1 }],
    ["retire", { concerns: ["retire"] }],
    ["correct", { concerns: ["correct"] }],
    ["retroactive", { concerns: ["retroactive"] }],
    ["lineage", { concerns: ["lineage"] }],
  ] as const;
  for (const [trait, facts] of traits)
    await t.test(trait, () => {
      const odd = member({ ...facts, concerns: [...("concerns" in facts ? facts.concerns : [])] });
      const found = refuse([member(), odd], LIMITS);
      assert.equal(found?.reason, "STOP_BATCH_NOT_ALLOWED");
      assert.equal(found?.actual, trait);
      assert.deepEqual(found?.details, [`${odd.document_id} (${odd.run_id}): ${trait}`]);
      assert.equal(refuse([member(), odd], { ...LIMITS, may_hold: [trait] }), null);
    });
});
