import assert from "node:assert/strict";
import test from "node:test";
import { type Effect, expectedChange, sumOfChanges } from "../../src/domain/expected-change.ts";
import { WRITTEN_TABLES } from "../../src/domain/tables.ts";
import { countFirstCut } from "../../src/domain/write-counts.ts";

const LEDGER = WRITTEN_TABLES.filter((table) => !/approval_use|phase_receipt|document_digest/.test(table));

/** Rows of an effect without its receipt, its entry in the chain and `approval_use`, for N = 60 (docs/system.md section 5). */
const ROWS: readonly { readonly effect: Effect; readonly rows: number }[] = [
  { effect: "cut_leg_a", rows: 180 },
  { effect: "leg_b_record", rows: 126 },
  { effect: "write_verify", rows: 2 },
  { effect: "lifecycle_enact", rows: 61 },
];

for (const { effect, rows } of ROWS) {
  test(`${effect} of 60 units adds ${rows} rows, one receipt and one entry of the chain`, () => {
    const change = expectedChange(effect, countFirstCut(60));
    assert.equal(
      LEDGER.reduce((sum, table) => sum + change[table], 0),
      rows,
    );
    assert.equal(change["cutter_governance.phase_receipt"], 1);
    assert.equal(change["cutter_governance.document_digest"], 1);
  });
}

test("every change names every table, with 0 where nothing may change, and a full run writes two review decisions and uses two approvals", () => {
  const total = sumOfChanges(ROWS.map(({ effect }) => expectedChange(effect, countFirstCut(7))));
  assert.deepEqual(Object.keys(total).sort(), [...WRITTEN_TABLES].sort());
  assert.equal(total["cutter_governance.review_decision"], 2);
  assert.equal(total["cutter_governance.approval_use"], 2);
  assert.equal(total["cutter_governance.dot_pair_signature"], 2);
});
