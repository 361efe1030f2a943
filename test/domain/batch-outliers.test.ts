import assert from "node:assert/strict";
import test from "node:test";
import { describeMembers, outliersOf } from "../../src/domain/batch-outliers.ts";
import { batchRequest, member } from "../support/batch-request.ts";

test("the largest, the smallest, warnings, concerns and the odd class stand out; what a person must weigh comes first", () => {
  const plain = Array.from({ length: 20 }, () => member({ units: 5 }));
  const [largest, smallest, warned, retiring, odd] = [
    member({ units: 90 }),
    member({ units: 1 }),
    member({ units: 5, warnings: 2 }),
    member({ units: 5, concerns: ["retire"] }),
    member({ units: 5, class: "amendment, chapter" }),
  ];
  const found = outliersOf([...plain, largest, smallest, warned, retiring, odd]);
  assert.deepEqual(
    found.map(({ member: { document_id }, why }) => [document_id, ...why]),
    [
      [retiring.document_id, "it repeals text"],
      [warned.document_id, "2 warnings"],
      [largest.document_id, "the largest"],
      [smallest.document_id, "the smallest"],
      [odd.document_id, "one of few: amendment, chapter"],
    ],
  );
});

test("members of one size do not stand out, two of different sizes do, and at most twelve are named", () => {
  assert.deepEqual(
    outliersOf([member({ units: 3 }), member({ units: 3 })]).map(({ why }) => why),
    [],
  );
  assert.deepEqual(
    outliersOf([member({ units: 3 }), member({ units: 4 })]).map(({ why }) => why),
    [["the smallest"], ["the largest"]],
  );
  const warned = Array.from({ length: 30 }, () => member({ warnings: 1 }));
  assert.equal(outliersOf(warned).length, 12);
});

test("the screen says totals, classes and how a failure is met", () => {
  const rows = describeMembers(
    batchRequest({ members: [member({ units: 2, writes: 1 }), member({ units: 4 })] }),
  );
  assert.deepEqual(rows.slice(0, 3), [
    ["documents", "2"],
    ["units", "6, of which 4 are written; 0 warnings"],
    ["other documents", "2 documents, every row of which was read; there was no audit yet"],
  ]);
  assert.ok(rows.some(([label, value]) => label === "where a member fails" && /not attempted/.test(value)));
});
