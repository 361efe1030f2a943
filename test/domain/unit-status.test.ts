import assert from "node:assert/strict";
import test from "node:test";
import { unitRefusal } from "../../src/domain/unit-status.ts";

const CASES = [
  { statuses: ["exists_complete"], reason: "STOP_UNIT_EXISTS" },
  { statuses: ["exists_complete", "exists_missing_birth"], reason: "STOP_UNIT_EXISTS" },
  { statuses: ["invalid_input"], reason: "STOP_CREATE_REFUSED" },
  { statuses: ["parent_not_found"], reason: "STOP_CREATE_REFUSED" },
  { statuses: ["exists_complete", "invalid_input"], reason: "STOP_CREATE_REFUSED" },
  { statuses: ["vocabulary_missing"], reason: "STOP_VOCABULARY" },
  { statuses: ["vocabulary_missing", "invalid_input"], reason: "STOP_CREATE_REFUSED" },
] as const;

for (const { statuses, reason } of CASES) {
  test(`units that are told ${statuses.join(" and ")} are ${reason}, each with its status`, () => {
    const failed = statuses.map((status, index) => ({ address: `LAW/${index}`, status }));
    const { reason: actual, details } = unitRefusal(failed);
    assert.equal(actual, reason);
    assert.deepEqual(
      details,
      statuses.map((status, index) => `LAW/${index}: ${status}`),
    );
  });
}
