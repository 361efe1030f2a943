import assert from "node:assert/strict";
import test from "node:test";
import { effectsOfRun, GATE_NAMES, gateOfEffect, gateRow } from "../../src/domain/gates.ts";
import {
  PHASES,
  phaseFrom,
  phasesBeforeRequest,
  STATES,
  stateOfRenewal,
  waitingState,
} from "../../src/domain/phases.ts";

const INLINE = GATE_NAMES.filter((gate) => waitingState(gate) !== null);

test("the states are fourteen: pending, one after each phase, one for the wait at each gate that covers phases", () => {
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

test("every state leads to the phase behind it, a wait to the first phase that its gate covers", () => {
  assert.deepEqual(
    STATES.map((state) => phaseFrom(state)?.name ?? null),
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

test("the phases that a gate covers stand together, so that it is asked for once", () => {
  const asked = PHASES.flatMap(({ gateBefore }) => (gateBefore === null ? [] : [gateBefore]));
  assert.deepEqual(asked, INLINE);
});

test("a gate has a state of waiting exactly where it covers phases", () => {
  const covering = GATE_NAMES.filter((gate) => PHASES.some((phase) => phase.gate === gate));
  assert.deepEqual(covering, INLINE);
});

test("the effects of a gate are the phases that it covers and that write to the database, in their order", () => {
  for (const gate of INLINE) {
    const writing = PHASES.filter((phase) => phase.gate === gate && phase.timeLimitSeconds !== null);
    assert.deepEqual(
      gateRow(gate).effects,
      writing.map(({ name }) => name),
    );
  }
  assert.deepEqual(effectsOfRun(), ["cut_leg_a", "leg_b_record", "write_verify", "lifecycle_enact"]);
});

test("no phase writes to the database without a gate", () => {
  const open = PHASES.filter(({ gate, timeLimitSeconds }) => gate === null && timeLimitSeconds !== null);
  assert.deepEqual(open, []);
});

test("one gate stands before the first write, and its request rests on the phases from the backup on", () => {
  assert.deepEqual(
    GATE_NAMES.filter((gate) => gateRow(gate).beforeFirstWrite),
    [INLINE[0]],
  );
  assert.deepEqual(
    phasesBeforeRequest("SG_1_cut_authz")?.map(({ name }) => name),
    ["pre_write_backup", "grant_probe"],
  );
  assert.equal(stateOfRenewal("SG_1_cut_authz"), "cutplan_ok");
  assert.deepEqual(phasesBeforeRequest("SG_2_lifecycle_authz"), []);
  assert.equal(stateOfRenewal("SG_2_lifecycle_authz"), "write_verified");
});

test("the gate of the compensation stands beside the phases", () => {
  const gate = gateOfEffect("compensation");
  assert.equal(waitingState(gate), null);
  assert.equal(phasesBeforeRequest(gate), null);
  assert.equal(stateOfRenewal(gate), null);
});
