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

test("how the other documents are seen, and the last audit, are asked on the screen", () => {
  const base = {
    others: "chain",
    documents: 7,
    heads_sha256: SHA,
    audited_utc: null,
    audit_sha256: null,
  } as const;
  const rows = screenOf((request) => ({ ...request, base }));
  assert.ok(
    rows.some((row) => /^other documents\s+7 documents, seen by the newest entry .* no audit yet$/.test(row)),
    rows.join("\n"),
  );
  assert.ok(!screenOf((request) => request).some((row) => /^other documents/.test(row)));
});

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
      lineage_sha256: SHA,
    },
    plan: {
      ...request.plan,
      amendment: {
        base: { change_set_id: "the-head", version_id: "v", head_sha256: SHA },
        ...{ nature: "erratum", cited: "Notice 3", told: "2 amended; 40 unchanged", delta_sha256: SHA },
        repeals: 0,
        counting: [
          { day: "-infinity", operations: { correct: 2, retire: 0 } },
          { day: "2026-01-01", operations: { create: 1 } },
        ],
        operations: { create: 1, amend: 0, renumber: 0, correct: 2, recut: 0, retire: 0 },
        kept: { count: 40, sha256: SHA },
        document_sha256: SHA,
        hidden_characters: 150,
        as_of: [{ day: "2026-01-01", units: 43, sha256: SHA }],
      },
    },
  })).map((row) => row.replace(/\s+/g, " ").trim());
  for (const told of [
    "what differs 2 amended; 40 unchanged",
    "writes create 1, correct 2",
    `stays as it is 40 units, sha256 ${SHA}`,
    "nature erratum",
    "counts from the beginning correct 2",
    "counts from 2026-01-01 create 1",
    "by Notice 3",
    "not shown 150 characters that look like a secret; read them in the registered source",
    `stated lineage sha256 ${SHA}; the list has it`,
    "made against change set the-head",
    `then in force on 2026-01-01 43 units, sha256 ${SHA}`,
  ])
    assert.ok(rows.includes(told), `${told} is not among:\n${rows.join("\n")}`);
});
