import assert from "node:assert/strict";
import test from "node:test";
import type { JournalEntry } from "../../src/domain/journal.ts";
import { PHASES } from "../../src/domain/phases.ts";
import { attemptBefore, listReports } from "../../src/engine/telling/report-list.ts";

const EVENTS = [
  ...PHASES.map(({ name }) => ({ type: "phase_result", phase: name, evidence: {}, report: {} })),
  ...PHASES.map(({ name }) => ({ type: "failed", phase: name, refusal: {} })),
  { type: "gate_requested", gate: "SG_1_cut_authz" },
  { type: "gate_requested", gate: "SG_2_lifecycle_authz" },
];

test("a repeated report follows the one of the attempt before, and a first one follows none", () => {
  for (const event of EVENTS) {
    const entries = Array.from({ length: 12 }, () => ({ event }) as unknown as JournalEntry);
    const names = listReports(entries).map((report) => report.name);
    assert.equal(names.length, 12);
    assert.deepEqual(names.map(attemptBefore), [null, ...names.slice(0, -1)]);
  }
});
