import { type BatchLimits, type Policy, policySchema, RULE_NAMES } from "../../src/domain/policy.ts";

/** A policy whose gates all allow batches within the limits; none where there are none. */
export function policyWith(batch: BatchLimits | undefined): Policy {
  const rule = {
    persons: ["alice"],
    quorum: 1,
    ...(batch === undefined ? {} : { batch }),
    initiator_may_approve: false,
    proofs: { any: ["signed_commit"] },
  };
  return policySchema.parse({
    schema: "iu-cutter/policy/1",
    version: 1,
    solo: false,
    persons: [{ id: "alice", name: "Alice" }],
    gates: Object.fromEntries(RULE_NAMES.map((name) => [name, rule])),
  });
}
