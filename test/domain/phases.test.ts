import assert from "node:assert/strict";
import test from "node:test";
import { effectsOfRun, GATE_NAMES, gateOfEffect, gateRow } from "../../src/domain/gates.ts";
import {
  LAST_STATE,
  PHASES,
  phaseFrom,
  phasesBeforeRequest,
  phasesOf,
  rehearsedPhases,
  STATES,
  stateOfRenewal,
  waitingState,
} from "../../src/domain/phases.ts";

const INLINE = GATE_NAMES.filter((gate) => waitingState(gate) !== null);

test("there are fourteen states: pending, one after each phase, and one for the wait at each gate that covers phases", () => {
  assert.deepEqual(STATES, [
    "pending",
    "source_pinned",
    "marked",
    "cutplan_ok",
    "pre_write_backup_taken",
    "grants_probed",
    "awaiting_cut_authorization",
    "cut_leg_a_committed",
    "structural_verified",
    "leg_b_recorded",
    "write_verified",
    "awaiting_lifecycle_authorization",
    "lifecycle_enacted",
    "closeout_reported",
  ]);
});

test("every state leads to the next phase, and a wait to the first phase that its gate covers", () => {
  assert.deepEqual(
    STATES.map((state) => phaseFrom(state, "cut")?.name ?? null),
    [
      "source_pin",
      "mark",
      "cutplan",
      "pre_write_backup",
      "grant_probe",
      "cut_leg_a",
      "cut_leg_a",
      "structural_verify",
      "leg_b_record",
      "write_verify",
      "lifecycle_enact",
      "lifecycle_enact",
      "closeout",
      null,
    ],
  );
});

test("the phases that a gate covers follow each other, so that a run asks for the gate once", () => {
  const asked = PHASES.flatMap(({ gateBefore }) => (gateBefore === null ? [] : [gateBefore]));
  assert.deepEqual(asked, INLINE);
});

test("a gate has a waiting state exactly where it covers phases", () => {
  const covering = GATE_NAMES.filter((gate) => PHASES.some((phase) => phase.gate === gate));
  assert.deepEqual(covering, INLINE);
});

test("the effects of a gate are the phases that it covers and that write to the database, in order", () => {
  for (const gate of INLINE) {
    const writing = PHASES.filter((phase) => phase.gate === gate && phase.timeLimitSeconds !== null);
    assert.deepEqual(
      gateRow(gate, "cut").effects,
      writing.map(({ name }) => name),
    );
  }
  assert.deepEqual(effectsOfRun("cut"), ["cut_leg_a", "leg_b_record", "write_verify", "lifecycle_enact"]);
});

test("a phase that changes more than the sidecar has a gate, and a time limit for its write", () => {
  const writing = PHASES.filter(({ changes }) => changes !== "nothing" && changes !== "sidecar");
  assert.deepEqual(
    writing.filter(({ gate, timeLimitSeconds }) => gate === null || timeLimitSeconds === null),
    [],
  );
  assert.deepEqual(
    writing,
    PHASES.filter(({ timeLimitSeconds }) => timeLimitSeconds !== null),
  );
});

test("no gate stands before the phases whose facts a request binds", () => {
  const first = PHASES.findIndex(({ gate }) => gate !== null);
  assert.ok(first > PHASES.findIndex(({ name }) => name === "grant_probe"));
});

test("the rehearsal plays every phase between the backup and the last effect", () => {
  assert.deepEqual(
    rehearsedPhases("cut").map(({ name }) => name),
    ["grant_probe", "cut_leg_a", "structural_verify", "leg_b_record", "write_verify", "lifecycle_enact"],
  );
});

test("one gate comes before the first write, and renewing its request repeats the phases from the backup on", () => {
  assert.deepEqual(
    GATE_NAMES.filter((gate) => gateRow(gate, "cut").beforeFirstWrite),
    [INLINE[0]],
  );
  assert.deepEqual(
    phasesBeforeRequest("SG_1_cut_authz", "cut")?.map(({ name }) => name),
    ["pre_write_backup", "grant_probe"],
  );
  assert.equal(stateOfRenewal("SG_1_cut_authz", "cut"), "cutplan_ok");
  assert.deepEqual(phasesBeforeRequest("SG_2_lifecycle_authz", "cut"), []);
  assert.equal(stateOfRenewal("SG_2_lifecycle_authz", "cut"), "write_verified");
});

test("the gate of the compensation is outside the phases", () => {
  const gate = gateOfEffect("compensation");
  assert.equal(waitingState(gate), null);
  assert.equal(phasesBeforeRequest(gate, "cut"), null);
  assert.equal(stateOfRenewal(gate, "cut"), null);
});

test("a run that sets days goes through six phases, waits at SG_2 before its one write, and renews from the backup on", () => {
  const phases = phasesOf("effect");
  assert.deepEqual(
    phases.map(({ number, name, gateBefore }) => [number, name, gateBefore]),
    [
      [1, "source_pin", null],
      [2, "cutplan", null],
      [3, "pre_write_backup", null],
      [4, "grant_probe", null],
      [5, "effect_set", "SG_2_lifecycle_authz"],
      [6, "closeout", null],
    ],
  );
  assert.deepEqual(effectsOfRun("effect"), ["effect_set"]);
  assert.deepEqual(
    GATE_NAMES.filter((gate) => gateRow(gate, "effect").beforeFirstWrite),
    ["SG_2_lifecycle_authz"],
  );
  assert.equal(phaseFrom("source_pinned", "effect")?.name, "cutplan");
  assert.equal(phaseFrom("awaiting_lifecycle_authorization", "effect")?.name, "effect_set");
  assert.equal(phaseFrom("effect_recorded", "effect")?.name, "closeout");
  assert.equal(phaseFrom(LAST_STATE, "effect"), null);
  assert.deepEqual(
    rehearsedPhases("effect").map(({ name }) => name),
    ["grant_probe", "effect_set"],
  );
  assert.deepEqual(
    phasesBeforeRequest("SG_2_lifecycle_authz", "effect")?.map(({ name }) => name),
    ["pre_write_backup", "grant_probe"],
  );
  assert.equal(stateOfRenewal("SG_2_lifecycle_authz", "effect"), "cutplan_ok");
  assert.equal(gateOfEffect("effect_set"), "SG_2_lifecycle_authz");
});
