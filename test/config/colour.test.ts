import assert from "node:assert/strict";
import test from "node:test";
import { wantsColour } from "../../src/config/colour.ts";

for (const [variables, isTerminal, isColoured] of [
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ TERM: "dumb" }, true, false],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
] as const) {
  const where = isTerminal ? "on a terminal" : "to a file";
  test(`${JSON.stringify(variables)} ${where} gives ${isColoured ? "bold" : "plain"} type`, () => {
    const saved = { ...process.env };
    for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) delete process.env[name];
    Object.assign(process.env, variables);
    try {
      assert.equal(wantsColour(isTerminal), isColoured);
    } finally {
      for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) delete process.env[name];
      Object.assign(process.env, saved);
    }
  });
}
