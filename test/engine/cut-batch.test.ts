import assert from "node:assert/strict";
import test from "node:test";
import { cutBatch } from "../../src/engine/runs/cut-batch.ts";
import type { EngineParts } from "../../src/engine/session/engine-parts.ts";

/** Until it starts a run, a batch reads nothing of the engine's parts but this signal. */
function worldOf(interrupted: AbortSignal): EngineParts {
  return { interrupted } as EngineParts;
}

test("a document that is named twice refuses the batch before anything starts", async () => {
  const world = worldOf(new AbortController().signal);
  const batch = await cutBatch(world, { documentIds: ["a", "b", "a"], mode: "LIVE" });
  assert.ok(!batch.ok);
  assert.equal(batch.refusal.reason, "STOP_BAD_INPUT");
  assert.equal(batch.refusal.actual, "a twice");
});

test("an interruption keeps back every run that has not begun", async () => {
  const batch = await cutBatch(worldOf(AbortSignal.abort("SIGTERM")), {
    documentIds: ["a", "b"],
    mode: "LIVE",
  });
  assert.ok(batch.ok);
  assert.deepEqual(
    batch.value.map((row) => [row.documentId, row.outcome, row.refusal?.reason]),
    [
      ["a", null, "STOP_INTERRUPTED"],
      ["b", null, "STOP_INTERRUPTED"],
    ],
  );
});
