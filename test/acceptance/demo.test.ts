import assert from "node:assert/strict";
import test, { after } from "node:test";
import { bundleCutter, runCutter } from "../support/cutter.ts";

const bundle = await bundleCutter();
after(() => bundle[Symbol.asyncDispose]());

for (const engine of ["postgresql", "pglite"] as const) {
  test(`the demo tells the whole story on ${engine}, and sees every claim hold`, async () => {
    const end = await runCutter(["demo", "--json", "--engine", engine], {
      variables: {},
      program: bundle.program,
    });
    assert.equal(end.code, 0, end.stderr.slice(-2000));
    const told = JSON.parse(end.stdout);
    assert.equal(told.passed, true);
    assert.equal(told.units, 24);
    assert.ok(told.checks.length >= 37);
    assert.equal(told.engine, engine);
    assert.equal(told.limits.length > 0, engine === "pglite", "what an engine can't show is said");
  });
}

for (const engine of ["postgresql", "pglite"] as const) {
  test(`the demo cuts twelve laws under one decision a gate on ${engine}, and sees every claim hold`, async () => {
    const end = await runCutter(["demo", "--batch", "--json", "--engine", engine], {
      variables: {},
      program: bundle.program,
    });
    assert.equal(end.code, 0, end.stderr.slice(-2000));
    const told = JSON.parse(end.stdout);
    assert.equal(told.passed, true);
    assert.match(told.batchId, /^ictb-/);
    assert.equal(told.units, 84);
    assert.ok(told.checks.length >= 43);
    assert.equal(told.engine, engine);
  });
}

test("the demo of a batch and that of a document are two", async () => {
  const end = await runCutter(["demo", "--batch", "--document", "law.md"], {
    variables: {},
    program: bundle.program,
  });
  assert.equal(end.code, 2);
  assert.match(end.stderr, /--batch/);
});
