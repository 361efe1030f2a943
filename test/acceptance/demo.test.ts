import assert from "node:assert/strict";
import test from "node:test";
import { runCutter } from "../support/cutter.ts";

for (const engine of ["postgresql", "pglite"] as const) {
  test(`the demo tells the whole story on ${engine}, and sees every claim hold`, async () => {
    const end = await runCutter(["demo", "--json", "--engine", engine], { variables: {} });
    assert.equal(end.code, 0, end.stderr.slice(-2000));
    const told = JSON.parse(end.stdout);
    assert.equal(told.passed, true);
    assert.equal(told.units, 24);
    assert.ok(told.checks.length >= 27);
    assert.equal(told.engine, engine);
    assert.equal(told.limits.length > 0, engine === "pglite", "what an engine can't show is said");
  });
}
