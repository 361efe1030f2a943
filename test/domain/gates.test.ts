import assert from "node:assert/strict";
import test from "node:test";
import { GATE_NAMES, gateNamed, shortName } from "../../src/domain/gates.ts";

test("a gate is known by its name and by its short name, which no other gate has", () => {
  assert.equal(new Set(GATE_NAMES.map(shortName)).size, GATE_NAMES.length);
  for (const gate of GATE_NAMES) {
    assert.equal(gateNamed(gate), gate);
    assert.equal(gateNamed(shortName(gate)), gate);
  }
  for (const text of ["", "SG", "SG_9", "sg_1", "SG_1_", "SG_1_cut_authz ", "execution_authz"])
    assert.equal(gateNamed(text), null, text);
});
