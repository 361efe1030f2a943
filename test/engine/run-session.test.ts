import assert from "node:assert/strict";
import test from "node:test";
import type { EngineParts } from "../../src/engine/session/engine-parts.ts";
import { RunSession } from "../../src/engine/session/run-session.ts";
import type { RunFolder } from "../../src/ports/sidecar.ts";

test("an event that could not be read back is a fault, and is not written", async () => {
  const written: unknown[] = [];
  const folder = { append: async (event: unknown) => void written.push(event) };
  const session = new RunSession(
    { clock: { now: () => new Date("2026-11-21T09:00:00Z") } } as unknown as EngineParts,
    folder as unknown as RunFolder,
  );
  const sha256 = "0".repeat(64);
  await assert.rejects(session.record({ type: "report_written", name: "../01-source_pin", sha256 }));
  await assert.rejects(session.record({ type: "closed", closeoutSha256: "none" }));
  assert.deepEqual(written, []);
  await session.record({ type: "report_written", name: "01-source_pin", sha256 });
  assert.deepEqual(written, [{ type: "report_written", name: "01-source_pin", sha256 }]);
});
