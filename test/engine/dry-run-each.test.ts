import assert from "node:assert/strict";
import test from "node:test";
import { dryRunEach } from "../../src/engine/runs/dry-run-each.ts";
import type { EngineParts } from "../../src/engine/session/engine-parts.ts";

/** Until it starts a run, a batch reads nothing of the engine's parts but this signal. */
function worldOf(interrupted: AbortSignal): EngineParts {
  return { interrupted } as EngineParts;
}

test("a document that is named twice refuses all before anything starts", async () => {
  const world = worldOf(new AbortController().signal);
  const batch = await dryRunEach(world, ["a", "b", "a"]);
  assert.ok(!batch.ok);
  assert.equal(batch.refusal.reason, "STOP_BAD_INPUT");
  assert.equal(batch.refusal.actual, "a twice");
});

test("an interruption keeps back every run that has not begun", async () => {
  const batch = await dryRunEach(worldOf(AbortSignal.abort("SIGTERM")), ["a", "b"]);
  assert.ok(batch.ok);
  assert.deepEqual(
    batch.value.map((row) => [row.documentId, row.outcome, row.refusal?.reason]),
    [
      ["a", null, "STOP_INTERRUPTED"],
      ["b", null, "STOP_INTERRUPTED"],
    ],
  );
});
