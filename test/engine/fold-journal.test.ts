import assert from "node:assert/strict";
import test from "node:test";
import type { Gate } from "../../src/domain/gates.ts";
import type { JournalEvent } from "../../src/domain/journal.ts";
import { PHASES, STATES } from "../../src/domain/phases.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { foldJournal } from "../../src/engine/session/fold-journal.ts";
import { nextPhase, stateName } from "../../src/engine/session/run-position.ts";
import { listReports } from "../../src/engine/telling/report-list.ts";
import { phaseDone, runStarted } from "../support/journal-events.ts";

const STARTED = runStarted("ictr-20261121T090000Z-1a2b3c4d");

function entriesOf(events: readonly JournalEvent[]) {
  return [STARTED, ...events].map((event, index) => ({
    seq: index + 1,
    at: `2026-11-21T09:00:${String(index).padStart(2, "0")}Z`,
    prev: "",
    hash: "",
    event,
  }));
}

function waitAt(gate: Gate): readonly JournalEvent[] {
  return [
    { type: "gate_requested", gate, payloadSha256: "p", nonce: "n", issuedUtc: "2026-11-21T09:00:00Z" },
    { type: "gate_waiting", gate, state: "grants_probed", where: "branch" },
  ];
}

const BEFORE_SG_1 = PHASES.slice(0, 5).flatMap((phase) => phaseDone(phase.name));
const LEG = PHASES.slice(5, 9).flatMap((phase) => phaseDone(phase.name));

test("a full run passes through the fourteen states in their order, one forward edge each", () => {
  const events = [
    ...BEFORE_SG_1,
    ...waitAt("SG_1_cut_authz"),
    ...LEG,
    ...waitAt("SG_2_lifecycle_authz"),
    ...PHASES.slice(9).flatMap((phase) => phaseDone(phase.name)),
  ];
  const states = events.map((_, index) => foldJournal(entriesOf(events.slice(0, index + 1))).state);
  assert.deepEqual([...new Set(["pending", ...states])], [...STATES]);
  assert.equal(STATES.length, 14);
  assert.equal(nextPhase(foldJournal(entriesOf(events))), null);
});

test("an intent without a result is in doubt, and its phase comes next again", () => {
  const position = foldJournal(
    entriesOf([...phaseDone("source_pin"), { type: "phase_intent", phase: "mark" }]),
  );
  assert.equal(position.inDoubt, "mark");
  assert.equal(nextPhase(position)?.name, "mark");
});

const ENDINGS: readonly { readonly event: JournalEvent; readonly state: string }[] = [
  {
    event: { type: "stopped", reason: "STOP_DRIFT", phase: null, refusal: refusal("STOP_DRIFT") },
    state: "stopped_drift",
  },
  { event: { type: "failed", phase: "mark", refusal: refusal("STOP_NO_UNITS") }, state: "failed_mark" },
  { event: { type: "voided", by: "operator", why: "" }, state: "voided" },
  { event: { type: "fault", phase: "mark", message: "" }, state: "stopped_fault" },
];

for (const { event, state } of ENDINGS) {
  test(`a run that ended with ${event.type} is shown as ${state}`, () => {
    assert.equal(stateName(foldJournal(entriesOf([...phaseDone("source_pin"), event]))), state);
  });
}

test("a renewed SG_1 repeats backup, rehearsal and grant probe; a renewed SG_2 only its request", () => {
  const first = foldJournal(
    entriesOf([...BEFORE_SG_1, ...waitAt("SG_1_cut_authz"), { type: "renewed", gate: "SG_1_cut_authz" }]),
  );
  assert.equal(nextPhase(first)?.name, "pre_write_backup");
  assert.equal(first.requests.SG_1_cut_authz, undefined);
  const events = [
    ...BEFORE_SG_1,
    ...waitAt("SG_1_cut_authz"),
    ...LEG,
    ...waitAt("SG_2_lifecycle_authz"),
    { type: "renewed", gate: "SG_2_lifecycle_authz" } as const,
  ];
  const second = foldJournal(entriesOf(events));
  assert.equal(nextPhase(second)?.name, "lifecycle_enact");
  assert.equal(second.waiting, null);
  assert.equal(second.requests.SG_2_lifecycle_authz, undefined);
});

test("a commit is first seen once, whatever the journal says of it later", () => {
  const position = foldJournal(
    entriesOf([
      { type: "approval_seen", commit: "c" },
      ...phaseDone("source_pin"),
      { type: "approval_seen", commit: "c" },
    ]),
  );
  assert.equal(position.firstSeen.get("c")?.toISOString(), "2026-11-21T09:00:01.000Z");
});

test("a pause at SG_3 leaves the state and the ending of the run as they are", () => {
  const failed: JournalEvent = {
    type: "failed",
    phase: "structural_verify",
    refusal: refusal("STOP_INVARIANT_FAILED"),
  };
  const position = foldJournal(entriesOf([...BEFORE_SG_1, failed, ...waitAt("SG_3_compensation_authz")]));
  assert.equal(stateName(position), "failed_structural_verify");
  assert.equal(position.waiting?.gate, "SG_3_compensation_authz");
});

test("reports are numbered in the order of a full run, and a repeated one has its count appended to its name", () => {
  const events = [
    ...BEFORE_SG_1,
    ...waitAt("SG_1_cut_authz"),
    ...phaseDone("pre_write_backup"),
    ...waitAt("SG_1_cut_authz"),
    ...LEG,
  ];
  assert.deepEqual(
    listReports(entriesOf(events)).map((report) => report.name),
    [
      "01-source_pin",
      "02-mark",
      "03-cutplan",
      "04-pre_write_backup",
      "05-grant_probe",
      "06-SG_1_cut_authz",
      "04-pre_write_backup-2",
      "06-SG_1_cut_authz-2",
      "07-cut_leg_a",
      "08-structural_verify",
      "09-leg_b_record",
      "10-write_verify",
    ],
  );
});
