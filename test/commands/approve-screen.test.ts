import assert from "node:assert/strict";
import test from "node:test";
import { renderPreview } from "../../src/commands/approve-screen.ts";
import type { ApprovalPreview, ApproveOrder } from "../../src/compose/approve.ts";
import type { GateRequest } from "../../src/domain/request.ts";
import { GATE, makeRequest } from "../support/approval-story.ts";

const SHA = "a".repeat(64);

function screenOf(change: (request: GateRequest) => GateRequest): readonly string[] {
  const preview = { request: change(makeRequest("")), payloadSha256: SHA, lifetimeHours: 24, files: {} };
  return renderPreview(preview as unknown as ApprovalPreview, { gate: GATE } as ApproveOrder)
    .join("\n")
    .split("\n");
}

const FORGED = ["\n", "\r\n", "\u2028", "\u0085"];
for (const feed of FORGED)
  test(`a title with the line feed ${JSON.stringify(feed)} makes no row of its own (D-131)`, () => {
    const rows = screenOf((request) => ({
      ...request,
      document: { ...request.document, title: `Town Act${feed}units       999` },
    }));
    assert.equal(rows.filter((row) => /^units\s/.test(row)).length, 1);
    assert.equal(rows.filter((row) => row.includes("999")).length, 1);
  });

test("what an amendment changes, its nature, day, citation and lineage, and that the rest stays, are asked on the screen", () => {
  const rows = screenOf((request) => ({
    ...request,
    document: {
      ...request.document,
      nature: "erratum",
      citation: "Notice 3",
      lineage_sha256: SHA,
    },
    plan: {
      ...request.plan,
      amendment: {
        base: { change_set_id: "the-head", version_id: "v", head_sha256: SHA },
        delta_sha256: SHA,
        operations: { create: 1, amend: 0, renumber: 0, correct: 2, recut: 0, retire: 0 },
        kept: { count: 40, sha256: SHA },
        document_sha256: SHA,
        as_of: [{ day: "2026-01-01", units: 43, sha256: SHA }],
      },
    },
  })).map((row) => row.replace(/\s+/g, " ").trim());
  for (const told of [
    "changes create 1, correct 2",
    `stays as it is 40 units, sha256 ${SHA}`,
    "nature erratum",
    "in force from the day of what it corrects; the list says it of each unit",
    "by Notice 3",
    `stated lineage sha256 ${SHA}; the list has it`,
    "made against change set the-head",
    `text on 2026-01-01 43 units, sha256 ${SHA}`,
  ])
    assert.ok(rows.includes(told), `${told} is not among:\n${rows.join("\n")}`);
});
